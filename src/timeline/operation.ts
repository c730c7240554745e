/**
 * Operations: what a thread did to one device's interrupts, folded from all the lines that show it. Windows, causes and
 * findings are derived from operations and never from lines.
 */
import type { Basis } from '../model/timeline.ts';
import type { Rate } from './history.ts';
import type { DeviceNode } from './identity.ts';
import type { Mark } from './mark.ts';
import type { Slot } from './slots.ts';

export type OperationKind =
  /** MSI-X goes from off to on with `size` vectors. */
  | 'enable'
  /** All vectors freed, the enable bit cleared. */
  | 'disable'
  /** One vector more without a teardown (dynamic MSI-X). */
  | 'grow'
  /** Handlers of vectors that exist: taken away, given, swapped. Kept only where one is new or refused. */
  | 'set'
  | 'intx-on'
  | 'intx-off'
  | 'reset'
  /** The owner let go of the device, or ended. */
  | 'close';

/** One vector in an operation. */
export interface Touch {
  readonly slot: Slot | null;
  /** Where no slot is known: the table index from a probe or from the order of calls. */
  readonly indexHint: number | null;
  /** Its handler goes away here (disable), or is asked for here (enable, grow, set). */
  start: Mark | null;
  /** The handler is there again. */
  end: Mark | null;
  /** The handler came back somewhere between these two lines. */
  endBetween: readonly [Mark, Mark] | null;
  /** At `start`: interrupts seen so far, and how fast they came. */
  firedBefore: number;
  rate: Rate | null;
}

export const indexOf = (touch: Touch): number | null => touch.slot?.index ?? touch.indexHint;

/** An allocation or request that the host refused. */
export interface Refusal {
  readonly mark: Mark;
  readonly slot: Slot | null;
  readonly indexHint: number | null;
  /** `ENOSPC`, or null where only the failure shows. */
  readonly error: string | null;
}

export interface Operation {
  readonly kind: OperationKind;
  readonly node: DeviceNode;
  readonly tid: number | null;
  /** Threads of one VMM share a number; another task has its own. */
  readonly family: number;
  readonly start: Mark;
  /** The last line that belongs to it. */
  readonly end: Mark;
  /** Vectors allocated (enable) or torn down (disable); null where the log does not count them. */
  readonly size: number | null;
  readonly touched: readonly Touch[];
  /** pci_free_irq_vectors, or the first vector_teardown. */
  readonly bitOff: Mark | null;
  /** __pci_enable_msix_range, or the first vector_setup. */
  readonly bitOn: Mark | null;
  /** Its vectors are named by lines about each of them, not by what an ioctl's arguments suggest. */
  readonly exact: boolean;
  readonly failed: boolean;
  /** Of plain MSI, as far as a line shows. */
  readonly plainMsi: boolean;
  readonly refusals: readonly Refusal[];
  readonly bases: ReadonlySet<Basis>;
  /** Disable: nobody asked for it by an ioctl, the device is being closed. Null where ioctls are not in the log. */
  closing: boolean | null;
  /** Disable: how many of the vectors had their handler swapped by the same thread just before, as a release does. */
  readonly swappedBefore: number;
  /** Enable of one vector without a call that tells: it may be a growth; its index decides once it is known. */
  readonly maybeGrow: boolean;
  /** Interrupts that other vectors of the device had delivered before. */
  readonly othersFired: number;
  /** What the same thread did next, to any device. */
  next: Operation | null;
}

/** One vector added to a live set; where only the index can tell, entry 0 alone is a whole new set. */
export const isGrowth = (operation: Operation): boolean =>
  operation.kind === 'grow' ||
  (operation.maybeGrow && operation.touched.some((touch) => (indexOf(touch) ?? 0) > 0));
