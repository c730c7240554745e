/** Narrows an interval of possible offsets by every line of QEMU that stands near a SET_IRQS of its thread. */
import type { CallTime } from './call-times.ts';
import type { Moment } from './qemu-moments.ts';
import type { SourceFold } from './source-fold.ts';

/** Lowest and highest offset, ns: owner's stamp minus source's stamp, each after its own epoch. */
export type Span = readonly [number, number];

interface Line {
  readonly t: number;
  readonly kind: Moment['kind'];
}
interface Ioctl {
  readonly start: number;
  /** A line of the call itself, or its return: the thread is inside until here. */
  readonly inside: number;
}

export interface Refined {
  readonly span: Span;
  readonly anchors: number;
  readonly contradictions: number;
}

/** Breakpoints looked at; beyond, the interval is sampled. */
const MOST_CUTS = 4000;
/** Breakpoints gathered; lines and calls without end have their product of them. */
const CUTS_SEEN = 100_000;
/** A release's SET_IRQS begins within this; measured in hundreds of microseconds. */
const SOON = 20_000_000;

export function refine(source: SourceFold, owner: SourceFold, span: Span): Refined {
  const threads = threadsOf(source, owner, span);
  const cuts = cutsOf(threads, span);
  const segments: Segment[] = [];
  for (const [place, from] of cuts.entries()) {
    const to = cuts[place + 1];
    if (to !== undefined) segments.push({ from, to, ...judge(threads, (from + to) / 2) });
  }
  return consistent(segments) ?? { span, anchors: 0, contradictions: 0 };
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly kept: number;
  readonly broken: number;
}

/**
 * Every offset that breaks as little as possible is possible, so the answer reaches from the first to the last of them:
 * which one keeps most promises is no proof, since a line and its call are sometimes further apart.
 */
function consistent(segments: readonly Segment[]): Refined | null {
  const least = Math.min(...segments.map(({ broken }) => broken));
  const possible = segments.filter(({ broken }) => broken === least);
  const [first] = possible;
  const last = possible.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    span: [first.from, last.to],
    anchors: Math.max(...possible.map(({ kept }) => kept)),
    contradictions: least,
  };
}

/** Lines and calls of the same thread id, each in order of time. */
function threadsOf(
  source: SourceFold,
  owner: SourceFold,
  span: Span,
): readonly { readonly lines: readonly Line[]; readonly ioctls: readonly Ioctl[] }[] {
  const ioctls = groupBy(owner.kernel.log.callTimes.all, (call) => call.tid);
  const moments = groupBy<Moment, number | null>(
    [...source.qemu.devices.values()].flatMap((device) => device.moments.all),
    (moment) => moment.tid,
  );
  return [...ioctls].flatMap(([tid, calls]) => {
    const lines = (moments.get(tid) ?? []).flatMap(({ mark, kind }) =>
      mark.t === null ? [] : [{ t: mark.t, kind }],
    );
    const times = calls.flatMap((call) => ioctlOf(call));
    if (lines.length === 0 || times.length === 0) return [];
    lines.sort((a, b) => a.t - b.t);
    times.sort((a, b) => a.start - b.start);
    return [{ lines: near(lines, times, span), ioctls: times }];
  });
}

/** Map.groupBy, which Node 20 lacks. */
function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function ioctlOf(call: CallTime): readonly Ioctl[] {
  const inside = (call.end ?? call.lastLine).t;
  return call.start.t === null || inside === null ? [] : [{ start: call.start.t, inside }];
}

/** Lines that can be close to a call at all. */
function near(lines: readonly Line[], ioctls: readonly Ioctl[], span: Span): readonly Line[] {
  const first = (ioctls[0]?.start ?? 0) - span[1] - SOON;
  const last = (ioctls.at(-1)?.inside ?? 0) - span[0] + SOON;
  return lines.filter(({ t }) => t >= first && t <= last);
}

type Threads = ReturnType<typeof threadsOf>;

/** Offsets at which a line crosses the beginning or the end of a call: between them nothing changes. */
function cutsOf(threads: Threads, span: Span): readonly number[] {
  const cuts = new Set<number>(span);
  for (const { lines, ioctls } of threads) {
    for (const { t } of lines) {
      let place = firstAfter(ioctls, t + span[0] - SOON);
      for (; place < ioctls.length; place += 1) {
        const ioctl = ioctls[place];
        if (ioctl === undefined || ioctl.start - t > span[1] || cuts.size > CUTS_SEEN) break;
        for (const edge of [ioctl.start - t, ioctl.inside - t]) {
          if (edge > span[0] && edge < span[1]) cuts.add(edge);
        }
      }
    }
  }
  const sorted = [...cuts].toSorted((a, b) => a - b);
  if (sorted.length <= MOST_CUTS) return sorted;
  const step = Math.ceil(sorted.length / MOST_CUTS);
  return sorted.filter((_, place) => place % step === 0 || place === sorted.length - 1);
}

/** How well an offset explains the order: promises kept, and lines that would lie inside an ioctl of their own thread. */
function judge(threads: Threads, offset: number): { kept: number; broken: number } {
  let kept = 0;
  let broken = 0;
  for (const { lines, ioctls } of threads) {
    for (const [place, line] of lines.entries()) {
      const at = line.t + offset;
      const next = firstAfter(ioctls, at);
      const inside = ioctls[next - 1];
      if (inside !== undefined && at > inside.start && at < inside.inside) broken += 1;
      if (keeps(line, lines[place - 1], lines[place + 1], offset, ioctls, next)) kept += 1;
    }
  }
  return { kept, broken };
}

/** What a line promises: a use or release is followed by a call before the next line; an end has one before it. */
function keeps(
  line: Line,
  previous: Line | undefined,
  following: Line | undefined,
  offset: number,
  ioctls: readonly Ioctl[],
  next: number,
): boolean {
  switch (line.kind) {
    case 'use':
    case 'release': {
      const call = ioctls[next];
      const limit = Math.min(following === undefined ? Infinity : following.t, line.t + SOON);
      return call !== undefined && call.inside <= limit + offset;
    }
    case 'used':
    case 'disabled':
    case 'enabled':
    case 'intx': {
      const call = ioctls[next - 1];
      const limit = previous === undefined ? line.t - SOON : Math.max(previous.t, line.t - SOON);
      return call !== undefined && call.start >= limit + offset && call.inside <= line.t + offset;
    }
    case 'disable':
    case 'enable':
      break;
  }
  return false;
}

/** Index of the first call that starts at or after `at`. */
function firstAfter(ioctls: readonly Ioctl[], at: number): number {
  let low = 0;
  let high = ioctls.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ioctls[middle]?.start ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
