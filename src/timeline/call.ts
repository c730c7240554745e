/** One VFIO_DEVICE_SET_IRQS in the making: everything that one thread's lines tell of it, until it ends. */
import type { CallArgs, CallVia } from '../model/event/index.ts';
import type { Basis } from '../model/timeline.ts';
import type { Mark } from './mark.ts';
import type { Refusal, Touch } from './operation.ts';
import type { Slot } from './slots.ts';

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
  requested: Mark | null;
  /** vfio_pci_memory_lock_and_enable: stands right before free_irq and before request_irq, where those are not traced. */
  readonly locks: Mark[];
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

  /** The thread's next line: what was asked for before it has been done. */
  bound(mark: Mark): void {
    for (const touch of this.requests) {
      if (touch.end === null && touch.endBetween === null && touch.start !== null) {
        touch.endBetween = [touch.start, mark];
      }
    }
    for (const signal of this.signals) {
      if (mark !== signal.mark) signal.next ??= mark;
      const last = signal.requested ?? signal.locks.at(-1);
      if (last !== undefined && last !== mark) signal.after = signal.after ?? mark;
    }
  }

  /** A touch of this slot that still waits for its end. */
  pendingRequest(slot: Slot): Touch | null {
    return this.requests.find((touch) => touch.slot === slot && touch.end === null) ?? null;
  }
}
