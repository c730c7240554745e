/**
 * The offset between two sources, from operations that both saw. Not a fit but an intersection: a growth in QEMU's log
 * encloses the two SET_IRQS of its thread in the kernel trace, so each pair bounds the offset from both sides; no line of
 * a thread lies inside an ioctl of that thread; a release stands right before its SET_IRQS. What is left is an
 * interval: its middle is the offset, half its width the error.
 */
import { nanos, type Nanos } from '../model/time.ts';
import { refine, type Span } from './align-refine.ts';
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
  const best = densest(intervals(shells, inner), priorSpan(fold, owner, prior));
  if (best === null) return null;
  const refined = refine(fold, owner, best.span);
  const middle = Math.round((refined.span[0] + refined.span[1]) / 2);
  const half = Math.ceil((refined.span[1] - refined.span[0]) / 2);
  return {
    offset: owner.epoch - fold.epoch + BigInt(middle),
    error: nanos(half),
    anchors: best.depth + refined.anchors,
    contradictions: refined.contradictions + unexplained(shells, inner, refined.span),
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

/** The offsets that most intervals share, and how many do. Ties are the tighter one's. */
function densest(
  spans: readonly Span[],
  within: Span | null,
): { span: Span; depth: number } | null {
  const ends = spans
    .filter(([low, high]) => within === null || (high >= within[0] && low <= within[1]))
    .flatMap(([low, high]): { at: number; step: 1 | -1 }[] => [
      { at: low, step: 1 },
      { at: high, step: -1 },
    ])
    .toSorted((a, b) => a.at - b.at || b.step - a.step);
  let depth = 0;
  let best: { span: Span; depth: number } | null = null;
  for (const [place, end] of ends.entries()) {
    depth += end.step;
    const next = ends[place + 1];
    if (end.step < 0 || next === undefined || next.step > 0) continue;
    const width = next.at - end.at;
    const better =
      best === null ||
      depth > best.depth ||
      (depth === best.depth && width < best.span[1] - best.span[0]);
    if (better) best = { span: [end.at, next.at], depth };
  }
  return best;
}
