/** A driver timed out, or polled and found its work done, within its time-out after a window. */
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import { minus } from '../model/time.ts';
import type { Case, Symptom, Window } from '../model/timeline.ts';
import { atMost, quote } from './cite.ts';
import { KERNEL_LOG, TEARDOWN_SIGNALS } from './signals.ts';
import { groupBy } from './strays.ts';
import { isUnasked, windowById } from './windows.ts';
import { count, span } from './words.ts';

type Message = 'polled' | 'timed-out';

interface Explained {
  readonly symptom: Symptom;
  readonly window: Window;
}

export const lostInterruptSymptom = defineRule<Message>(
  {
    id: 'lost-interrupt-symptom',
    since: '0.1.0',
    severity: 'medium',
    status: 'stable',
    summary: 'A driver timed out or polled a completion within its time-out after a window',
    requires: [[KERNEL_LOG], TEARDOWN_SIGNALS],
    messages: {
      polled:
        '{device}: {driver} found work done whose interrupt had not come ({times}, {after}); its time-out of {lookBack} reaches back to {window}',
      'timed-out':
        '{device}: {driver} reported a time-out ({times}, {after}); its limit of {lookBack} reaches back to {window}',
    },
    remedy:
      'Deal with the window (see the finding about it). A larger time-out or polling only hides it; on NVMe the polled completion itself did no harm but the wait.',
  },
  function* (input) {
    const explained = input.symptoms.flatMap((symptom) => explain(input, symptom));
    for (const group of groupBy(explained, keyOf)) yield* draftOf(group);
  },
);

const keyOf = ({ symptom, window }: Explained): string =>
  JSON.stringify([window.device, symptom.driver, symptom.reportedBy, symptom.polled, window.id]);

/** Windows that were asked for explain nothing: their driver knew. */
function explain(input: Case, symptom: Symptom): readonly Explained[] {
  const window = windowById(input, symptom.window);
  return window === null || !isUnasked(window) ? [] : [{ symptom, window }];
}

function* draftOf(group: readonly Explained[]): Iterable<Draft<Message>> {
  const [first] = group;
  if (first === undefined) return;
  const { symptom, window } = first;
  const after =
    symptom.at === null || window.start === null || symptom.at < window.start
      ? null
      : span(minus(symptom.at, window.start));
  yield {
    message: symptom.polled ? 'polled' : 'timed-out',
    data: {
      driver: [symptom.driver, symptom.reportedBy].filter((name) => name !== null).join(' '),
      times: count(group.length, 'time'),
      count: group.length,
      after:
        after === null
          ? 'some time after the window began'
          : `first ${after} after the window began`,
      lookBack: symptom.lookBack === null ? null : span(symptom.lookBack),
      window: window.id,
    },
    device: window.device,
    vectors: [],
    windows: [window.id],
    at: symptom.at,
    evidence: quote([...group.map((one) => one.symptom), window]),
    confidence: atMost(symptom.polled && symptom.device !== null ? 'medium' : 'low', window),
    doubts: [
      ...window.doubts,
      ...(symptom.device === null
        ? ['the message does not say which passed-through device it is about']
        : []),
      'that one came after the other does not show that it came of it',
    ],
    identity: `${symptom.driver}:${symptom.polled ? 'polled' : 'timed-out'}`,
  };
}
