/**
 * Lives of irq numbers. The kernel reuses a number at once, so what is known of an irq holds from its vector_setup to
 * its vector_teardown and not a line longer: that span is a slot.
 */
import { FIRST_DYNAMIC_IRQ, parseIrqName, type IrqName } from '../model/pci.ts';
import { minus, SECOND, type Nanos } from '../model/time.ts';
import { Budget } from './budget.ts';
import { grouped } from './grouped.ts';
import { FireHistory, RearmTally } from './history.ts';
import { DeviceNode, type Devices } from './identity.ts';
import type { Mark } from './mark.ts';
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
  device: DeviceNode;
  /** MSI-X table index; null until a name, a probe's argument or the order of allocation tells. */
  index: number | null = null;
  kind: IrqName['kind'] | 'unknown';
  /** Null: the log began after the answer. */
  hasHandler: boolean | null = null;
  /** Where the handler went away last, and where it came back last. */
  freed: Mark | null = null;
  armed: Mark | null = null;
  stats: VectorStats | null = null;
  /** The irqaction name that the hot path saw last; equal text means equal identity. */
  lastName = '';
  fires = 0;
  firstFire: Nanos | null = null;
  firstFireLine = 0;
  readonly rearms = new RearmTally();
  /** The rearm in which most interrupts were due, with how many. */
  worstRearm: {
    readonly from: Mark;
    readonly to: Mark;
    readonly rate: number;
    readonly expected: number;
  } | null = null;
  /** Where this entry lives on a CPU just now. */
  cpuVector: { readonly cpu: number; readonly vector: number } | null = null;
  tornDown: Mark | null = null;

  constructor(irq: number, device: DeviceNode) {
    this.irq = irq;
    this.device = device;
    this.kind = irq < FIRST_DYNAMIC_IRQ ? 'intx' : 'unknown';
  }

  /** The handler is there (again). In one life of the irq MSI-X stayed on meanwhile: that is a rearm. */
  arm(mark: Mark): void {
    this.hasHandler = true;
    this.armed = mark;
    const { freed } = this;
    this.freed = null;
    if (freed !== null && freed.t !== null && mark.t !== null && this.maybeMsix) {
      this.#rearmed(minus(mark.t, freed.t), freed, mark);
    }
  }

  #rearmed(gap: Nanos, from: Mark, to: Mark): void {
    this.rearms.add(gap);
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
    const slot = new Slot(irq, this.#devices.create());
    this.#leave(this.#current.get(irq));
    this.#current.set(irq, slot);
    this.#all.push(slot);
    this.#lives = null;
    this.#owned = null;
    return slot;
  }

  /** Over the limit: nobody's, and forgotten with the line. */
  #unkept(irq: number): Slot {
    this.#current.delete(irq);
    const slot = new Slot(irq, new DeviceNode());
    slot.kind = 'other';
    return slot;
  }

  /** vector_teardown: the number is free for anybody. */
  end(slot: Slot, mark: Mark): void {
    slot.tornDown = mark;
    slot.hasHandler = false;
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
    if (name.kind !== 'msix') device.notMsix.add(name.kind);
    if (name.kind !== 'intx') target.device.join(device);
    target.stats = this.#statsOf(key, name, slot.irq);
    const present = this.#present.get(name.device) ?? new Set();
    this.#present.set(name.device, present.add(target));
    return target;
  }

  /** A line shared by several devices shows several names in turn; that is no contradiction. */
  #contradicts(slot: Slot, name: IrqName): boolean {
    if (slot.kind === 'intx' || name.kind === 'intx') return false;
    const named = slot.device.root.name;
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

  #leave(slot: Slot | undefined): void {
    const device = slot?.stats?.name.device;
    if (slot !== undefined && device !== undefined) this.#present.get(device)?.delete(slot);
  }

  /** The slots alive just now whose handlers bear the device's name. */
  presentOf(device: string): Iterable<Slot> {
    return this.#present.get(device) ?? [];
  }

  /** Every life of an irq number, in order. */
  livesOf(irq: number): readonly Slot[] {
    return (this.#lives ??= grouped(this.#all, (slot) => slot.irq)).get(irq) ?? [];
  }
  #lives: ReadonlyMap<number, readonly Slot[]> | null = null;

  /** Every life of an irq that turned out to be of this device, in order; once all is read. */
  ofDevice(root: DeviceNode): readonly Slot[] {
    return (this.#owned ??= grouped(this.#all, ({ device }) => device.root)).get(root) ?? [];
  }
  #owned: ReadonlyMap<DeviceNode, readonly Slot[]> | null = null;

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

/** A vector at the moment when its handler goes or is asked for, with what it had done until then. */
export function touchOf(slot: Slot, start: Mark): Touch {
  const fires = slot.stats?.fires;
  return {
    slot,
    indexHint: null,
    start,
    end: null,
    endBetween: null,
    firedBefore: fires?.count ?? 0,
    rate: fires !== undefined && start.t !== null ? fires.rateBefore(start.t) : null,
  };
}
