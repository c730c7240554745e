/** Puts one device's timeline together: windows, vectors, failures, late vectors, facts. */
import type { DeviceTimeline, Evidence, Window } from '../model/timeline.ts';
import { nanos, type Nanos } from '../model/time.ts';
import type { PlacedSource } from './clock.ts';
import { processOf, type DeviceView } from './device-view.ts';
import { doubtLosses, windowsOf } from './device-windows.ts';
import { failuresOf } from './failures.ts';
import { finishWindow, type Observed } from './finish-window.ts';
import { FirstFires } from './first-fires.ts';
import { evidenceOf } from './mark.ts';
import { isGrowth, type Operation } from './operation.ts';
import { lateVectorsOf } from './late-vectors.ts';
import { vectorsOf } from './vector-timeline.ts';
import type { WindowDraft } from './window-draft.ts';

/** The drafts stay beside the windows: strays and symptoms are matched against them. */
export interface BuiltDevice {
  readonly view: DeviceView;
  readonly timeline: DeviceTimeline;
}

export interface BuildContext {
  readonly losses: readonly { readonly from: Nanos | null; readonly to: Nanos | null }[];
  readonly kernelVersion: string | null;
  /** The only one that the case names. */
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
  const fires = new FirstFires(view);
  const windows = drafts.map((draft, place) =>
    finishWindow(draft, ids.get(draft) ?? '', observedOf(view, drafts[place + 1], posted, fires)),
  );
  const failures = failuresOf(view, windows);
  const timeline: DeviceTimeline = {
    name: view.name,
    aliases: aliasesOf(view),
    process: processOf(view),
    ...dynamicOf(view, windows),
    tableSize:
      view.qemu.map(({ device }) => device.tableSize).find((size) => size !== null) ?? null,
    qemu: ownQemu(view) ?? context.qemuVersion ?? qemuHint(view),
    kernel: context.kernelVersion,
    driver: context.drivers.get(view.name) ?? null,
    vectors: vectorsOf(view, context.nextId),
    windows,
    failures,
    lateVectors: lateVectorsOf(view, drafts, windows),
    notMsix: [...new Set(view.kernel.flatMap(({ node }) => [...node.notMsix]))].toSorted(),
    posted,
  };
  return { view, timeline };
}

function observedOf(
  view: DeviceView,
  next: WindowDraft | undefined,
  posted: boolean,
  fires: FirstFires,
): Observed {
  const ends = view.kernel.flatMap(({ source }) => {
    const { last } = source.fold.kernel;
    return last === null || source.shift === null ? [] : [last + source.shift];
  });
  return {
    last: ends.length === 0 ? null : nanos(Math.max(...ends)),
    nextStart: next?.start ?? null,
    firstFireAfter: (vector, t) => fires.after(vector, t),
    firesVisible:
      !posted && view.kernel.some(({ source }) => source.fold.seen.has('irq_handler_entry')),
  };
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

/** Hosts run VMs of several versions: the log of the device's own VM knows best. */
const ownQemu = (view: DeviceView): string | null =>
  view.qemu.map(({ source }) => source.fold.facts.get('qemu')).find((told) => told !== undefined) ??
  null;

const qemuHint = (view: DeviceView): string | null =>
  view.qemu.map(({ device }) => device.knownVersion).find((version) => version !== null) ?? null;

/** Does MSI-X grow without a teardown on this host: by QEMU's `noresize`, by what the kernel did. */
function dynamicOf(
  view: DeviceView,
  windows: readonly Window[],
): Pick<DeviceTimeline, 'dynamicMsix' | 'dynamicEvidence'> {
  const resized = windows.find(
    ({ cause, confidence }) =>
      confidence !== 'low' && (cause === 'resize' || cause === 'enable-failed'),
  );
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
