/**
 * Who is who. A device shows itself in pieces: an irq here, a probe's pointer there, its address in a handler's name
 * much later. Pieces that occur together are joined, and what is learned of one holds for all, backwards too.
 */

import { Budget } from './budget.ts';

/** Vectors of a device between an enable and the next disable, by table index; for logs that name no irqs. */
export interface VectorSet {
  /** Allocated at once by the enable; null if not told. */
  readonly size: number | null;
  /** Added one by one since. */
  added: number;
  /** Indices with a handler. `sure` is false where the eventfd that was set is not visible: it may have been -1. */
  readonly armed: Map<number, { readonly irq: number | null; readonly sure: boolean }>;
  /** Indices that were seen to lose their handler, or to get none. */
  readonly bare: Set<number>;
  /** Of plain MSI. */
  readonly plainMsi: boolean;
  /** The log holds this set's life from its enable on; else more vectors may be armed than it shows. */
  readonly fromBirth: boolean;
}

/** Kept of one device at most: a VM has a thread for each CPU, and a device a pointer for each time it is opened. */
const TASKS_KEPT = 1024;
const VDEVS_KEPT = 64;

type NotMsix = 'msi' | 'intx' | 'ims';

const NOTHING: ReadonlySet<never> = new Set<never>();
const NOBODY: ReadonlyMap<never, never> = new Map<never, never>();

type Task = readonly [tid: number, comm: string];

/** A device as far as it is known: a set of pieces that were joined. Most pieces are irqs that nothing is known of. */
export class DeviceNode {
  #parent: DeviceNode | null = null;
  /** BDF or QEMU name; one at most, since two names never join. */
  name: string | null = null;
  #vdevs: Set<string> | null = null;
  /** Most pieces have one task at the most, which needs no map. */
  #tasks: Map<number, string> | Task | null = null;
  /** VFIO code was seen at work on it, or a name said so. */
  isVfio = false;
  #notMsix: Set<NotMsix> | null = null;
  /** Vectors added without a teardown, ever. */
  dynamicAdds = 0;
  /** What the present set of vectors is, as far as calls tell: see {@link VectorSet}. */
  set: VectorSet | null = null;

  get vdevs(): ReadonlySet<string> {
    return this.#vdevs ?? NOTHING;
  }

  /** Over what is kept the second goes: the first one names the device, and the newest is in use. */
  addVdev(vdev: string): void {
    const vdevs = (this.#vdevs ??= new Set());
    vdevs.add(vdev);
    if (vdevs.size <= VDEVS_KEPT) return;
    const [, second] = vdevs;
    if (second !== undefined) vdevs.delete(second);
  }

  /** Tasks that set its interrupts, with the comm seen last. */
  get tasks(): ReadonlyMap<number, string> {
    if (this.#tasks === null) return NOBODY;
    return this.#tasks instanceof Map ? this.#tasks : new Map([this.#tasks]);
  }

  addTask(tid: number, comm: string): void {
    const tasks = this.#tasks;
    if (tasks === null) this.#tasks = [tid, comm];
    else if (tasks instanceof Map) {
      if (tasks.size < TASKS_KEPT || tasks.has(tid)) tasks.set(tid, comm);
    } else if (tasks[0] !== tid || tasks[1] !== comm) {
      this.#tasks = new Map([tasks, [tid, comm]]);
    }
  }

  get notMsix(): ReadonlySet<NotMsix> {
    return this.#notMsix ?? NOTHING;
  }

  addNotMsix(kind: NotMsix): void {
    (this.#notMsix ??= new Set()).add(kind);
  }

  /** The piece that stands for the whole. A long log joins thousands in a row: the way there is cut short. */
  get root(): DeviceNode {
    return DeviceNode.#rootOf(this);
  }

  /** Shortens the way for the next time: a device of many windows is joined from many pieces. */
  static #rootOf(start: DeviceNode): DeviceNode {
    let top = start;
    while (top.#parent !== null) top = top.#parent;
    let node = start;
    while (node.#parent !== null && node.#parent !== top) {
      const next = node.#parent;
      node.#parent = top;
      node = next;
    }
    return top;
  }

  /** Declares that both are one device. False, and nothing joined, if they have different names. */
  join(other: DeviceNode): boolean {
    const a = this.root;
    const b = other.root;
    if (a === b) return true;
    if (a.name !== null && b.name !== null && a.name !== b.name) return false;
    a.name ??= b.name;
    a.isVfio ||= b.isVfio;
    a.dynamicAdds += b.dynamicAdds;
    a.set ??= b.set;
    for (const vdev of b.vdevs) a.addVdev(vdev);
    for (const kind of b.notMsix) a.addNotMsix(kind);
    for (const [tid, comm] of b.tasks) if (!a.tasks.has(tid)) a.addTask(tid, comm);
    b.#parent = a;
    b.#vdevs = null;
    b.#tasks = null;
    b.#notMsix = null;
    return true;
  }
}

/** Every device piece of one source, by what identifies it for as long as the device is open. */
export class Devices {
  readonly #byName = new Map<string, DeviceNode>();
  readonly #byVdev = new Map<string, DeviceNode>();
  readonly #budget: Budget;

  constructor(budget = new Budget()) {
    this.#budget = budget;
  }

  named(name: string): DeviceNode {
    const known = this.#byName.get(name);
    if (known !== undefined) return known.root;
    // Over the limit it is a piece that nobody finds again.
    if (!this.#budget.allows('devices', this.#byName.size)) return new DeviceNode();
    const node = new DeviceNode();
    node.name = name;
    node.isVfio = true;
    this.#byName.set(name, node);
    return node;
  }

  /** `vdev` is a kernel pointer as printed; it may be reused after a close, see {@link Devices.forget}. */
  ofVdev(vdev: string): DeviceNode {
    const known = this.#byVdev.get(vdev);
    if (known !== undefined) return known.root;
    if (!this.#budget.allows('devices', this.#byVdev.size)) return new DeviceNode();
    const node = new DeviceNode();
    node.addVdev(vdev);
    node.isVfio = true;
    this.#byVdev.set(vdev, node);
    return node;
  }

  /** The device was closed: its pointer may next belong to another. */
  forget(node: DeviceNode): void {
    for (const vdev of node.root.vdevs) this.#byVdev.delete(vdev);
  }

  /** Devices whose names were seen, each once. */
  roots(): DeviceNode[] {
    return [...new Set([...this.#byName.values()].map((node) => node.root))];
  }
}
