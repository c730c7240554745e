/**
 * Events of QEMU's trace (log, simple, ftrace, syslog, dtrace, ust backends) and its error lines. Types are QEMU's own
 * event names, the newest where a name changed (`vfio_realize` → `vfio_attach_device` → `vfio_device_attach`).
 * `device` is what QEMU prints: a BDF, an mdev's UUID, `vfio-user:/run/x.sock`, `VFIO_FD27`, …
 */
import type { Occurrence } from './occurrence.ts';

interface OfDevice {
  readonly device: string;
}
interface OfVector extends OfDevice {
  readonly vector: number;
}
/** `qom` is the QOM type (`vfio-pci`, `virtio-net-pci`), the same for every device of that type. */
interface OfQomType {
  readonly qom: string;
}
interface OfVirq {
  readonly virq: number;
}

interface QemuEvents {
  vfio_msix_early_setup: OfDevice & {
    /** Offset of the MSI-X capability in config space; Message Control is at +2. */
    readonly pos: number;
    readonly bar: number;
    readonly offset: number;
    /** Table size. */
    readonly entries: number;
    /** VFIO_IRQ_INFO_NORESIZE; null where QEMU (to 8.1) does not print it, and then always tears down. */
    readonly noresize: boolean | null;
  };
  vfio_msix_vector_do_use: OfVector;
  vfio_msix_vector_release: OfVector;
  vfio_msix_enable: OfDevice;
  vfio_msix_disable: OfDevice;
  vfio_msix_pba_enable: OfDevice;
  vfio_msix_pba_disable: OfDevice;
  vfio_msi_interrupt: OfVector;
  vfio_msi_enable: OfDevice & { readonly count: number };
  vfio_msi_disable: OfDevice;
  vfio_intx_enable: OfDevice;
  vfio_intx_disable: OfDevice;
  vfio_intx_enable_kvm: OfDevice;
  vfio_intx_disable_kvm: OfDevice;
  /** `A` to `D`; null from LTTng, which drops it. */
  vfio_intx_interrupt: OfDevice & { readonly pin: string | null };
  vfio_pci_intx_eoi: OfDevice;
  vfio_pci_read_config: OfDevice & {
    readonly addr: number;
    readonly len: number;
    readonly value: number;
  };
  vfio_pci_write_config: OfDevice & {
    readonly addr: number;
    readonly len: number;
    readonly value: number;
  };
  vfio_pci_reset: OfDevice;
  vfio_pci_reset_flr: OfDevice;
  vfio_pci_reset_pm: OfDevice;
  vfio_pci_hot_reset: OfDevice;
  vfio_pci_hot_reset_result: OfDevice & { readonly result: string };
  /** VM-wide system reset (10.0+). */
  vfio_device_reset_handler: object;
  vfio_device_attach: OfDevice;
  vfio_device_detach: OfDevice;
  vfio_load_state: OfDevice;
  vfio_load_device_config_state_start: OfDevice;
  vfio_load_device_config_state_end: OfDevice;
  /** A new QEMU takes over running devices (10.0+): their vectors can be live without any event that says so. */
  cpr_state_load: { readonly mode: string };
  vfio_vmstate_change: OfDevice & { readonly running: boolean; readonly state: string };
  msix_write_config: OfQomType & { readonly enabled: boolean; readonly masked: boolean };
  kvm_irqchip_add_msi_route: OfQomType & OfVirq & { readonly vector: number };
  kvm_irqchip_update_msi_route: OfVirq;
  kvm_irqchip_commit_routes: object;
  kvm_irqchip_release_virq: OfVirq;
  /** vfio-user client (10.1+): the only place where QEMU prints SET_IRQS itself, just before it sends it. */
  vfio_user_set_irqs: {
    readonly index: number;
    readonly start: number;
    readonly count: number;
    readonly flags: number;
  };
  vfio_user_get_irq_info: {
    readonly index: number;
    readonly flags: number;
    readonly count: number;
  };
  /** A write to a device's MSI-X table: `memory_region_ops_write … name 'msix-table'`. `mr` tells the tables apart. */
  msix_table_write: { readonly mr: string; readonly addr: number; readonly value: number };
  /** `vfio: failed to enable vectors, -1` and its kin: the host refused; the guest is not told. */
  vfio_enable_failed: {
    readonly device: string | null;
    /** Which interrupt, where the message names it (`MSIX-5`). */
    readonly vector: number | null;
    readonly irqType: 'msix' | 'msi' | 'intx' | 'unknown';
    /** The reason as printed: `-1`, `No space left on device`. */
    readonly reason: string;
  };
  /** Anything else that QEMU itself reports of a VFIO device (`Unrecoverable error detected`, `stuck in D3`, …). */
  vfio_error: { readonly device: string | null; readonly message: string };
  /** libvirt's log of a domain: a new QEMU begins, and what was known of its devices is over. */
  libvirt_starting_up: object;
  /** libvirt's log of a domain: its QEMU is gone. `reason`: `shutdown`, `destroyed`, `crashed`, `migrated`, … */
  libvirt_shutting_down: { readonly reason: string | null };
}

export type QemuEventType = keyof QemuEvents;

export type QemuEvent<T extends QemuEventType = QemuEventType> = {
  [K in T]: Occurrence & {
    readonly type: K;
    /** Thread id; null from QEMU 10.1 on, and in backends that print the process id only. */
    readonly tid: number | null;
  } & QemuEvents[K];
}[T];

/** VFIO_IRQ_INFO_NORESIZE in the flags of VFIO_DEVICE_GET_IRQ_INFO. */
export const VFIO_IRQ_INFO_NORESIZE = 0x8;
