/** Kernel messages (dmesg, journal, serial console), classified. Texts and versions: docs/formats/kernel-log.md. */
import type { Nanos } from '../time.ts';
import type { Occurrence } from './occurrence.ts';

interface MessageEvents {
  /** `3.37 No irq handler for vector` in its five wordings: a CPU vector fired that nobody owns. */
  no_irq_handler: { readonly onCpu: number; readonly vector: number; readonly irq: number | null };
  /** `call_irq_handler: 977 callbacks suppressed`. */
  callbacks_suppressed: { readonly where: string; readonly count: number };
  /** `unexpected IRQ trap at vector 23`: the number is the Linux irq in hexadecimal. */
  unexpected_irq_trap: { readonly irq: number };
  /** `Spurious interrupt (vector 0x..) on CPU#0. Acked`. */
  spurious_interrupt: { readonly vector: number; readonly onCpu: number };
  /** `irq 21: nobody cared`. */
  nobody_cared: { readonly irq: number };
  /** A line of the `handlers:` list under it, by symbol: `vfio_intx_handler`. */
  irq_handler_listed: { readonly handler: string };
  /** `Disabling IRQ #21`. */
  irq_disabled: { readonly irq: number };
  /** Interrupt-remapping fault (DMAR INTR-REMAP, AMD-Vi IO_PAGE_FAULT with the interrupt bit). */
  remap_fault: {
    readonly vendor: 'intel' | 'amd';
    /** As printed; Intel and AMD print it without a domain: `02:00.0`. Null where only a domain id is shown. */
    readonly bdf: string | null;
    /** IRTE index. */
    readonly irte: number | null;
    /** Intel reason code: 0x22 = the IRTE is not present. */
    readonly reason: number | null;
  };
  /** The CPUs or the remapping table have no room for another vector. */
  vectors_exhausted: { readonly irq: number | null };
  irq_bypass_failed: { readonly device: string | null; readonly error: number | null };
  irq_flags_mismatch: { readonly irq: number; readonly name: string; readonly other: string };
  /** vfio-pci on a device: `resetting`, `reset done`, `enabling device`, `Relaying device request to user`. */
  vfio_pci_message: { readonly device: string; readonly message: string };
  /** A driver took a PCI function: `nvme nvme0: pci function 0000:00:01.0`. It sets its interrupts up right after. */
  driver_took_device: { readonly driver: string; readonly device: string };
  /** `reboot: Power down`, `reboot: Restarting system`: drivers have let go of their interrupts by now. */
  system_down: object;
  /**
   * A driver missed an interrupt or suspects so. `polled`: it looked by itself and found the work done, the strongest
   * sign there is. `timeout`: how long before this line the interrupt was due; null where the driver's limit is unknown.
   */
  lost_interrupt_symptom: {
    readonly driver: string;
    /** As printed: `nvme0`, `eth0`, `0000:42:00.2`. */
    readonly device: string | null;
    readonly polled: boolean;
    readonly timeout: Nanos | null;
  };
}

export type MessageEventType = keyof MessageEvents;

export type MessageEvent<T extends MessageEventType = MessageEventType> = {
  [K in T]: Occurrence & {
    readonly type: K;
    /** CLOCK_REALTIME of the same record where the log carries both clocks (journal json/export), ns as a bigint. */
    readonly realtime: bigint | null;
  } & MessageEvents[K];
}[T];
