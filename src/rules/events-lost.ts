/** The recorder lost events: where, and what that makes uncertain. */
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import type { Case, Loss } from '../model/timeline.ts';
import { overlaps } from './confidence.ts';
import { LOSS_REPORT } from './signals.ts';
import { groupBy } from './strays.ts';
import { indices } from './windows.ts';
import { clockTime, count, nameList } from './words.ts';

type Message = 'counted' | 'uncounted';

const QUOTED = 5;

export const eventsLost = defineRule<Message>(
  {
    id: 'events-lost',
    since: '0.1.0',
    severity: 'info',
    status: 'stable',
    summary: 'The recorder lost events',
    requires: [[LOSS_REPORT]],
    messages: {
      counted:
        '{source}: {events} lost in {gaps} ({cpus}), from {from} to {to}; what happened there is not known, and {windowText}',
      uncounted:
        '{source}: an unknown number of events lost in {gaps} ({cpus}), from {from} to {to}; what happened there is not known, and {windowText}',
    },
    remedy:
      'Record with a larger buffer (trace-cmd record -b 20000) and with only the events that msixray capture names; read trace_pipe from a fast reader.',
  },
  function* (input) {
    for (const losses of groupBy(input.losses, (loss) => String(loss.source))) {
      yield* draftOf(input, losses);
    }
  },
);

function* draftOf(input: Case, losses: readonly Loss[]): Iterable<Draft<Message>> {
  const [first] = losses;
  if (first === undefined) return;
  const source = input.sources[first.source];
  const known = losses.flatMap((loss) => loss.count ?? []);
  const events = known.reduce((sum, one) => sum + one, 0);
  const cpus = indices(losses.map((loss) => loss.cpu));
  const touched = input.devices
    .flatMap((device) => device.windows)
    .filter((window) => losses.some((loss) => overlaps(loss, window.start, window.end)));
  const least = known.length < losses.length ? 'at least ' : '';
  yield {
    message: known.length > 0 ? 'counted' : 'uncounted',
    data: {
      source: source?.name ?? null,
      events: known.length > 0 ? `${least}${count(events, 'event')}` : null,
      count: known.length > 0 ? events : null,
      gaps: count(losses.length, 'place'),
      cpus: cpus.length === 0 ? 'CPU not named' : `CPU ${cpus.join(', ')}`,
      from: edge(input, losses, 'from'),
      to: edge(input, losses, 'to'),
      windowText:
        touched.length === 0
          ? 'no window found lies there'
          : `${nameList(touched.map((window) => window.id))} ${touched.length === 1 ? 'lies' : 'lie'} there`,
    },
    device: null,
    vectors: [],
    windows: [],
    at: first.from,
    evidence: losses
      .slice(0, QUOTED)
      .map((loss) => ({ source: loss.source, line: loss.line, text: loss.text, role: 'context' })),
    confidence: 'high',
    identity: source?.format ?? '',
  };
}

/** The first start or the last end of all; a loss without a stamp reaches as far as the log. */
function edge(input: Case, losses: readonly Loss[], side: 'from' | 'to'): string {
  const stamps = losses.flatMap((loss) => loss[side] ?? []);
  if (stamps.length < losses.length) return side === 'from' ? 'the start' : 'the end';
  const ordered = stamps.toSorted((a, b) => a - b);
  const at = side === 'from' ? ordered[0] : ordered.at(-1);
  return at === undefined ? 'unknown' : clockTime(input, at);
}
