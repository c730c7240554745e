/** Whose a call is: by the names, pointers and irqs in its lines, else by what its task did before. */
import { nanos } from '../model/time.ts';
import type { Call } from './call.ts';
import { DeviceNode, type Devices } from './identity.ts';
import type { Operation, OperationKind } from './operation.ts';
import { sizeOf } from './sizes.ts';
import type { Slot, Slots } from './slots.ts';
import { Families, isVmmTask } from './tasks.ts';
import type { ThreadFold } from './thread-fold.ts';

/** A teardown and the enable that follows it are two ioctls of one loop: the longest real pause seen was 25 ms. */
export const PAIR_WITHIN = nanos(250_000_000);

/** Devices of one task among which a nameless call's is looked for. */
const DRIVEN_KEPT = 256;

/** Halves of pairs, kept at most. */
const PAIRS_KEPT = 20_000;

/** What the threads of one VMM, or one other task, were seen to drive. */
interface Driven {
  devices: Set<DeviceNode>;
  /** More than are kept: which of them a call is of cannot be guessed. */
  many: boolean;
  /** Of calls that nothing names. */
  node: DeviceNode | null;
}

export class Owners {
  readonly #devices: Devices;
  readonly #slots: Slots;
  readonly #families = new Families();
  readonly #driven = new Map<number, Driven>();
  /** Halves of a pair that seem to be of one device: joined at the end, if no name has spoken against it. */
  readonly #pairs: (readonly [DeviceNode, DeviceNode])[] = [];

  constructor(devices: Devices, slots: Slots) {
    this.#devices = devices;
    this.#slots = slots;
  }

  /** The number of a task's family: the same for threads of one VMM. */
  familyOf({ tid, comm }: ThreadFold): number {
    return this.#families.of(tid, comm);
  }

  /** `last` is what the thread did before. */
  of(call: Call, thread: ThreadFold, kind: OperationKind, last: Operation | null): DeviceNode {
    const slots = slotsOf(call).filter((slot) => slot.maybeMsix);
    const parts = [...this.#named(call), ...slots.flatMap(({ root }) => root ?? [])];
    const other = kind === 'enable' && isOtherHalf(call, last) ? (last?.node ?? null) : null;
    const driven = this.#drivenBy(thread);
    const first = parts[0] ?? (slots.length > 0 ? new DeviceNode() : undefined);
    const node = (first ?? other ?? this.#guess(call, kind, driven)).root;
    for (const part of parts) node.join(part);
    for (const slot of slots) slot.belongsTo(node);
    if (other !== null && first !== undefined) this.#pair(node, other);
    const { root } = node;
    root.addTask(thread.tid, thread.comm);
    root.isVfio ||= call.explicit || call.path !== null || isVmmTask(thread.comm);
    addDriven(driven, root);
    return root;
  }

  #pair(one: DeviceNode, other: DeviceNode): void {
    if (one.root !== other.root && this.#pairs.length < PAIRS_KEPT) this.#pairs.push([one, other]);
  }

  /** The device of a task that no line says anything of. */
  lone(thread: ThreadFold): DeviceNode {
    return this.#nodeOf(this.#drivenBy(thread)).root;
  }

  /** No more calls. */
  settle(): void {
    for (const [a, b] of this.#pairs) a.join(b);
  }

  /** What its arguments name. */
  #named(call: Call): readonly DeviceNode[] {
    const { vdev, name } = call.args;
    const parts: DeviceNode[] = [];
    if (name !== undefined) parts.push(this.#devices.named(name));
    if (vdev !== undefined) parts.push(this.#devices.ofVdev(vdev));
    for (const { irq } of call.signals) {
      if (irq !== null) parts.push(this.#slots.of(irq).device);
    }
    return parts;
  }

  #drivenBy(thread: ThreadFold): Driven {
    const family = this.familyOf(thread);
    let driven = this.#driven.get(family);
    if (driven === undefined) {
      driven = { devices: new Set(), many: false, node: null };
      this.#driven.set(family, driven);
    }
    return driven;
  }

  /** The only device that the task drives; among several the only one that has what this call takes away. */
  #guess(call: Call, kind: OperationKind, driven: Driven): DeviceNode {
    if (driven.many) return this.#nodeOf(driven);
    // Pieces that were joined since are one: a long log would gather thousands.
    driven.devices = rootsOf(driven);
    const roots = [...driven.devices];
    const [only] = roots;
    if (only !== undefined && roots.length === 1) return only;
    if (kind === 'disable' && call.signals.length > 0) {
      const fitting = roots.filter(
        ({ set }) => set !== null && sizeNow(set) === call.signals.length,
      );
      const [fit] = fitting;
      if (fit !== undefined && fitting.length === 1) return fit;
    }
    return this.#nodeOf(driven);
  }

  /** A log with neither irqs nor pointers: all calls of a task are taken for one device. */
  #nodeOf(driven: Driven): DeviceNode {
    driven.node ??= new DeviceNode();
    return driven.node;
  }
}

function addDriven(driven: Driven, root: DeviceNode): void {
  if (driven.many) return;
  driven.devices.add(root);
  if (driven.devices.size <= DRIVEN_KEPT) return;
  driven.devices = rootsOf(driven);
  driven.many = driven.devices.size > DRIVEN_KEPT;
}

const rootsOf = ({ devices }: Driven): Set<DeviceNode> =>
  new Set([...devices].map((node) => node.root));

const sizeNow = ({ size, added }: NonNullable<DeviceNode['set']>): number | null =>
  size === null ? null : size + added;

const slotsOf = (call: Call): readonly Slot[] => [
  ...call.setups,
  ...call.teardowns,
  ...[...call.frees, ...call.requests].flatMap((touch) =>
    touch.slot === null ? [] : [touch.slot],
  ),
];

/** Does this enable follow a teardown by the same thread, with more vectors than that had, or one that failed? */
export function isOtherHalf(call: Call, last: Operation | null): boolean {
  if (last === null || (last.kind !== 'disable' && !(last.kind === 'enable' && last.failed))) {
    return false;
  }
  const named = call.args.vdev;
  const other = last.node.root.vdevs;
  if (named !== undefined && other.size > 0) return other.has(named);
  const from = last.end.t;
  const to = call.start.t;
  if (from !== null && to !== null && to - from > PAIR_WITHIN) return false;
  const size = sizeOf(call, 'enable', null);
  return last.kind === 'enable' || size === null || last.size === null || size > last.size;
}
