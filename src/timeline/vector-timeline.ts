/** Every vector of a device over the whole log: what it did, and how often its handler was swapped. */
import type { VectorTimeline, Window } from '../model/timeline.ts';
import { nanos } from '../model/time.ts';
import { timeOf, type PlacedSource } from './clock.ts';
import { rounded } from './cost.ts';
import type { DeviceView, KernelSide } from './device-view.ts';
import { RearmTally, type FireHistory } from './history.ts';
import { evidenceOf } from './mark.ts';
import type { Slot } from './slots.ts';

interface VectorTally {
  irq: number | null;
  fires: FireHistory | null;
  rearms: RearmTally;
  worst: { slot: Slot; source: PlacedSource } | null;
}

export function vectorsOf(view: DeviceView, nextId: () => string): readonly VectorTimeline[] {
  const tallies = new Map<number | null, VectorTally>();
  const [side] = view.kernel;
  if (side === undefined) return usedByGuest(view);
  const { slots } = side.source.fold.kernel;
  for (const slot of slots.ofDevice(side.node.root)) {
    if (slot.maybeMsix) addSlot(tallies, slot, side);
  }
  for (const stats of slots.statsOf(view.name)) {
    if (stats.name.kind !== 'msix') continue;
    const tally = tallies.get(stats.name.vector);
    if (tally !== undefined) tally.fires = stats.fires;
  }
  const visible = side.source.fold.seen.has('irq_handler_entry');
  return [...tallies]
    .toSorted((a, b) => (a[0] ?? Infinity) - (b[0] ?? Infinity))
    .map(([vector, tally]) => ({
      vector,
      irq: tally.irq,
      fired: visible ? (tally.fires?.count ?? 0) : null,
      rearms: tally.rearms.count === 0 ? null : tally.rearms.view(),
      activity: shifted(tally.fires, side.source),
      worstRearm: worstOf(tally, vector, view, nextId),
    }));
}

/** QEMU's log alone: which vectors the guest used, and nothing of what fired. */
function usedByGuest(view: DeviceView): readonly VectorTimeline[] {
  const vectors = new Set(
    view.qemu.flatMap(({ device }) =>
      device.moments.all.flatMap(({ kind, vector }) =>
        kind === 'use' && vector !== null ? [vector] : [],
      ),
    ),
  );
  return [...vectors]
    .toSorted((a, b) => a - b)
    .map((vector) => ({
      vector,
      irq: null,
      fired: null,
      rearms: null,
      activity: null,
      worstRearm: null,
    }));
}

function addSlot(tallies: Map<number | null, VectorTally>, slot: Slot, side: KernelSide): void {
  let tally = tallies.get(slot.index);
  if (tally === undefined) {
    tally = { irq: null, fires: null, rearms: new RearmTally(), worst: null };
    tallies.set(slot.index, tally);
  }
  tally.irq = slot.irq;
  if (slot.rearms !== null) tally.rearms.merge(slot.rearms);
  const worst = slot.worstRearm;
  if (worst !== null && worst.expected > (tally.worst?.slot.worstRearm?.expected ?? 0)) {
    tally.worst = { slot, source: side.source };
  }
}

function shifted(fires: FireHistory | null, source: PlacedSource): VectorTimeline['activity'] {
  const activity = fires?.activity() ?? null;
  if (activity === null || source.shift === null) return null;
  return { ...activity, start: nanos(activity.start + source.shift) };
}

function worstOf(
  tally: VectorTally,
  vector: number | null,
  view: DeviceView,
  nextId: () => string,
): VectorTimeline['worstRearm'] {
  const worst = tally.worst?.slot.worstRearm ?? null;
  if (worst === null || tally.worst === null || worst.expected < 0.5) return null;
  const { source, slot } = tally.worst;
  const start = timeOf(source, worst.from);
  const end = timeOf(source, worst.to);
  const window: Window = {
    id: nextId(),
    kind: 'vector-rearm',
    device: view.name,
    cause: 'unknown',
    start,
    end,
    state: 'closed',
    startBound: null,
    endBound: null,
    live: [vector],
    offStart: null,
    offEnd: null,
    vectors: [
      {
        vector,
        irq: slot.irq,
        start,
        end,
        firedBefore: slot.fires,
        rate: rounded(worst.rate),
        expectedLost: null,
        expectedLostRange: null,
        expectedDelayed: rounded(worst.expected),
        resumed: null,
        firstAfter: null,
        silenceChance: null,
      },
    ],
    basis: ['irq-vectors'],
    confidence: 'high',
    doubts: [],
    evidence: [
      evidenceOf(source.index, worst.from, 'opens'),
      evidenceOf(source.index, worst.to, 'closes'),
    ],
    sizeBefore: null,
    sizeAfter: null,
  };
  return { window, rate: rounded(worst.rate), expected: rounded(worst.expected) };
}
