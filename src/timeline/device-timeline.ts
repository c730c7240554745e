/** Puts one device's timeline together: windows, vectors, failures, late vectors, facts. */
import type {
  DeviceTimeline,
  Evidence,
  LateVector,
  Rearms,
  VectorTimeline,
  Window,
} from '../model/timeline.ts';
import { nanos, type Nanos } from '../model/time.ts';
import { timeOf, type PlacedSource } from './clock.ts';
import { processOf, type DeviceView, type KernelSide } from './device-view.ts';
import { doubtLosses, traceView, windowsOf } from './device-windows.ts';
import { failuresOf } from './failures.ts';
import { finishWindow, type Observed } from './finish-window.ts';
import { RearmTally, type FireHistory } from './history.ts';
import { firstFireOf } from './kernel-windows.ts';
import { evidenceOf } from './mark.ts';
import { indexOf, type Operation } from './operation.ts';
import { rounded } from './cost.ts';
import type { Slot } from './slots.ts';
import type { WindowDraft } from './window-draft.ts';

/** The drafts stay beside the windows: strays and symptoms are matched against them. */
export interface BuiltDevice {
  readonly view: DeviceView;
  readonly timeline: DeviceTimeline;
}

export interface BuildContext {
  readonly losses: readonly { readonly from: Nanos | null; readonly to: Nanos | null }[];
  readonly kernelVersion: string | null;
  readonly qemuVersion: string | null;
  readonly drivers: ReadonlyMap<string, string>;
  readonly nextId: () => string;
}

export function draftsOf(views: readonly DeviceView[]): Map<DeviceView, WindowDraft[]> {
  return new Map(views.map((view) => [view, windowsOf(view)]));
}

export function buildDevice(
  view: DeviceView,
  drafts: readonly WindowDraft[],
  ids: ReadonlyMap<WindowDraft, string>,
  context: BuildContext,
): BuiltDevice {
  const posted = view.kernel.some(({ source, operations }) => isPosted(source, operations));
  for (const draft of drafts) doubtLosses(draft, context.losses);
  const windows = drafts.map((draft, place) =>
    finishWindow(draft, ids.get(draft) ?? '', observedOf(view, drafts[place + 1], posted)),
  );
  const failures = failuresOf(view, windows);
  const timeline: DeviceTimeline = {
    name: view.name,
    aliases: aliasesOf(view),
    process: processOf(view),
    ...dynamicOf(view, windows),
    tableSize:
      view.qemu.map(({ device }) => device.tableSize).find((size) => size !== null) ?? null,
    qemu: context.qemuVersion ?? qemuHint(view),
    kernel: context.kernelVersion,
    driver: context.drivers.get(view.name) ?? null,
    vectors: vectorsOf(view, context),
    windows,
    failures,
    lateVectors: lateVectorsOf(view, drafts, windows),
    notMsix: [...new Set(view.kernel.flatMap(({ node }) => [...node.notMsix]))].toSorted(),
    posted,
  };
  return { view, timeline };
}

function observedOf(view: DeviceView, next: WindowDraft | undefined, posted: boolean): Observed {
  const ends = view.kernel.flatMap(({ source }) => {
    const { last } = source.fold.kernel;
    return last === null || source.shift === null ? [] : [last + source.shift];
  });
  return {
    last: ends.length === 0 ? null : nanos(Math.max(...ends)),
    nextStart: next?.start ?? null,
    firstFireAfter: (vector, t) => firstFireAfter(view, vector, t),
    firesVisible:
      !posted && view.kernel.some(({ source }) => source.fold.seen.has('irq_handler_entry')),
  };
}

function firstFireAfter(view: DeviceView, vector: number, t: Nanos): Nanos | null {
  let first: Nanos | null = null;
  for (const side of view.kernel) {
    const trace = traceView(view, side);
    for (const { touched } of side.operations) {
      for (const touch of touched) {
        if (indexOf(touch) !== vector) continue;
        const fire = firstFireOf(touch, trace);
        if (fire !== null && fire >= t && (first === null || fire < first)) first = fire;
      }
    }
  }
  return first;
}

/** kvm_pi_irte_update named one of its irqs: interrupts go to the vCPU without the host's handler. */
const isPosted = (source: PlacedSource, operations: readonly Operation[]): boolean =>
  source.fold.kernel.posted.size > 0 &&
  operations.some(({ touched }) =>
    touched.some(({ slot }) => slot !== null && source.fold.kernel.posted.has(slot.irq)),
  );

function aliasesOf(view: DeviceView): readonly string[] {
  const vdevs = view.kernel.flatMap(({ node }) => [...node.vdevs].map((vdev) => `vdev ${vdev}`));
  return [...new Set(vdevs)].filter((alias) => alias !== view.name).toSorted();
}

const qemuHint = (view: DeviceView): string | null =>
  view.qemu.map(({ device }) => device.knownVersion).find((version) => version !== null) ?? null;

/** Does MSI-X grow without a teardown on this host: by QEMU's `noresize`, by what the kernel did. */
function dynamicOf(
  view: DeviceView,
  windows: readonly Window[],
): Pick<DeviceTimeline, 'dynamicMsix' | 'dynamicEvidence'> {
  const resized = windows.find(({ cause }) => cause === 'resize' || cause === 'enable-failed');
  if (resized !== undefined) {
    return { dynamicMsix: false, dynamicEvidence: resized.evidence.slice(0, 1) };
  }
  for (const { source, device } of view.qemu) {
    if (device.noresize === null && !device.oldSetup) continue;
    const line: Evidence[] =
      device.setupMark === null ? [] : [evidenceOf(source.index, device.setupMark, 'context')];
    return { dynamicMsix: device.noresize === false, dynamicEvidence: line };
  }
  for (const { source, operations } of view.kernel) {
    const grow = operations.find((operation) => isGrowth(operation));
    if (grow !== undefined) {
      return {
        dynamicMsix: true,
        dynamicEvidence: [evidenceOf(source.index, grow.start, 'context')],
      };
    }
  }
  return { dynamicMsix: null, dynamicEvidence: [] };
}

/** One vector added to a live set; where only the index can tell, entry 0 alone is a whole new set. */
export const isGrowth = (operation: Operation): boolean =>
  operation.kind === 'grow' ||
  (operation.maybeGrow && operation.touched.some((touch) => (indexOf(touch) ?? 0) > 0));

interface VectorTally {
  irq: number | null;
  fires: FireHistory | null;
  rearms: RearmTally;
  worst: { slot: Slot; source: PlacedSource } | null;
}

function vectorsOf(view: DeviceView, context: BuildContext): readonly VectorTimeline[] {
  const tallies = new Map<number | null, VectorTally>();
  const [side] = view.kernel;
  if (side === undefined) return usedByGuest(view);
  for (const slot of side.source.fold.kernel.slots.all) {
    if (!slot.maybeMsix || slot.device.root !== side.node.root) continue;
    addSlot(tallies, slot, side);
  }
  for (const stats of side.source.fold.kernel.slots.stats) {
    if (stats.name.device !== view.name || stats.name.kind !== 'msix') continue;
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
      rearms: tally.rearms.count === 0 ? null : viewOf(tally.rearms),
      activity: shifted(tally.fires, side.source),
      worstRearm: worstOf(tally, vector, view, context),
    }));
}

/** QEMU's log alone: which vectors the guest used, and nothing of what fired. */
function usedByGuest(view: DeviceView): readonly VectorTimeline[] {
  const vectors = new Set(
    view.qemu.flatMap(({ device }) =>
      device.moments.flatMap(({ kind, vector }) =>
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

const viewOf = (rearms: RearmTally): Rearms => rearms.view();

function addSlot(tallies: Map<number | null, VectorTally>, slot: Slot, side: KernelSide): void {
  let tally = tallies.get(slot.index);
  if (tally === undefined) {
    tally = { irq: null, fires: null, rearms: new RearmTally(), worst: null };
    tallies.set(slot.index, tally);
  }
  tally.irq = slot.irq;
  tally.rearms.merge(slot.rearms);
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
  context: BuildContext,
): VectorTimeline['worstRearm'] {
  const worst = tally.worst?.slot.worstRearm ?? null;
  if (worst === null || tally.worst === null || worst.expected < 0.5) return null;
  const { source, slot } = tally.worst;
  const start = timeOf(source, worst.from);
  const end = timeOf(source, worst.to);
  const window: Window = {
    id: context.nextId(),
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

function lateVectorsOf(
  view: DeviceView,
  drafts: readonly WindowDraft[],
  windows: readonly Window[],
): readonly LateVector[] {
  const late: LateVector[] = [];
  for (const [place, draft] of drafts.entries()) {
    const othersFired = draft.vectors.reduce((sum, { firedBefore }) => sum + (firedBefore ?? 0), 0);
    if (othersFired === 0 || (draft.cause !== 'resize' && draft.cause !== 'enable-failed'))
      continue;
    for (const vector of draft.newVectors) {
      late.push({
        vector,
        at: draft.end ?? draft.start,
        othersFired,
        window: windows[place]?.id ?? null,
        evidence: draft.evidence.slice(0, 1),
      });
    }
  }
  for (const { source, operations } of view.kernel.slice(0, 1)) {
    for (const operation of operations) {
      if (!isGrowth(operation) || operation.othersFired === 0) continue;
      const [touch] = operation.touched;
      late.push({
        vector: touch === undefined ? null : indexOf(touch),
        at: timeOf(source, operation.start),
        othersFired: operation.othersFired,
        window: null,
        evidence: [evidenceOf(source.index, operation.start, 'context')],
      });
    }
  }
  return late.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}
