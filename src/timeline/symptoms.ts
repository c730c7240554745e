/** A driver that missed an interrupt, and the window or refusal that explains it. */
import { isBdf } from '../model/pci.ts';
import type { Symptom, Window } from '../model/timeline.ts';
import { nanos, type Nanos } from '../model/time.ts';
import { timeOf, type PlacedSource } from './clock.ts';
import type { BuiltDevice } from './device-timeline.ts';
import { evidenceOf } from './mark.ts';

/** Time-outs are checked by a timer that runs late: this much before the due instant is looked at too. */
const TIMER_SLACK = nanos(2_000_000_000);
/** For a driver whose limit is not known. */
const ANY_TIMEOUT = nanos(60_000_000_000);

export function symptomsOf(
  sources: readonly PlacedSource[],
  devices: readonly BuiltDevice[],
): readonly Symptom[] {
  return sources.flatMap((source) =>
    [...source.fold.messages.of('lost_interrupt_symptom')].map(({ event, mark }): Symptom => {
      const at = timeOf(source, mark);
      const lookBack = nanos((event.timeout ?? ANY_TIMEOUT) + TIMER_SLACK);
      const cause = explain(at, lookBack, source, event.device, devices);
      return {
        at,
        driver: event.driver,
        reportedBy: event.device,
        polled: event.polled,
        device: cause?.device ?? null,
        window: cause?.window.id ?? null,
        lookBack,
        evidence: [evidenceOf(source.index, mark, 'arrives')],
      };
    }),
  );
}

/** The last window in which an interrupt could go missing inside the look-back; of the named device, if one is named. */
function explain(
  at: Nanos | null,
  lookBack: Nanos,
  source: PlacedSource,
  reportedBy: string | null,
  devices: readonly BuiltDevice[],
): { readonly device: string; readonly window: Window } | null {
  if (at === null) return null;
  const error = source.placement.error ?? nanos(0);
  const named = devices.filter(({ timeline }) => timeline.name === reportedBy);
  // An address in the host's own log is the device's; a guest has addresses of its own.
  if (named.length === 0 && reportedBy !== null && isBdf(reportedBy) && !source.meta.guest)
    return null;
  let best: { device: string; window: Window } | null = null;
  for (const { timeline } of named.length > 0 ? named : devices) {
    for (const window of timeline.windows) {
      if (!canLose(window) || window.start === null) continue;
      const inside = window.start <= at + error && (window.end ?? at) >= at - lookBack - error;
      if (inside && (best === null || window.start > (best.window.start ?? 0))) {
        best = { device: timeline.name, window };
      }
    }
  }
  return best;
}

const canLose = (window: Window): boolean =>
  window.cause === 'resize' || window.cause === 'enable-failed' || window.cause === 'unknown';
