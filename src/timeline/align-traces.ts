/**
 * Two traces of one run hold the same operations: their clocks differ by what most pairs of like operations differ by. perf
 * and ftrace of one run were seen 0.204 s apart.
 */
import { nanos, type Nanos } from '../model/time.ts';
import type { Alignment } from './align.ts';
import type { Operation } from './operation.ts';
import type { SourceFold } from './source-fold.ts';

/** Two recorders see one tracepoint this far apart at most. */
const JITTER_NS = 200_000;
/** Operations compared at most, from the beginning of each. */
const COMPARED = 400;
/** So many pairs must agree, or all there are of the smaller trace. */
const ENOUGH = 3;

/** Null where the two share no pattern of operations. */
export function alignTraces(
  fold: SourceFold,
  owner: SourceFold,
  prior: { readonly offset: bigint; readonly error: Nanos } | null,
): Alignment | null {
  const mine = operationsOf(fold);
  const theirs = operationsOf(owner);
  const expected = prior === null ? null : Number(prior.offset - owner.epoch + fold.epoch);
  const differences = mine
    .flatMap((a) => theirs.filter((b) => alike(a, b)).map((b) => differenceOf(a, b)))
    .filter((difference) => difference !== null)
    .filter(
      (difference) =>
        prior === null || expected === null || Math.abs(difference - expected) <= 4 * prior.error,
    )
    .toSorted((a, b) => a - b);
  const group = largestGroup(differences);
  if (group.length < Math.min(ENOUGH, mine.length, theirs.length) || group.length === 0)
    return null;
  const low = group[0] ?? 0;
  const high = group.at(-1) ?? low;
  return {
    offset: owner.epoch - fold.epoch + BigInt(Math.round((low + high) / 2)),
    error: nanos(Math.ceil((high - low) / 2)),
    anchors: group.length,
    contradictions: 0,
  };
}

const operationsOf = (fold: SourceFold): readonly Operation[] =>
  fold.kernel.log.operations.slice(0, COMPARED);

const alike = (a: Operation, b: Operation): boolean =>
  a.kind === b.kind && a.tid === b.tid && (a.size === null || b.size === null || a.size === b.size);

function differenceOf(a: Operation, b: Operation): number | null {
  return a.start.t === null || b.start.t === null ? null : b.start.t - a.start.t;
}

/** The longest run of sorted numbers that lie within the jitter of each other. */
function largestGroup(sorted: readonly number[]): readonly number[] {
  let best: readonly number[] = [];
  let from = 0;
  for (const [to, value] of sorted.entries()) {
    while (value - (sorted[from] ?? value) > JITTER_NS) from += 1;
    if (to + 1 - from > best.length) best = sorted.slice(from, to + 1);
  }
  return best;
}
