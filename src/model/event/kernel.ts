/** Events of a kernel trace (tracefs, trace-cmd, perf, trace.dat, strace): tracepoints, traced functions, ioctls. */
import type { Nanos } from '../time.ts';
import type { Occurrence } from './occurrence.ts';

/** The task in whose context a trace event was recorded. `tid` is the number in `comm-tid`; ftrace calls it PID. */
export interface InTask {
  /** Negative where the form does not name the task: a number of the parser's own, the same for the same task. */
  readonly tid: number;
  readonly comm: string;
  /** Null where the form does not print it (`nocpu`, strace). */
  readonly cpu: number | null;
}

/**
 * Kernel functions whose calls mean something to the timeline, by their plain names: compiler suffixes
 * (`.part.0`, `.isra.0`, `.constprop.0`, `.cold`) and module names are taken off by the parsers.
 */
export const tracedFunctions = [
  'vfio_device_fops_unl_ioctl',
  'vfio_pci_ioctl', // to Linux 5.14
  'vfio_pci_core_ioctl', // since 5.15
  'vfio_pci_set_irqs_ioctl',
  'vfio_pci_set_msi_trigger',
  'vfio_pci_set_intx_trigger',
  'vfio_pci_set_intx_mask',
  'vfio_pci_set_intx_unmask',
  'vfio_pci_set_err_trigger',
  'vfio_pci_set_req_trigger',
  'vfio_msi_enable', // inlined in most builds
  'vfio_msi_disable',
  'vfio_msi_set_block',
  'vfio_msi_set_vector_signal',
  'vfio_intx_enable',
  'vfio_intx_disable',
  'vfio_intx_set_signal',
  'vfio_intx_handler',
  'vfio_msihandler',
  'vfio_pci_core_enable',
  'vfio_pci_core_disable',
  'vfio_pci_core_close_device',
  'vfio_device_fops_release',
  'vfio_pci_set_power_state',
  'vfio_pci_try_reset_function',
  'vfio_irq_ctx_alloc', // since 6.5: a vector gets its first handler
  'vfio_pci_memory_lock_and_enable', // since 5.8: around free_irq and request_irq
  'pci_alloc_irq_vectors',
  'pci_alloc_irq_vectors_affinity',
  '__pci_enable_msix_range',
  '__pci_enable_msi_range',
  'pci_free_irq_vectors',
  'pci_disable_msix',
  'pci_disable_msi',
  'pci_msix_shutdown',
  'pci_msi_shutdown',
  'pci_msix_alloc_irq_at',
  'pci_msix_free_irq',
  'pci_ims_alloc_irq',
  'pci_ims_free_irq',
  'pci_create_ims_domain',
  'pci_intx',
  'pci_try_reset_function',
  'pci_reset_function',
  'pcie_flr',
  'request_threaded_irq',
  'free_irq',
  'irq_bypass_register_producer',
  'irq_bypass_unregister_producer',
] as const;

export type TracedFunction = (typeof tracedFunctions)[number];

/** What a probe or func-args told of a call's arguments. A field is absent where the line does not show it. */
export interface CallArgs {
  /** `struct vfio_pci_core_device *`, as printed: an identity that holds for as long as the device is open. */
  readonly vdev?: string;
  /** `struct pci_dev *`, as printed. */
  readonly pdev?: string;
  /** VFIO_IRQ_SET_* bits: DATA_NONE 1, BOOL 2, EVENTFD 4, MASK 8, UNMASK 0x10, TRIGGER 0x20. */
  readonly flags?: number;
  /** VFIO_PCI_*_IRQ_INDEX: 0 INTx, 1 MSI, 2 MSI-X, 3 ERR, 4 REQ. */
  readonly index?: number;
  readonly start?: number;
  readonly count?: number;
  /** MSI-X table index (vfio_msi_set_vector_signal; map.index of pci_msix_alloc_irq_at's return). */
  readonly vector?: number;
  /** eventfd; -1 takes the handler away. */
  readonly fd?: number;
  readonly msix?: boolean;
  readonly irq?: number;
  /** Of vfio_pci_set_irqs_ioctl: vfio_pci_core_disable called it (the device is let go), or an ioctl did. */
  readonly byDisable?: boolean;
  /** irqaction name of request_threaded_irq, or the device's name fetched by a probe. */
  readonly name?: string;
}

/** How a function's call became visible. */
export type CallVia = 'function' | 'function_graph' | 'kprobe';

interface KernelEvents {
  irq_handler_entry: { readonly irq: number; readonly name: string };
  /**
   * irq_handler_entry in softirq context: the kernel polls the handlers of a line that it has switched off ("Disabling
   * IRQ"). No interrupt, but the name says who listens there.
   */
  irq_handler_polled: { readonly irq: number; readonly name: string };
  irq_handler_exit: { readonly irq: number; readonly handled: boolean };
  vector_activate: { readonly irq: number; readonly reserve: boolean };
  vector_deactivate: { readonly irq: number };
  vector_alloc: { readonly irq: number; readonly vector: number; readonly ret: number };
  vector_alloc_managed: { readonly irq: number; readonly vector: number; readonly ret: number };
  vector_reserve: { readonly irq: number; readonly ret: number };
  vector_reserve_managed: { readonly irq: number; readonly ret: number };
  vector_config: { readonly irq: number; readonly vector: number; readonly onCpu: number };
  vector_update: CpuVectorChange;
  vector_clear: CpuVectorChange;
  vector_setup: { readonly irq: number; readonly ret: number };
  vector_teardown: { readonly irq: number };
  vector_free_moved: { readonly irq: number; readonly vector: number; readonly onCpu: number };
  /** Entry of a traced function. */
  call: { readonly fn: TracedFunction; readonly via: CallVia; readonly args: CallArgs };
  /** Its return. `ret` is null where the form shows the return and not the value; `took` is the graph tracer's duration. */
  call_return: {
    readonly fn: TracedFunction;
    readonly via: CallVia;
    readonly ret: number | null;
    readonly took: Nanos | null;
    readonly args: CallArgs;
  };
  /** An ioctl of which only number and fd are known (syscalls events, raw_syscalls, strace). */
  ioctl_enter: { readonly fd: number | null; readonly cmd: number };
  ioctl_exit: { readonly ret: number | null };
  kvm_msi_set_irq: { readonly guestVector: number };
  kvm_pi_irte_update: { readonly irq: number; readonly enabled: boolean; readonly gsi: number };
  sched_process_exit: { readonly exitingComm: string; readonly exitingTid: number };
  tracing_mark_write: { readonly message: string };
}

interface CpuVectorChange {
  readonly irq: number;
  readonly vector: number;
  readonly onCpu: number;
  readonly prevVector: number;
  readonly prevCpu: number;
}

export type KernelEventType = keyof KernelEvents;

export type KernelEvent<T extends KernelEventType = KernelEventType> = {
  [K in T]: Occurrence & InTask & { readonly type: K } & KernelEvents[K];
}[T];

/** VFIO_DEVICE_SET_IRQS = _IO(';', 110). */
export const VFIO_DEVICE_SET_IRQS = 0x3b6e;
/** VFIO_DEVICE_RESET = _IO(';', 111). */
export const VFIO_DEVICE_RESET = 0x3b6f;
