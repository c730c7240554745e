/** One clock for a case: where every source's zero lies on it, how sure that is, and why. */
import { MILLISECOND, nanos, type ClockKind, type Nanos } from '../model/time.ts';
import type { Mark } from './mark.ts';
import { alignByAnchors, type Alignment } from './align.ts';
import { placeGuest } from './align-guest.ts';
import type { SourceFold } from './source-fold.ts';
import type { SourceMeta } from './source-meta.ts';

/** printk and the trace clocks local, global and perf share an epoch; stamps of one instant differ by less than this. */
const SAME_CLOCK_ERROR = nanos(1 * MILLISECOND);
/** Two recorders of one run were seen 0.204 s apart (perf and ftrace): without common events that is the doubt. */
const TWO_RECORDERS_ERROR = nanos(250 * MILLISECOND);

export interface Placement {
  /** Added to the source's own time (its epoch included), ns; null where the source has no place. */
  readonly offset: bigint | null;
  readonly error: Nanos | null;
  readonly basis: 'same-clock' | 'anchors' | 'declared' | 'none';
  readonly anchors: number;
  readonly contradictions: number;
}

export interface PlacedSource {
  readonly index: number;
  readonly fold: SourceFold;
  readonly meta: SourceMeta;
  readonly placement: Placement;
  /** Added to a stamp of this source to get case time; null where the source has no place. */
  readonly shift: number | null;
}

export interface CaseClock {
  readonly name: string;
  readonly source: number;
  readonly kind: ClockKind;
  readonly epoch: bigint;
  readonly realtimeOffset: bigint | null;
}

const NO_PLACE: Placement = {
  offset: null,
  error: null,
  basis: 'none',
  anchors: 0,
  contradictions: 0,
};

/** Puts the sources, which come in their final order with the clock's owner first, on one clock. */
export function placeSources(
  folds: readonly { readonly fold: SourceFold; readonly meta: SourceMeta }[],
  declared: ReadonlyMap<string, bigint>,
): { readonly clock: CaseClock; readonly sources: readonly PlacedSource[] } {
  const owner = folds[0];
  const epoch = owner?.fold.epoch ?? 0n;
  const placements = shareWallClock(
    folds,
    folds.map(({ fold, meta }) =>
      owner === undefined ? NO_PLACE : placementOf(fold, meta, owner.fold, owner.meta, declared),
    ),
  );
  const placed = folds.map((one, index) => placedAt(one, index, placements[index], epoch));
  const hosts = placed.filter(({ meta }) => !meta.guest);
  const sources = placed.map((source) => {
    if (!source.meta.guest || source.placement.offset !== null) return source;
    const found = placeGuest(source.fold, hosts, epoch);
    return found === null ? source : placedAt(source, source.index, found, epoch);
  });
  return {
    clock: {
      name: clockName(owner?.meta.role ?? 'trace'),
      source: 0,
      kind: owner?.fold.clock ?? 'order',
      epoch,
      realtimeOffset: realtimeOffset(sources, owner?.fold.clock ?? 'order'),
    },
    sources,
  };
}

function placedAt(
  { fold, meta }: { readonly fold: SourceFold; readonly meta: SourceMeta },
  index: number,
  placement: Placement = NO_PLACE,
  epoch = 0n,
): PlacedSource {
  // Cycles and jiffies of unknown length order events and measure nothing: they give no times.
  if (fold.clock === 'ticks' || fold.clock === 'order') {
    return { index, fold, meta, placement: NO_PLACE, shift: null };
  }
  const { offset } = placement;
  const shift = offset === null ? null : Number(fold.epoch + offset - epoch);
  return { index, fold, meta, placement, shift };
}

/** What places one log of the host's wall clock places them all. */
function shareWallClock(
  folds: readonly { readonly fold: SourceFold; readonly meta: SourceMeta }[],
  placements: readonly Placement[],
): readonly Placement[] {
  const isWall = (place: number): boolean =>
    folds[place]?.fold.clock === 'realtime' && !folds[place].meta.guest;
  const found = placements.findIndex(({ offset }, place) => offset !== null && isWall(place));
  const known = placements[found];
  if (known === undefined) return placements;
  return placements.map((placement, place) =>
    placement.offset === null && isWall(place)
      ? { ...known, basis: 'same-clock', anchors: 0, contradictions: 0 }
      : placement,
  );
}

function placementOf(
  fold: SourceFold,
  meta: SourceMeta,
  owner: SourceFold,
  ownerMeta: SourceMeta,
  declared: ReadonlyMap<string, bigint>,
): Placement {
  const given = declared.get(meta.name);
  if (given !== undefined) {
    return { offset: given, error: nanos(0), basis: 'declared', anchors: 0, contradictions: 0 };
  }
  if (fold === owner) {
    return { offset: 0n, error: nanos(0), basis: 'same-clock', anchors: 0, contradictions: 0 };
  }
  const prior = priorOf(fold, meta, owner, ownerMeta);
  const found = alignByAnchors(fold, owner, prior);
  if (found !== null) return fromAlignment(found);
  if (prior === null) return NO_PLACE;
  return { ...prior, basis: 'same-clock', anchors: 0, contradictions: 0 };
}

const fromAlignment = (found: Alignment): Placement => ({
  offset: found.offset,
  error: found.error,
  basis: 'anchors',
  anchors: found.anchors,
  contradictions: found.contradictions,
});

/** What the kinds of the clocks promise before any event is compared. */
export function priorOf(
  fold: SourceFold,
  meta: SourceMeta,
  owner: SourceFold,
  ownerMeta: SourceMeta,
): { readonly offset: bigint; readonly error: Nanos } | null {
  if (meta.guest !== ownerMeta.guest) return null;
  if (fold.clock === 'boot' && owner.clock === 'boot') {
    const bothTraces = meta.role === 'trace' && ownerMeta.role === 'trace';
    return { offset: 0n, error: bothTraces ? TWO_RECORDERS_ERROR : SAME_CLOCK_ERROR };
  }
  if (fold.clock === owner.clock && (fold.clock === 'realtime' || fold.clock === 'monotonic')) {
    return { offset: 0n, error: SAME_CLOCK_ERROR };
  }
  const wall = wallOffset(owner) ?? null;
  if (fold.clock === 'realtime' && wall !== null) {
    return { offset: -wall, error: nanos(10 * MILLISECOND) };
  }
  const own = wallOffset(fold);
  if (owner.clock === 'realtime' && own !== null) {
    return { offset: own, error: nanos(10 * MILLISECOND) };
  }
  return null;
}

/** Added to a source's own time for wall time, where its records carry both clocks or its header says so. */
export function wallOffset(fold: SourceFold): bigint | null {
  if (fold.realtimeOffset !== null) return fold.realtimeOffset;
  if (fold.anchors.length === 0) return fold.clock === 'realtime' ? 0n : null;
  const offsets = fold.anchors
    .map(({ t, realtime }) => realtime - (fold.epoch + BigInt(t)))
    .toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  // The journal stamps a record when it arrives: the smallest difference has the least delay in it.
  return offsets[0] ?? null;
}

function realtimeOffset(sources: readonly PlacedSource[], kind: ClockKind): bigint | null {
  if (kind === 'realtime') return 0n;
  for (const { fold, placement } of sources) {
    const wall = wallOffset(fold);
    if (wall !== null && placement.offset !== null) return wall - placement.offset;
  }
  return null;
}

const clockName = (role: SourceMeta['role']): string =>
  ({ trace: 'trace', 'kernel-log': 'kernel log', qemu: 'QEMU', guest: 'guest', other: 'order' })[
    role
  ];

/** Case time of a place in a source; null where the line or the source has none. */
export const timeOf = (source: PlacedSource, mark: Mark | null): Nanos | null =>
  mark === null ? null : shifted(source, mark.t);

/** Case time of a stamp of a source. */
export const shifted = (source: PlacedSource, t: Nanos | null): Nanos | null =>
  t === null || source.shift === null ? null : nanos(t + source.shift);
