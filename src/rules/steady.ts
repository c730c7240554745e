/** How long a vector used to rest between its interrupts. */
import { nanos, type Nanos } from '../model/time.ts';
import type { Activity } from '../model/timeline.ts';

/**
 * The longest pause between two interrupts before `until`, to the width of a bin: a pause inside one bin reads as no longer
 * than the bin. Null where fewer than two bins with interrupts lie before it.
 */
export function longestQuiet(activity: Activity | null, until: Nanos): Nanos | null {
  if (activity === null || activity.step <= 0) return null;
  const { start, step, counts } = activity;
  let last: number | null = null;
  let longest: number | null = null;
  for (let bin = 0; bin < counts.length && start + bin * step < until; bin++) {
    if ((counts[bin] ?? 0) === 0) continue;
    if (last !== null) longest = Math.max(longest ?? 0, bin - last);
    last = bin;
  }
  return longest === null ? null : nanos(longest * step);
}
