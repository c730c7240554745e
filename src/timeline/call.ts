/** One VFIO_DEVICE_SET_IRQS in the making: everything that one thread's lines tell of it, until it ends. */
import type { CallArgs, CallVia } from '../model/event/index.ts';
import { MSIX_MAX_VECTORS } from '../model/pci.ts';
import type { Basis } from '../model/timeline.ts';
import type { Mark } from './mark.ts';
import type { Refusal, Touch } from './operation.ts';
import type { Slot } from './slots.ts';

/**
 * A call with more steps is none: MSI-X has 2048 vectors at the most, and each is freed, torn down, set up and asked for
 * once.
 */
const MOST_STEPS = 4 * MSIX_MAX_VECTORS;

/** A call of vfio_msi_set_vector_signal, by its place in the sequence. */
export interface Signal {
  readonly mark: Mark;
  /** The thread's first line after it. */
  next: Mark | null;
  readonly vector: number | null;
  readonly fd: number | null;
  /** From a probe on request_threaded_irq. */
  irq: number | null;
  freed: Mark | null;
  /** Its free_irq was given to a vector_deactivate. */
  freedTaken: boolean;
  requested: Mark | null;
  /**
   * vfio_pci_memory_lock_and_enable, first and last: stands right before free_irq and before request_irq, where those are
   * not traced.
   */
  firstLock: Mark | null;
  lastLock: Mark | null;
  /** The thread's first line after the request: the handler was there by then. */
  after: Mark | null;
}

export class Call {
  readonly start: Mark;
  /** Begun by a line of vfio_pci_set_irqs_ioctl itself; else by the first line that belongs to some such call. */
  readonly explicit: boolean;
  /** An ioctl stands above it; null where ioctls are not traced. */
  readonly viaIoctl: boolean | null;
  end: Mark;
  args: CallArgs = {};
  entered: CallVia | null;
  /** vfio_pci_set_msi_trigger stands at its beginning. */
  triggered = false;
  path: 'msi' | 'intx' | 'intx-mask' | 'other' | null = null;
  /** Which capability the kernel was seen to enable. */
  capability: 'msi' | 'msix' | null = null;
  msiDisable: Mark | null = null;
  /** vfio_msi_disable after an allocation in the same call: the clean-up of a failure. */
  innerDisable: Mark | null = null;
  bitOff: Mark | null = null;
  bitOn: Mark | null = null;
  alloc: Mark | null = null;
  allocRet: number | null = null;
  dynamicAdd: Mark | null = null;
  readonly signals: Signal[] = [];
  readonly setups: Slot[] = [];
  readonly teardowns: Slot[] = [];
  readonly frees: Touch[] = [];
  readonly requests: Touch[] = [];
  readonly refusals: Refusal[] = [];
  /** Handlers asked for that are there. */
  armed = 0;
  readonly #freedSlots = new Set<Slot>();
  readonly #refused = new Set<Slot>();
  /** Touches that still wait for their end. */
  readonly #pending = new Map<Slot, Touch[]>();
  /** Requests before this place know what came next. */
  #bounded = 0;
  readonly bases = new Set<Basis>();
  ret: number | null = null;
  returned = false;
  /** vector_* lines seen: handlers are then known by irq, and function lines only add their instants. */
  hasVectorLines = false;

  constructor(start: Mark, explicit: boolean, viaIoctl: boolean | null, entered: CallVia | null) {
    this.start = start;
    this.end = start;
    this.explicit = explicit;
    this.viaIoctl = viaIoctl;
    this.entered = entered;
  }

  get lastSignal(): Signal | null {
    return this.signals.at(-1) ?? null;
  }

  /** Nothing but its first line is known yet. */
  get untouched(): boolean {
    return (
      this.path === null &&
      this.msiDisable === null &&
      this.alloc === null &&
      this.signals.length === 0 &&
      !this.hasVectorLines
    );
  }

  /** A handler of a new set was refused: the kernel takes the set down again in the same call. */
  cleansUp(mark: Mark): boolean {
    if (this.setups.length === 0 || this.refusals.length === 0) return false;
    this.innerDisable ??= mark;
    return true;
  }

  /** No call of the kernel has more: what follows begins another. */
  get full(): boolean {
    const { signals, setups, teardowns, frees, requests } = this;
    const steps =
      signals.length + setups.length + teardowns.length + frees.length + requests.length;
    return steps >= MOST_STEPS;
  }

  free(touch: Touch): void {
    this.frees.push(touch);
    if (touch.slot !== null) this.#freedSlots.add(touch.slot);
  }

  hasFreed(slot: Slot): boolean {
    return this.#freedSlots.has(slot);
  }

  request(touch: Touch): void {
    this.requests.push(touch);
    const { slot } = touch;
    if (slot === null) return;
    const waiting = this.#pending.get(slot);
    if (waiting === undefined) this.#pending.set(slot, [touch]);
    else waiting.push(touch);
  }

  /** The host refuses a handler; said once of each. */
  refuse(refusal: Refusal): void {
    const { slot } = refusal;
    if (slot === null || this.#refused.has(slot)) return;
    if (this.refusals.length >= MSIX_MAX_VECTORS) return;
    this.#refused.add(slot);
    this.refusals.push(refusal);
  }

  /** The first touch of this slot that waits for its end has it. */
  arm(slot: Slot, mark: Mark): void {
    const touch = this.#pending.get(slot)?.shift();
    if (touch === undefined) return;
    touch.end = mark;
    touch.endBetween = null;
    this.armed += 1;
  }

  /** The thread's next line: what was asked for before it has been done. */
  bound(mark: Mark): void {
    for (; this.#bounded < this.requests.length; this.#bounded += 1) {
      const touch = this.requests[this.#bounded];
      if (touch !== undefined && touch.end === null && touch.start !== null) {
        touch.endBetween ??= [touch.start, mark];
      }
    }
    const signal = this.lastSignal; // those before it have been bounded by the line that began it
    if (signal === null) return;
    if (mark !== signal.mark) signal.next ??= mark;
    const last = signal.requested ?? signal.lastLock;
    if (last !== null && last !== mark) signal.after ??= mark;
  }
}
