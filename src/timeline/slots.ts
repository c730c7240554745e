/**
 * Lives of irq numbers. The kernel reuses a number at once, so what is known of an irq holds from its vector_setup to
 * its vector_teardown and not a line longer: that span is a slot.
 */
import { FIRST_DYNAMIC_IRQ, MSIX_MAX_VECTORS, parseIrqName, type IrqName } from '../model/pci.ts';
import { minus, SECOND, type Nanos } from '../model/time.ts';
import { Budget } from './budget.ts';
import { grouped } from './grouped.ts';
import { FireHistory, RearmTally } from './history.ts';
import { DeviceNode, type Devices } from './identity.ts';
import { placeOf, type Mark } from './mark.ts';
import type { Touch } from './operation.ts';

/** One table entry of one device over the whole log, by the handler's name. */
export class VectorStats {
  readonly fires = new FireHistory();
  readonly name: IrqName;
  irq: number;

  constructor(name: IrqName, irq: number) {
    this.name = name;
    this.irq = irq;
  }
}

export class Slot {
  readonly irq: number;
  #device: DeviceNode | null = null;
  /** MSI-X table index; null until a name, a probe's argument or the order of allocation tells. */
  index: number | null = null;
  kind: IrqName['kind'] | 'unknown';
  /** Null: the log began after the answer. */
  hasHandler: boolean | null = null;
  /** Where the handler went away, until it is back. */
  freed: Mark | null = null;
  /** When it came back last. */
  armedAt: Nanos | null = null;
  stats: VectorStats | null = null;
  /** The irqaction name that the hot path saw last; equal text means equal identity. */
  lastName = '';
  fires = 0;
  firstFire: Nanos | null = null;
  firstFireLine = 0;
  rearms: RearmTally | null = null;
  /** The rearm in which most interrupts were due, with how many. */
  worstRearm: {
    readonly from: Mark;
    readonly to: Mark;
    readonly rate: number;
    readonly expected: number;
  } | null = null;
  tornDownAt: Nanos | null = null;

  constructor(irq: number) {
    this.irq = irq;
    this.kind = irq < FIRST_DYNAMIC_IRQ ? 'intx' : 'unknown';
  }

  /** Whose it is: a piece of its own until a line tells. */
  get device(): DeviceNode {
    return (this.#device ??= new DeviceNode());
  }

  /** False, and nothing changed, if it is another's. */
  belongsTo(device: DeviceNode): boolean {
    if (this.#device !== null) return this.#device.join(device);
    this.#device = device;
    return true;
  }

  /** The name of its device, where it is known. */
  get deviceName(): string | null {
    return this.#device?.root.name ?? null;
  }

  /** The whole that it is a piece of; null where no line has told anything. */
  get root(): DeviceNode | null {
    return this.#device?.root ?? null;
  }

  /** The number is free for anybody. */
  end(t: Nanos | null): void {
    this.tornDownAt = t;
    this.hasHandler = false;
    this.freed = null;
  }

  /** The handler is there (again). In one life of the irq MSI-X stayed on meanwhile: that is a rearm. */
  arm(mark: Mark): void {
    this.hasHandler = true;
    this.armedAt = mark.t;
    const { freed } = this;
    this.freed = null;
    if (freed !== null && freed.t !== null && mark.t !== null && this.maybeMsix) {
      this.#rearmed(minus(mark.t, freed.t), freed, mark);
    }
  }

  #rearmed(gap: Nanos, from: Mark, to: Mark): void {
    (this.rearms ??= new RearmTally()).add(gap);
    const rate = from.t === null ? null : (this.stats?.fires.rateBefore(from.t) ?? null);
    if (rate === null) return;
    const expected = (rate.perSecond * gap) / SECOND;
    if (this.worstRearm === null || expected > this.worstRearm.expected) {
      this.worstRearm = { from, to, rate: rate.perSecond, expected };
    }
  }

  /** May this be an MSI-X table entry? */
  get maybeMsix(): boolean {
    return this.kind === 'msix' || this.kind === 'unknown';
  }
}

/** All irqs of one kernel trace. */
export class Slots {
  readonly #current = new Map<number, Slot>();
  readonly #stats = new Map<string, VectorStats>();
  readonly #all: Slot[] = [];
  readonly #present = new Map<string, Set<Slot>>();
  readonly #devices: Devices;
  readonly #budget: Budget;
  /** One irq, two names, no teardown between. */
  conflicts = 0;

  constructor(devices: Devices, budget = new Budget()) {
    this.#devices = devices;
    this.#budget = budget;
  }

  /** The present life of an irq; begins one if the log shows none. */
  of(irq: number): Slot {
    return this.#current.get(irq) ?? this.begin(irq);
  }

  peek(irq: number): Slot | undefined {
    return this.#current.get(irq);
  }

  /** vector_setup, or the first sight of an irq. */
  begin(irq: number): Slot {
    if (!this.#budget.allows('irqs', this.#all.length)) return this.#unkept(irq);
    const slot = new Slot(irq);
    this.#leave(this.#current.get(irq));
    this.#current.set(irq, slot);
    this.#all.push(slot);
    this.#byIrq = null;
    this.#owned = null;
    return slot;
  }

  /** Over the limit: nobody's, and forgotten with the line. */
  #unkept(irq: number): Slot {
    this.#current.delete(irq);
    const slot = new Slot(irq);
    slot.kind = 'other';
    return slot;
  }

  /** vector_teardown: the number is free for anybody. */
  end(slot: Slot, mark: Mark): void {
    slot.end(mark.t);
    if (this.#current.get(slot.irq) !== slot) return;
    this.#current.delete(slot.irq);
    this.#leave(slot);
  }

  /** A handler's name was read: from irq_handler_entry, a request_threaded_irq probe or a snapshot. */
  name(slot: Slot, text: string): Slot {
    if (this.#current.get(slot.irq) !== slot) return slot;
    const name = parseIrqName(text);
    if (name.kind === 'other' || name.device === '') {
      if (slot.kind === 'unknown') slot.kind = 'other';
      slot.lastName = text;
      return slot;
    }
    const key = `${name.kind}[${name.vector ?? ''}](${name.device})`;
    const target = this.#contradicts(slot, name) ? this.#reborn(slot) : slot;
    target.lastName = text;
    target.kind = name.kind;
    target.index = name.vector;
    const device = this.#devices.named(name.device);
    if (name.kind !== 'msix') device.addNotMsix(name.kind);
    if (name.kind !== 'intx') target.belongsTo(device);
    target.stats = this.#statsOf(key, name, slot.irq);
    if (target.stats !== null) this.#enter(target, name.device);
    return target;
  }

  /** A line shared by several devices shows several names in turn; that is no contradiction. */
  #contradicts(slot: Slot, name: IrqName): boolean {
    if (slot.kind === 'intx' || name.kind === 'intx') return false;
    const named = slot.deviceName;
    return (
      (named !== null && named !== name.device) ||
      (slot.stats !== null && slot.stats.name.vector !== name.vector)
    );
  }

  #reborn(slot: Slot): Slot {
    this.conflicts += 1;
    const next = this.begin(slot.irq);
    next.hasHandler = true;
    return next;
  }

  #statsOf(key: string, name: IrqName, irq: number): VectorStats | null {
    let stats = this.#stats.get(key);
    if (stats === undefined) {
      if (!this.#budget.allows('vectors', this.#stats.size)) return null;
      stats = new VectorStats(name, irq);
      this.#stats.set(key, stats);
      this.#named = null;
    }
    stats.irq = irq;
    return stats;
  }

  #enter(slot: Slot, device: string): void {
    const present = this.#present.get(device) ?? new Set();
    this.#present.set(device, present);
    if (present.size < MSIX_MAX_VECTORS) present.add(slot);
  }

  #leave(slot: Slot | undefined): void {
    const device = slot?.stats?.name.device;
    if (slot !== undefined && device !== undefined) this.#present.get(device)?.delete(slot);
  }

  /** The slots alive just now whose handlers bear the device's name, and are counted. */
  presentOf(device: string): Iterable<Slot> {
    return this.#present.get(device) ?? [];
  }

  /** Every life of an irq number, in order. */
  *livesOf(irq: number): Generator<Slot> {
    const all = (this.#byIrq ??= this.#all.toSorted((a, b) => a.irq - b.irq));
    for (let at = firstOf(all, irq); at < all.length; at += 1) {
      const slot = all[at];
      if (slot?.irq !== irq) return;
      yield slot;
    }
  }
  #byIrq: readonly Slot[] | null = null;

  /** Every life of an irq that turned out to be of this device, in order; once all is read. */
  ofDevice(root: DeviceNode): readonly Slot[] {
    return (this.#owned ??= grouped(this.#all, (slot) => slot.root)).get(root) ?? [];
  }
  #owned: ReadonlyMap<DeviceNode | null, readonly Slot[]> | null = null;

  /** What is counted of the handlers that bear a device's name; once all is read. */
  statsOf(device: string): readonly VectorStats[] {
    this.#named ??= grouped(this.#stats.values(), ({ name }) => name.device);
    return this.#named.get(device) ?? [];
  }
  #named: ReadonlyMap<string, readonly VectorStats[]> | null = null;

  get all(): readonly Slot[] {
    return this.#all;
  }

  get stats(): Iterable<VectorStats> {
    return this.#stats.values();
  }
}

/** Where the lives of an irq begin among those sorted by irq. */
function firstOf(slots: readonly Slot[], irq: number): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots[middle]?.irq ?? irq) < irq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A vector at the moment when its handler goes or is asked for, with what it had done until then. */
export function touchOf(slot: Slot, start: Mark): Touch {
  const fires = slot.stats?.fires;
  return {
    slot,
    indexHint: null,
    start: placeOf(start),
    end: null,
    endBetween: null,
    firedBefore: fires?.count ?? 0,
    rate: fires !== undefined && start.t !== null ? fires.rateBefore(start.t) : null,
  };
}
