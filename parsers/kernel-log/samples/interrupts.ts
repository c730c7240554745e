/** Stray, unhandled and blocked interrupts, and vectors that ran out: every wording, with the kernels that print it. */
import type { Sample } from '../../../src/model/format.ts';

const stray: readonly Sample[] = [
  {
    line: '[   12.345678] do_IRQ: 1.55 No irq handler for vector (irq -1)',
    gives: ['no_irq_handler'],
    from: 'constructed from do_IRQ, Linux to 4.2',
  },
  {
    line: '[    0.004410] do_IRQ: 3.55 No irq handler for vector',
    gives: ['no_irq_handler'],
    from: 'constructed from do_IRQ, Linux 4.3 to 5.7',
  },
  {
    line: '[  843.123456] __common_interrupt: 3.37 No irq handler for vector',
    gives: ['no_irq_handler'],
    from: 'constructed from common_interrupt, Linux 5.8 to 6.9',
  },
  {
    line: 'kern  :emerg : [  843.123456] call_irq_handler: 1.55 No irq handler for vector',
    gives: ['no_irq_handler'],
    from: 'constructed from call_irq_handler, Linux 6.10 to 6.16',
  },
  {
    line: '[12345.678901] No irq handler for 3.35',
    gives: ['no_irq_handler'],
    from: 'constructed from call_irq_handler, Linux 6.17 on and stable 6.12.42 on',
  },
  {
    line: '(XEN) CPU3: No irq handler for vector 37 (IRQ -2147483648)',
    gives: ['no_irq_handler'],
    from: 'constructed from do_IRQ, Xen 4.17',
  },
  {
    line: '[  844.123456] call_irq_handler: 977 callbacks suppressed',
    gives: ['callbacks_suppressed'],
    from: 'constructed from ___ratelimit, Linux 6.10 on',
  },
  {
    line: '[   14.939861] kauditd_printk_skb: 71 callbacks suppressed',
    gives: [],
    from: 'constructed from ___ratelimit: another function, no interrupts',
  },
  {
    line: '[   20.436687] unexpected IRQ trap at vector 23',
    gives: ['unexpected_irq_trap'],
    from: 'dmesg, Linux 6.1; the vector is irq 35 in hexadecimal',
  },
  {
    line: '[  101.000001] spurious APIC interrupt through vector ff on CPU#0, should never happen.',
    gives: ['spurious_interrupt'],
    from: 'constructed from smp_spurious_interrupt, Linux to 5.2',
  },
  {
    line: '[  101.000002] Spurious APIC interrupt (vector 0xFF) on CPU#0, should never happen.',
    gives: ['spurious_interrupt'],
    from: 'constructed from handle_spurious_interrupt, Linux 5.3 on',
  },
  {
    line: '[  101.000003] Spurious interrupt (vector 0x25) on CPU#3. Acked',
    gives: ['spurious_interrupt'],
    from: 'constructed from handle_spurious_interrupt, Linux 5.3 on',
  },
];

const NOBODY = '[    6.621759] irq 21: nobody cared (try booting with the "irqpoll" option)';
const HANDLERS = '[    6.627842] handlers:';

const genirq: readonly Sample[] = [
  { line: NOBODY, gives: ['nobody_cared'], from: 'dmesg, Linux 6.12' },
  {
    before: [NOBODY, '[    6.624050] Call Trace:', HANDLERS],
    line: '[    6.634829] [<0000000057143c5f>] vfio_intx_handler [vfio_pci_core]',
    gives: ['irq_handler_listed'],
    from: 'dmesg, Linux 6.12',
  },
  {
    before: [NOBODY, HANDLERS],
    line: '[    6.634829] [<000000005a1d3ba8>] irq_default_primary_handler threaded [<00000000f1be7b36>] usb_hcd_irq',
    gives: ['irq_handler_listed', 'irq_handler_listed'],
    from: 'constructed from __report_bad_irq, Linux 4.15 on',
  },
  { line: '[    6.635824] Disabling IRQ #21', gives: ['irq_disabled'], from: 'dmesg, Linux 6.12' },
  {
    line: '[   88.000001] genirq: Flags mismatch irq 16. 00000000 (vfio-intx(0000:01:00.0)) vs. 00000080 (ehci_hcd:usb1)',
    gives: ['irq_flags_mismatch'],
    from: 'constructed from __setup_irq, Linux 3.7 on',
  },
];

const REASON_25 = 'Blocked a compatibility format interrupt request';

const remapping: readonly Sample[] = [
  {
    line: '[  812.000001] DMAR: [INTR-REMAP] Request device [01:00.0] fault index 0x1c [fault reason 0x22] Present field in the IRTE entry is clear',
    gives: ['remap_fault'],
    from: 'constructed from dmar_fault_do_one, Linux 5.14 on',
  },
  {
    line: `[Thu Oct 22 08:54:51 2026] DMAR: [INTR-REMAP] Request device [42:00.2] fault index 1c00 [fault reason 37] ${REASON_25}`,
    gives: ['remap_fault'],
    from: 'constructed from dmar_fault_do_one, Linux to 5.13: index hexadecimal, reason decimal',
  },
  {
    line: `[   58.440907] DMAR: [INTR-REMAP] Request device [0x64:0x00.5] fault index 0x8800 [fault reason 0x25] ${REASON_25}`,
    gives: ['remap_fault'],
    from: 'constructed from dmar_fault_do_one, Linux 5.14',
  },
  {
    line: '[  900.123456] vfio-pci 0000:42:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x005e address=0xfffffffdf8030000 flags=0x0008]',
    gives: ['remap_fault'],
    from: 'constructed from amd_iommu_report_page_fault, Linux 4.17 on; flag 0x8 is an interrupt',
  },
  {
    line: '[  900.123456] AMD-Vi: Event logged [IO_PAGE_FAULT device=00:14.0 domain=0x0000 address=0x000000fdf800ff98 flags=0x0008]',
    gives: ['remap_fault'],
    from: 'constructed from iommu_print_event, Linux to 5.11',
  },
  {
    line: '[  900.123456] vfio-pci 0000:09:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0038 address=0x2fffff000 flags=0x0020]',
    gives: [],
    from: 'constructed from amd_iommu_report_page_fault: a DMA fault',
  },
];

export const interruptSamples: readonly Sample[] = [
  ...stray,
  ...genirq,
  ...remapping,
  {
    line: '[   77.100001] irq 4: Affinity broken due to vector space exhaustion.',
    gives: ['vectors_exhausted'],
    from: 'constructed from activate_reserved, Linux 4.15 on',
  },
  {
    line: '[   77.100002] Managed startup irq 150, no vector available',
    gives: ['vectors_exhausted'],
    from: 'constructed from activate_managed, Linux 4.15 on',
  },
  {
    line: '[   77.100003] Interrupt reservation exceeds available resources',
    gives: ['vectors_exhausted'],
    from: 'constructed from irq_matrix_reserve, Linux 4.15 on',
  },
  {
    line: '[   77.100004] Reserved vectors 480 > available 201. IRQ request may fail',
    gives: ['vectors_exhausted'],
    from: 'constructed from kernel/irq/matrix.c, Linux 4.15 on',
  },
  {
    line: '[   77.100005] CPU 5 has 178 vectors, 12 available. Cannot disable CPU',
    gives: ['vectors_exhausted'],
    from: 'constructed from lapic_can_unplug_cpu, Linux 4.15 on',
  },
  {
    line: "[   77.100006] DMAR-IR: IR2: can't allocate an IRTE",
    gives: ['vectors_exhausted'],
    from: 'constructed from alloc_irte, Linux 3.17 on',
  },
  {
    line: '[   77.100007] IRQ44: set affinity failed(-28).',
    gives: ['vectors_exhausted'],
    from: 'constructed from irq_do_set_affinity; -28 is no space',
  },
];
