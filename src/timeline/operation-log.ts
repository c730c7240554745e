/** Turns finished calls into operations, and finds out whose they are. */
import { Budget } from './budget.ts';
import { VFIO_PCI_MSI_IRQ_INDEX } from '../model/pci.ts';
import type { Nanos } from '../model/time.ts';
import type { Basis } from '../model/timeline.ts';
import type { Call } from './call.ts';
import { failureOf, kindOf, refusalsOf } from './classify.ts';
import type { DeviceNode, Devices } from './identity.ts';
import { CallTimes } from './call-times.ts';
import { joinLives } from './lives.ts';
import { isOtherHalf, Owners } from './owners.ts';
import { keepQuotable } from './quotable.ts';
import { sizeOf } from './sizes.ts';
import { keepSet } from './vector-set.ts';
import type { Mark } from './mark.ts';
import type { Operation, OperationKind, Touch } from './operation.ts';
import type { Slot, Slots } from './slots.ts';
import { touchOf } from './touch-of.ts';
import type { ThreadFold } from './thread-fold.ts';
import { isBlurred, orderIndices, showsHandlers, touchedBy } from './touches.ts';

/** A release swaps the handler of each vector right before MSI-X goes off: that far back swaps are looked for. */
const SWAPS_WITHIN_NS = 500_000_000;

/** A refusal is told with three lines: it takes as much as so many vectors. */
const REFUSAL_WEIGHT = 8;

interface ThreadMemory {
  last: Operation | null;
  /** Slots swapped since the last operation that was more than a swap. */
  readonly swapped: Map<Slot, Nanos | null>;
  /** Handlers went away and nothing else is known yet: a teardown, if new entries come next. */
  bare: { readonly call: Call; readonly thread: ThreadFold } | null;
}

export class OperationLog {
  readonly operations: Operation[] = [];
  readonly visible = { functions: new Set<string>() };
  readonly callTimes = new CallTimes();
  /** Teardowns of which no line shows whether a vector had its handler. */
  blindTeardowns = 0;
  readonly #devices: Devices;
  readonly #slots: Slots;
  readonly #budget: Budget;
  readonly #threads = new Map<number, ThreadMemory>();
  readonly #owners: Owners;
  /** Vectors in all operations. */
  #touches = 0;

  constructor(devices: Devices, slots: Slots, budget = new Budget()) {
    this.#budget = budget;
    this.#devices = devices;
    this.#slots = slots;
    this.#owners = new Owners(devices, slots);
  }

  add(call: Call, thread: ThreadFold): void {
    const memory = this.#memory(thread.tid);
    const kind = this.#kindOf(call, thread, memory);
    this.callTimes.add(call, thread.tid, kind);
    const { bare } = memory;
    memory.bare = null;
    if (bare !== null)
      this.#addAs(kind === 'enable' ? 'disable' : 'set', bare.call, thread, memory);
    if (kind === 'set' && this.#isBare(call)) memory.bare = { call, thread };
    else if (kind !== null) this.#addAs(kind, call, thread, memory);
  }

  /** What a call cannot tell by itself the device's state can: to set vectors where MSI-X is off is to enable it. */
  #kindOf(call: Call, thread: ThreadFold, memory: ThreadMemory): OperationKind | null {
    const kind = kindOf(call, this.visible);
    if (kind === 'grow' && isWholeSet(call, memory.last)) return 'enable';
    if (kind !== 'set' || call.hasVectorLines || call.args.index === 0) return kind;
    if (ALLOCATIONS.some((line) => this.visible.functions.has(line))) return kind;
    const asks = call.signals.length > 0 || (call.args.count ?? 0) > 0;
    if (!asks) return kind;
    if (call.args.start === 0 && isOtherHalf(call, memory.last)) return 'enable';
    const node = this.#owners.of(call, thread, 'set', memory.last);
    return node.root.set === null ? 'enable' : kind;
  }

  /** Without vector_teardown and vector_setup in the log a teardown shows its freed handlers only. */
  #isBare(call: Call): boolean {
    return (
      !call.explicit &&
      call.frees.length > 0 &&
      call.requests.length === 0 &&
      !this.visible.functions.has('vector_teardown')
    );
  }

  /** The thread went on to give the whole device up: its last teardown was part of that. */
  closed(thread: ThreadFold): void {
    const { last } = this.#memory(thread.tid);
    if (last?.kind === 'disable') last.closing = true;
  }

  #addAs(kind: OperationKind, call: Call, thread: ThreadFold, memory: ThreadMemory): void {
    this.#giveSlots(call);
    if (kind === 'enable' || kind === 'grow') orderIndices(call, kind, memory.last);
    const node = this.#owners.of(call, thread, kind, memory.last);
    const operation = this.#operation(call, thread, kind, node, memory);
    if (operation.plainMsi) node.root.addNotMsix('msi');
    const handlersShown = showsHandlers(this.visible.functions);
    keepSet(operation, call, memory.last, handlersShown);
    if (isBlind(operation, call, this.visible.functions)) this.blindTeardowns += 1;
    if (this.#isWorthKeeping(operation, call)) {
      if (!this.#budget.allows('operations', this.operations.length)) return;
      const weight = operation.touched.length + REFUSAL_WEIGHT * operation.refusals.length;
      if (!this.#budget.allows('touches', this.#touches + weight - 1)) return;
      this.#touches += weight;
      keepQuotable(operation, memory.last);
      this.operations.push(operation);
      if (memory.last !== null) memory.last.next = operation;
      memory.last = operation;
      memory.swapped.clear();
    } else {
      for (const touch of operation.touched) {
        if (touch.slot !== null) memory.swapped.set(touch.slot, call.start.t);
      }
    }
    if (operation.closing === true) this.#devices.forget(node);
  }

  /** pci_ims_*: Interrupt Message Storage, kept by the device itself; it grows and shrinks without MSI-X. */
  sawIms(thread: ThreadFold): void {
    this.#owners.lone(thread).addNotMsix('ims');
  }

  /** As far as it is known by now; more calls may come. */
  rest(): void {
    this.#owners.settle();
    this.operations.sort(byFirstLine);
  }

  /** No more calls: puts the operations in the order of their first lines. */
  end(): void {
    for (const memory of this.#threads.values()) {
      const { bare } = memory;
      if (bare !== null) this.#addAs('set', bare.call, bare.thread, memory);
    }
    this.#threads.clear();
    this.#owners.settle();
    this.operations.sort(byFirstLine);
    joinLives(this.operations);
  }

  #memory(tid: number): ThreadMemory {
    let memory = this.#threads.get(tid);
    if (memory === undefined) {
      memory = { last: null, swapped: new Map(), bare: null };
      this.#threads.set(tid, memory);
    }
    return memory;
  }

  /** With probes alone the irq is an argument of request_threaded_irq: the signal's slot is found by it. */
  #giveSlots(call: Call): void {
    for (const signal of call.signals) {
      if (signal.irq === null || signal.vector === null) continue;
      this.#slots.of(signal.irq).index ??= signal.vector;
    }
  }

  #operation(
    call: Call,
    thread: ThreadFold,
    kind: OperationKind,
    node: DeviceNode,
    memory: ThreadMemory,
  ): Operation {
    const { failed, error } = failureOf(call);
    const traced = this.visible.functions;
    const handlersShown = showsHandlers(traced);
    const touched = touchedBy(call, kind, node.root, this.#touchOfIrq, traced);
    const refusals = refusalsOf(call, failed, error);
    const isEnable = kind === 'enable';
    const maybeGrow = isEnable && call.setups.length === 1 && call.alloc === null && !call.explicit;
    return {
      kind,
      node,
      tid: thread.tid,
      family: this.#owners.familyOf(thread),
      start: kind === 'disable' ? (call.msiDisable ?? call.start) : call.start,
      end: call.end,
      size: sizeOf(call, kind, node.root.set),
      touched,
      bitOff: kind === 'disable' ? call.bitOff : null,
      bitOn: isEnable ? (call.bitOn ?? call.alloc) : null,
      exact:
        call.hasVectorLines ||
        call.signals.some((signal) => handlersShown || signal.fd !== null || signal.irq !== null),
      plainMsi:
        call.capability === 'msi' ||
        call.args.index === VFIO_PCI_MSI_IRQ_INDEX ||
        (kind === 'disable' && node.root.set?.plainMsi === true),
      failed:
        failed || (isEnable && refusals.length > 0 && call.requests.every((t) => t.end === null)),
      refusals,
      bases: sameBases(call.bases),
      closing: kind === 'disable' ? isClosing(call, thread) : null,
      swappedBefore: swappedOf(touched, memory, call.start),
      maybeGrow,
      othersFired: kind === 'grow' || maybeGrow ? this.#othersFired(node, touched) : 0,
      next: null,
    };
  }

  /** With probes alone the irq is known from when the handler was asked for. */
  readonly #touchOfIrq = (irq: number, start: Mark): Touch | null => {
    const slot = this.#slots.peek(irq);
    return slot === undefined ? null : touchOf(slot, start);
  };

  #othersFired(node: DeviceNode, touched: readonly Touch[]): number {
    const mine = new Set(touched.map((touch) => touch.slot));
    let fired = 0;
    for (const slot of this.#slots.presentOf(node.root.name ?? '')) {
      if (slot.root === node.root && !mine.has(slot)) fired += slot.stats?.fires.count ?? 0;
    }
    return fired;
  }

  /** Swaps are tallied by their slots; kept are the operations that change what exists. */
  #isWorthKeeping(operation: Operation, call: Call): boolean {
    if (operation.kind !== 'set') return true;
    if (operation.failed || operation.refusals.length > 0) return true;
    return call.requests.some(
      (touch) => touch.slot !== null && touch.slot.rearms === null && touch.slot.firstFire === null,
    );
  }
}

/** Operations with the same bases share one set of them. */
function sameBases(bases: ReadonlySet<Basis>): ReadonlySet<Basis> {
  const key = [...bases].join(' ');
  const known = seenBases.get(key) ?? bases;
  seenBases.set(key, known);
  return known;
}
const seenBases = new Map<string, ReadonlySet<Basis>>();

/** Entries are added one by one: several at once, after a teardown by the same thread, are a new set. */
const isWholeSet = (call: Call, last: Operation | null): boolean =>
  call.dynamicAdd === null && call.setups.length > 1 && isOtherHalf(call, last);

const isBlind = (operation: Operation, call: Call, traced: ReadonlySet<string>): boolean =>
  operation.kind === 'disable' &&
  !operation.plainMsi &&
  call.msiDisable !== null &&
  operation.touched.length === 0 &&
  !call.hasVectorLines &&
  (isBlurred(call, traced) || (call.signals.length === 0 && !showsHandlers(traced)));

const byFirstLine = (a: Operation, b: Operation): number => a.start.line - b.start.line;

/** Lines that an allocation of vectors leaves: where they are traced, a call without one allocated nothing. */
const ALLOCATIONS = [
  'pci_alloc_irq_vectors_affinity',
  '__pci_enable_msix_range',
  'vector_setup',
] as const;

/** Without an ioctl above it, or by a thread that ends: the device is let go, nobody reconfigures it. */
function isClosing(call: Call, thread: ThreadFold): boolean | null {
  if (thread.closing !== null) return true;
  if (call.args.byDisable !== undefined) return call.args.byDisable;
  return call.viaIoctl === null ? null : !call.viaIoctl;
}

function swappedOf(touched: readonly Touch[], memory: ThreadMemory, start: Mark): number {
  return touched.filter((touch) => {
    const swap = touch.slot === null ? undefined : memory.swapped.get(touch.slot);
    if (swap === undefined) return false;
    return swap === null || start.t === null || start.t - swap <= SWAPS_WITHIN_NS;
  }).length;
}
