/** How far apart the lines of one call may be. */
import type { CallArgs } from '../model/event/index.ts';
import { MICROSECOND, MILLISECOND, minus, nanos, type Nanos } from '../model/time.ts';
import type { Call } from './call.ts';
import type { Mark } from './mark.ts';

/** Lines of one call are never further apart, its return aside: the slowest step seen took some 25 ms. */
export const LONGEST_PAUSE = nanos(100 * MILLISECOND);
/**
 * Where entries of SET_IRQS are traced every one has its own, the close's too, and a pause ends none: on a host without a
 * free CPU calls stood still for 0.3 s. After so long an entry may have been lost.
 */
const LONGEST_STALL = nanos(2000 * MILLISECOND);
/** A probe and a function line of one entry: microseconds apart, in either order. */
export const SAME_ENTRY = nanos(5 * MILLISECOND);
/** Two probes on one function fire in one step of it. */
const SAME_PROBED = nanos(50 * MICROSECOND);

export const closeTogether = (a: Mark, b: Mark): boolean =>
  a.t === null || b.t === null ? b.line - a.line <= 2 : Math.abs(b.t - a.t) <= SAME_ENTRY;

/** Two probes on one function: neighbours, and nothing in which they differ. */
export function sameProbed({ end, args: known }: Call, mark: Mark, args: CallArgs): boolean {
  if (mark.line - end.line > 1 || pause(end, mark) > SAME_PROBED) return false;
  const fields = ['flags', 'index', 'start', 'count'] as const;
  return fields.every((field) => (known[field] ?? args[field]) === (args[field] ?? known[field]));
}

export const tooFar = (call: Call, mark: Mark): boolean =>
  pause(call.end, mark) > (call.explicit ? LONGEST_STALL : LONGEST_PAUSE);

export const pause = (a: Mark, b: Mark): Nanos =>
  a.t === null || b.t === null ? nanos(0) : minus(b.t, a.t);
