/** What a log is able to show: the names that rules require, and those that the case itself adds to the names of events. */
import type { Case, SourceSummary } from '../model/timeline.ts';

/** Any of these shows MSI-X being switched off or a vector being taken away; the best first. */
export const TEARDOWN_SIGNALS = [
  'vfio_msi_disable',
  'vfio_pci_set_irqs_ioctl',
  'vector_teardown',
  'vfio_msix_vector_do_use',
  'vfio_user_set_irqs',
  'vfio_pci_set_msi_trigger',
  'vfio_msi_set_block',
  'vfio_msi_set_vector_signal',
  'pci_free_irq_vectors',
  'pci_disable_msix',
  'pci_msix_shutdown',
  'free_irq',
  'vector_deactivate',
  'vector_activate',
  'vector_alloc',
  'vector_clear',
  'vector_config',
  'vector_reserve',
  'vector_setup',
  'vector_update',
  'ioctl_enter',
  'vfio_enable_failed',
] as const;

/** Any of these shows one vector's handler going and coming while MSI-X stays on. */
export const REARM_SIGNALS = [
  'vfio_msi_set_vector_signal',
  'free_irq',
  'vector_deactivate',
  'vector_clear',
  'vector_update',
  'vfio_pci_set_irqs_ioctl',
  'ioctl_enter',
] as const;

/** Any of these shows a single interrupt of a vector on the host. */
export const INTERRUPT_SIGNALS = ['irq_handler_entry', 'vfio_msihandler'] as const;

/** Any of these shows that the host refused an interrupt. A QEMU trace alone does not: its errors go to standard error. */
export const REFUSAL_SIGNALS = [
  'call_return',
  'vector_alloc',
  'vfio_enable_failed',
  'ioctl_exit',
  'vector_alloc_managed',
  'vfio_msi_disable',
  'vfio_msi_set_vector_signal',
] as const;

/** QEMU's trace of a device's pending bits, which shows an interrupt that no guest vector could take. */
export const PENDING_SIGNALS = [
  'vfio_msix_pba_enable',
  'vfio_msix_pba_disable',
  'vfio_msi_interrupt',
] as const;

/** Added to a case's names: a kernel log is among the sources, whatever it says. */
export const KERNEL_LOG = 'kernel-log';
/** Added: at least two sources held events. */
export const SEVERAL_SOURCES = 'several-sources';
/** Added: a source whose recorder says so where it loses events. */
export const LOSS_REPORT = 'loss-report';

/** Events that only a kernel log gives. */
const MESSAGES = [
  'no_irq_handler',
  'callbacks_suppressed',
  'unexpected_irq_trap',
  'spurious_interrupt',
  'nobody_cared',
  'irq_handler_listed',
  'irq_disabled',
  'remap_fault',
  'vectors_exhausted',
  'irq_bypass_failed',
  'irq_flags_mismatch',
  'vfio_pci_message',
  'lost_interrupt_symptom',
] as const;

const KERNEL_LOG_FORMAT = /^(?:kernel-log|dmesg|kmsg|journal|syslog|netconsole)/u;

/**
 * Formats whose recorder marks a loss in the same text. `perf script` prints its losses only when asked to
 * (--show-lost-events), and QEMU's log and kernel logs do not lose silently or do not say so.
 */
const REPORTS_LOSS = /^(?:trace-cmd|trace-dat|tracefs|ftrace|qemu-simple|simple)/u;

/** Function names of the kernel that QEMU uses for trace events of its own; without traced calls they are QEMU's. */
const SHARED_NAMES = [
  'vfio_msi_disable',
  'vfio_msi_enable',
  'vfio_intx_enable',
  'vfio_intx_disable',
] as const;

const heard = (source: SourceSummary): boolean => source.events > 0;

/** `Case.seen`, and what follows from the sources. */
export function signalsOf(input: Case): ReadonlySet<string> {
  const signals = new Set(input.seen);
  if (!signals.has('call') && !signals.has('call_return')) {
    for (const name of SHARED_NAMES) signals.delete(name);
  }
  // A binary trace has events and no lines.
  const held = input.sources.filter((source) => source.lines > 0 || heard(source));
  const formats = held.map(({ format }) => format);
  if (formats.some((f) => KERNEL_LOG_FORMAT.test(f)) || MESSAGES.some((m) => signals.has(m))) {
    signals.add(KERNEL_LOG);
  }
  if (formats.some((format) => REPORTS_LOSS.test(format)) || signals.has('loss')) {
    signals.add(LOSS_REPORT);
  }
  if (input.sources.filter(heard).length > 1) signals.add(SEVERAL_SOURCES);
  return signals;
}
