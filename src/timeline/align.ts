/**
 * The offset between two sources, from operations that both saw. Not a fit but an intersection: a growth in QEMU's log
 * encloses the two SET_IRQS of its thread in the kernel trace, so each pair bounds the offset from both sides; no line of
 * a thread lies inside an ioctl of that thread; a release stands right before its SET_IRQS. What is left is an
 * interval: its middle is the offset, half its width the error.
 */
import { nanos, type Nanos } from '../model/time.ts';
import { refine, type Refined, type Span } from './align-refine.ts';
import type { Mark } from './mark.ts';
import type { SourceFold } from './source-fold.ts';
import { alignTraces } from './align-traces.ts';

export interface Alignment {
  /** Added to the source's own time, its epoch included, ns. */
  readonly offset: bigint;
  readonly error: Nanos;
  readonly anchors: number;
  readonly contradictions: number;
}

/** An event of the owner's clock that must lie inside a span of the source's clock. */
interface Enclosure {
  readonly at: Mark;
  readonly tid: number | null;
}
interface Shell {
  readonly from: Mark;
  readonly to: Mark;
  readonly tid: number | null;
  /** QEMU's version says that MSI-X was torn down here. */
  readonly sure: boolean;
}

/** Pairs compared at most: the first and the last of long logs. */
const COMPARED = 400;

/** Null where the two have no operation in common. */
export function alignByAnchors(
  fold: SourceFold,
  owner: SourceFold,
  prior: { readonly offset: bigint; readonly error: Nanos } | null,
): Alignment | null {
  if (fold.hasKernelEvents && owner.hasKernelEvents) return alignTraces(fold, owner, prior);
  if (!fold.hasQemuEvents || !owner.hasKernelEvents) return null;
  const shells = shellsOf(fold);
  const inner = enclosedOf(owner);
  const { spans, depth } = densest(intervals(shells, inner), priorSpan(fold, owner, prior));
  const found = likeliest(
    spans.map((span) => {
      const refined = refine(fold, owner, span);
      const unclear = unexplained(shells, inner, refined.span);
      return { ...refined, contradictions: refined.contradictions + unclear };
    }),
  );
  if (found === null) return null;
  const middle = Math.round((found.span[0] + found.span[1]) / 2);
  const half = Math.ceil((found.span[1] - found.span[0]) / 2);
  return {
    offset: owner.epoch - fold.epoch + BigInt(middle),
    error: nanos(half),
    anchors: depth + found.anchors,
    contradictions: found.contradictions,
  };
}

/** An offset that explains so many times more lines than the next is the right one. */
const CLEARLY = 1.5;

/**
 * Growths come in even steps, so a trace that begins later than the log may fit in several places. The one with the fewest
 * contradictions counts, then the one that explains clearly more; else all of them are possible.
 */
function likeliest(places: readonly Refined[]): Refined | null {
  const least = Math.min(...places.map(({ contradictions }) => contradictions));
  const [best, ...others] = places
    .filter(({ contradictions }) => contradictions === least)
    .toSorted((a, b) => b.anchors - a.anchors);
  if (best === undefined) return null;
  const rivals = others.filter(({ anchors }) => best.anchors < anchors * CLEARLY);
  const all = [best, ...rivals].map(({ span }) => span);
  return {
    ...best,
    span: [Math.min(...all.map(([low]) => low)), Math.max(...all.map(([, high]) => high))],
  };
}

/**
 * Teardowns of QEMU's log that fall into the time of the trace and enclose none of its teardowns at this offset: the trace
 * lost them, or one offset does not hold for the whole log.
 */
function unexplained(
  shells: readonly Shell[],
  inner: readonly Enclosure[],
  [low, high]: Span,
): number {
  const first = inner[0]?.at.t ?? null;
  const last = inner.at(-1)?.at.t ?? null;
  if (first === null || last === null) return 0;
  return shells.filter(({ from, to, sure }) => {
    if (!sure || from.t === null || to.t === null) return false;
    const [begin, end] = [from.t + low, to.t + high];
    if (end < first || begin > last) return false;
    return !inner.some(({ at }) => at.t !== null && at.t >= begin && at.t <= end);
  }).length;
}

/** Growths and disables of QEMU: a teardown of their thread happened between their two lines. */
function shellsOf(fold: SourceFold): readonly Shell[] {
  const shells: Shell[] = [];
  for (const device of fold.qemu.devices.values()) {
    for (const { kind, tid, start, tight, end, tearsDown } of device.episodes) {
      if (end === null || kind === 'enable') continue;
      const sure = kind === 'grow' && tearsDown === true;
      shells.push({ from: tight ?? start, to: end, tid, sure });
    }
  }
  return sample(shells);
}

const enclosedOf = (owner: SourceFold): readonly Enclosure[] =>
  sample(
    owner.kernel.log.operations
      .filter((operation) => operation.kind === 'disable' && operation.closing !== true)
      .map((operation) => ({ at: operation.start, tid: operation.tid })),
  );

const sample = <T>(items: readonly T[]): readonly T[] =>
  items.length <= COMPARED
    ? items
    : [...items.slice(0, COMPARED / 2), ...items.slice(items.length - COMPARED / 2)];

/** Offsets (owner minus source, both after their epochs) that each possible pair allows. */
function intervals(shells: readonly Shell[], inner: readonly Enclosure[]): Span[] {
  const spans: Span[] = [];
  for (const shell of shells) {
    for (const event of inner) {
      if (shell.tid !== null && event.tid !== null && shell.tid !== event.tid) continue;
      if (shell.from.t === null || shell.to.t === null || event.at.t === null) continue;
      spans.push([event.at.t - shell.to.t, event.at.t - shell.from.t]);
    }
  }
  return spans;
}

function priorSpan(
  fold: SourceFold,
  owner: SourceFold,
  prior: { readonly offset: bigint; readonly error: Nanos } | null,
): Span | null {
  if (prior === null) return null;
  const middle = Number(prior.offset - owner.epoch + fold.epoch);
  return [middle - prior.error, middle + prior.error];
}

/** Places looked at, where intervals meet in many; the tightest. */
const PLACES = 16;

/** The offsets that most intervals share, in all the places where they do, and how many share them. */
function densest(
  spans: readonly Span[],
  within: Span | null,
): { readonly spans: readonly Span[]; readonly depth: number } {
  const ends = spans
    .filter(([low, high]) => within === null || (high >= within[0] && low <= within[1]))
    .flatMap(([low, high]): { at: number; step: 1 | -1 }[] => [
      { at: low, step: 1 },
      { at: high, step: -1 },
    ])
    .toSorted((a, b) => a.at - b.at || b.step - a.step);
  let depth = 0;
  let most = 0;
  let places: Span[] = [];
  for (const [place, end] of ends.entries()) {
    depth += end.step;
    const next = ends[place + 1];
    if (end.step < 0 || next === undefined || next.step > 0 || depth < most) continue;
    if (depth > most) places = [];
    most = depth;
    places.push([end.at, next.at]);
  }
  const tightest = places.toSorted((a, b) => a[1] - a[0] - (b[1] - b[0]));
  return { spans: tightest.slice(0, PLACES), depth: most };
}
