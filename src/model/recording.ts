/** The parts of a good recording, each with what shows that it was made and what its absence costs. */

/** A part that a recording lacks. */
export interface MissingPart {
  readonly what: string;
  /** The conclusion that cannot be drawn without it. */
  readonly cost: string;
  /** What would have recorded it. */
  readonly command: string;
}

export interface Part extends MissingPart {
  readonly id: string;
  /**
   * Types of events, functions, or ids of formats (a quiet kernel log has no event) of which one that was seen shows that
   * the part was recorded.
   */
  readonly shownBy: readonly string[];
}

const TRACE = 'trace-cmd record -C global';

/** Most important first. */
export const parts: readonly Part[] = [
  {
    id: 'teardowns',
    what: "the kernel's own setup and teardown of MSI-X",
    shownBy: [
      'vfio_pci_set_irqs_ioctl',
      'vfio_msi_disable',
      'vfio_msi_set_vector_signal',
      'pci_free_irq_vectors',
      'vector_teardown',
    ],
    cost: 'when MSI-X was off is at best inferred from QEMU, and a re-enable that fails is not seen',
    command: `${TRACE} -e 'irq_vectors:vector_*' -e msixray, after the probes that msixray capture prints`,
  },
  {
    id: 'enable-bit',
    what: 'the span of the clear enable bit',
    shownBy: ['vector_teardown', 'vector_setup', 'pci_free_irq_vectors', 'pci_msix_shutdown'],
    cost: 'lost and late interrupts cannot be told apart: how many were lost is a bound, not a number',
    command: `${TRACE} -e 'irq_vectors:vector_*' (x86), or probes of pci_free_irq_vectors and pci_alloc_irq_vectors_affinity`,
  },
  {
    id: 'interrupts',
    what: 'every interrupt of the passed-through devices',
    shownBy: ['irq_handler_entry'],
    cost: 'which vectors were at work is not visible: no rate, no number of lost interrupts, no vector that fell silent',
    command: `${TRACE} -e irq:irq_handler_entry -f 'name ~ "vfio*"'`,
  },
  {
    id: 'vectors',
    what: 'which vector of which device is meant',
    shownBy: [
      'irq_handler_entry',
      'request_threaded_irq',
      'proc_interrupts_row',
      'vfio_msix_vector_do_use',
      'vfio_user_set_irqs',
    ],
    cost: 'live vectors are counted and not named, and two devices of one VM may not be told apart',
    command: 'cat /proc/interrupts > proc-interrupts.txt, or the probe of request_threaded_irq',
  },
  {
    id: 'returns',
    what: 'what the calls returned',
    shownBy: ['call_return', 'ioctl_exit', 'vector_alloc'],
    cost: 'a host that refused the larger set looks like one that granted it',
    command:
      "echo 'r:msixray/vfio_pci_set_irqs_ioctl_ret vfio_pci_set_irqs_ioctl ret=$retval:s32' >> /sys/kernel/tracing/kprobe_events",
  },
  {
    id: 'guest-view',
    what: "QEMU's trace: which vectors the guest unmasked, and why MSI-X went off",
    shownBy: [
      'vfio_msix_vector_do_use',
      'vfio_msix_early_setup',
      'vfio_msix_enable',
      'vfio_user_set_irqs',
    ],
    cost: 'a guest that switched MSI-X off itself looks like a resize, and a vector counts as live because it has a handler',
    command:
      "qemu-system-x86_64 … -msg timestamp=on -D qemu.log -trace 'vfio_msi*' -trace msix_write_config",
  },
  {
    id: 'kernel-log',
    what: "the host's kernel log",
    shownBy: [
      'kernel-log',
      'no_irq_handler',
      'unexpected_irq_trap',
      'spurious_interrupt',
      'nobody_cared',
      'remap_fault',
      'vfio_pci_message',
      'lost_interrupt_symptom',
      'callbacks_suppressed',
      'vectors_exhausted',
      'irq_disabled',
      'irq_bypass_failed',
    ],
    cost: 'stray vectors, blocked interrupts and switched-off lines are not seen: a lost interrupt has no witness',
    command: 'journalctl -k -o json > kernel.json, or dmesg > dmesg.txt',
  },
  {
    id: 'intx',
    what: 'who else was hit on the INTx line',
    shownBy: ['irq_handler_exit'],
    cost: 'an interrupt that arrived as INTx in another handler is not seen',
    command: `${TRACE} -e irq:irq_handler_entry -e irq:irq_handler_exit, without a filter (msixray capture --all-interrupts)`,
  },
];

/** Functions of the kernel whose names QEMU gives to events of its own: without a traced call they are QEMU's. */
const SHARED_NAMES: ReadonlySet<string> = new Set(['vfio_msi_disable']);

/**
 * What a recording lacks of which these were seen: types of events, names of called functions, ids of formats. Nothing
 * for a whole one.
 */
export function missing(seen: ReadonlySet<string>): readonly MissingPart[] {
  const calls = seen.has('call') || seen.has('call_return');
  const shows = (name: string): boolean => seen.has(name) && (calls || !SHARED_NAMES.has(name));
  return parts
    .filter(({ shownBy }) => !shownBy.some(shows))
    .map(({ what, cost, command }) => ({ what, cost, command }));
}

/** As one line of a report. */
export const lackText = ({ what, cost }: MissingPart): string => `${what}; without it ${cost}`;
