/** A driver timed out, or polled and found its work done, within its time-out after a window. */
import { isUnasked } from '../model/cause.ts';
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import { minus } from '../model/time.ts';
import type { Case, Symptom, Window } from '../model/timeline.ts';
import { atMost, quote } from './cite.ts';
import { KERNEL_LOG } from './signals.ts';
import { groupBy } from './strays.ts';
import { windowById } from './windows.ts';
import { count, span } from './words.ts';

type Message = 'polled' | 'timed-out' | 'polled-unexplained' | 'timed-out-unexplained';

interface Explained {
  readonly symptom: Symptom;
  readonly window: Window;
}

const DEAL_WITH_WINDOW =
  'Deal with the window (see the finding about it). A larger time-out or polling only hides it; on NVMe the polled completion itself did no harm but the wait.';

export const lostInterruptSymptom = defineRule<Message>(
  {
    id: 'lost-interrupt-symptom',
    since: '0.1.0',
    severity: 'medium',
    status: 'stable',
    summary: 'A driver timed out or polled a completion within its time-out after a window',
    requires: [[KERNEL_LOG]],
    messages: {
      polled:
        '{device}: {driver} found work done whose interrupt had not come ({times}, {after}); its time-out of {lookBack} reaches back to {window}',
      'timed-out':
        '{device}: {driver} reported a time-out ({times}, {after}); its limit of {lookBack} reaches back to {window}',
      'polled-unexplained':
        '{driver} found work done whose interrupt had not come ({times}); no window or refusal in the log explains it',
      'timed-out-unexplained':
        '{driver} reported a time-out ({times}); no window or refusal in the log explains it, and many things other than an interrupt can',
    },
    remedy: {
      polled: DEAL_WITH_WINDOW,
      'timed-out': DEAL_WITH_WINDOW,
      'polled-unexplained':
        'Record irq_vectors events or the vfio functions on the host of the same time: they show whether MSI-X was off, or the vector without a handler, when the interrupt was due.',
      'timed-out-unexplained':
        'Look at the device first. If it did its work, record irq_vectors events or the vfio functions on the host.',
    },
  },
  function* (input) {
    const explained = input.symptoms.flatMap((symptom) => explain(input, symptom));
    for (const group of groupBy(explained, keyOf)) yield* draftOf(group);
    const rest = input.symptoms.filter(({ window }) => window === null);
    for (const group of groupBy(rest, kindOf)) yield* unexplained(group);
  },
);

const kindOf = ({ driver, reportedBy, polled }: Symptom): string =>
  JSON.stringify([driver, reportedBy, polled]);

/** A symptom alone: a polled completion is a lost interrupt of somebody's, a time-out may be anything. */
function* unexplained(group: readonly Symptom[]): Iterable<Draft<Message>> {
  const [first] = group;
  if (first === undefined) return;
  yield {
    message: first.polled ? 'polled-unexplained' : 'timed-out-unexplained',
    data: { driver: nameOf(first), times: count(group.length, 'time'), count: group.length },
    device: null,
    vectors: [],
    windows: [],
    at: first.at,
    evidence: quote(group),
    confidence: 'low',
    severity: first.polled ? 'low' : 'info',
    doubts: ['nothing in the log connects it with a passed-through device'],
    identity: `${nameOf(first)}:${first.polled ? 'polled' : 'timed-out'}:unexplained`,
  };
}

const nameOf = ({ driver, reportedBy }: Symptom): string =>
  [driver, reportedBy].filter((name) => name !== null).join(' ');

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
      driver: nameOf(symptom),
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
