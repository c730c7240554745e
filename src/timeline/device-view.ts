/** A device of the case: its pieces in every source that saw it. */
import type { DeviceNode } from './identity.ts';
import type { Operation } from './operation.ts';
import { shifted, type PlacedSource } from './clock.ts';
import type { QemuDevice } from './qemu-device.ts';
import { reportsOf, type QemuReport } from './qemu-reports.ts';
import type { Slot } from './slots.ts';
import { isVmmTask } from './tasks.ts';

/** A device as one kernel trace shows it. */
export interface KernelSide {
  readonly source: PlacedSource;
  readonly node: DeviceNode;
  readonly operations: readonly Operation[];
}

/** A device as one QEMU log shows it. */
export interface QemuSide {
  readonly source: PlacedSource;
  readonly device: QemuDevice;
}

export interface DeviceView {
  readonly name: string;
  /** The name is made up from what little is known. */
  readonly nameless: boolean;
  readonly kernel: readonly KernelSide[];
  readonly qemu: readonly QemuSide[];
  /** Errors of QEMU that do not name it. */
  readonly reports: readonly QemuReport[];
}

/** Every device that some source shows at work, by name. */
export function devicesOf(sources: readonly PlacedSource[]): readonly DeviceView[] {
  const kernel = sources.flatMap((source) => kernelSides(source));
  const qemu = sources.flatMap((source) =>
    [...source.fold.qemu.devices.values()].map((device) => ({ source, device })),
  );
  const views = new Map<string, { nameless: boolean; kernel: KernelSide[]; qemu: QemuSide[] }>();
  const viewOf = (name: string, nameless: boolean): { kernel: KernelSide[]; qemu: QemuSide[] } => {
    let view = views.get(name);
    if (view === undefined) {
      view = { nameless, kernel: [], qemu: [] };
      views.set(name, view);
    }
    return view;
  };
  for (const side of qemu) viewOf(side.device.name, false).qemu.push(side);
  for (const side of kernel) {
    const name = side.node.name ?? nameElsewhere(side, kernel, qemu, sources);
    if (name === null && (!side.node.isVfio || !hasMsix(side.operations))) continue;
    viewOf(name ?? madeUpName(side.node), name === null).kernel.push(side);
  }
  const reports = reportsOf(sources, [...views.keys()]);
  return [...views]
    .map(([name, view]) => ({
      name,
      ...view,
      reports: reports.filter(({ device }) => device === name),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** Devices of one trace with their operations, those of the host's own drivers still among them. */
function kernelSides(source: PlacedSource): readonly KernelSide[] {
  const byNode = new Map<DeviceNode, Operation[]>();
  for (const operation of source.fold.kernel.log.operations) {
    const root = operation.node.root;
    const list = byNode.get(root);
    if (list === undefined) byNode.set(root, [operation]);
    else list.push(operation);
  }
  for (const root of source.fold.kernel.devices.roots()) {
    if (root.name !== null && !byNode.has(root)) byNode.set(root, []);
  }
  return [...byNode].map(([node, operations]) => ({ source, node, operations }));
}

const hasMsix = (operations: readonly Operation[]): boolean =>
  operations.some(({ kind }) => kind === 'enable' || kind === 'disable' || kind === 'grow');

/** Another source may know the name: by the irq at the same time, by /proc/interrupts, by QEMU's thread. */
function nameElsewhere(
  side: KernelSide,
  kernel: readonly KernelSide[],
  qemu: readonly QemuSide[],
  sources: readonly PlacedSource[],
): string | null {
  return (
    nameByIrq(side, sources) ?? nameBySnapshot(side, sources) ?? nameByThread(side, kernel, qemu)
  );
}

function nameByIrq(side: KernelSide, sources: readonly PlacedSource[]): string | null {
  for (const other of sources) {
    if (other === side.source || other.shift === null || side.source.shift === null) continue;
    for (const mine of slotsOf(side)) {
      for (const slot of other.fold.kernel.slots.livesOf(mine.irq)) {
        if (slot.kind !== 'msix') continue;
        const name = slot.deviceName;
        if (name !== null && overlap(side.source, mine, other, slot)) return name;
      }
    }
  }
  return null;
}

/** Two sights of one irq number are one life if their spans meet. */
function overlap(a: PlacedSource, mine: Slot, b: PlacedSource, theirs: Slot): boolean {
  const ends = [shifted(a, mine.tornDownAt), shifted(b, theirs.tornDownAt)];
  const begins = [
    shifted(a, mine.armedAt),
    shifted(b, theirs.armedAt) ?? shifted(b, theirs.firstFire),
  ];
  const [endA = null, endB = null] = ends;
  const [beginA = null, beginB = null] = begins;
  return (
    (endA === null || beginB === null || beginB <= endA) &&
    (endB === null || beginA === null || beginA <= endB)
  );
}

function nameBySnapshot(side: KernelSide, sources: readonly PlacedSource[]): string | null {
  if (sources.every(({ fold }) => fold.snapshots.rows.length === 0)) return null;
  const irqs = new Set([...slotsOf(side)].map((slot) => slot.irq));
  const names = new Set(
    sources.flatMap(({ fold }) =>
      fold.snapshots.rows
        .filter((row) => row.name.kind === 'msix' && irqs.has(row.irq))
        .map((row) => row.name.device),
    ),
  );
  return names.size === 1 ? ([...names][0] ?? null) : null;
}

/** One nameless device and one of QEMU's whose threads meet: they are the same. */
function nameByThread(
  side: KernelSide,
  kernel: readonly KernelSide[],
  qemu: readonly QemuSide[],
): string | null {
  // Without a candidate the rest is not looked at: a log may hold thousands of nameless pieces.
  const candidates = qemu.filter(({ device }) =>
    device.moments.all.some(({ tid }) => tid !== null && side.node.tasks.has(tid)),
  );
  const names = new Set(candidates.map(({ device }) => device.name));
  if (names.size !== 1) return null;
  const nameless = kernel.filter(
    ({ node, source }) => node.name === null && source === side.source,
  );
  const taken = kernel.some(({ node }) => node.name !== null && names.has(node.name));
  return nameless.length === 1 && !taken ? ([...names][0] ?? null) : null;
}

function* slotsOf(side: KernelSide): Generator<Slot> {
  for (const { touched } of side.operations) {
    for (const { slot } of touched) if (slot !== null) yield slot;
  }
}

function madeUpName(node: DeviceNode): string {
  const [vdev] = node.vdevs;
  if (vdev !== undefined) return `vdev ${vdev}`;
  const [task] = node.tasks;
  return task === undefined || task[0] < 0 ? 'unknown device' : `device of ${task[1]}-${task[0]}`;
}

/** The process that drives the device: the lowest thread id of a VMM is mostly its main thread. */
export function processOf(view: DeviceView): { pid: number; comm: string } | null {
  const tasks = view.kernel.flatMap(({ node }) => [...node.tasks]);
  const vmm = tasks.filter(([, comm]) => isVmmTask(comm));
  const [first] = (vmm.length > 0 ? vmm : tasks).toSorted((a, b) => a[0] - b[0]);
  return first === undefined ? null : { pid: first[0], comm: first[1] };
}
