import type { Sample } from '../../src/model/format.ts';

export const samples: readonly Sample[] = [
  {
    line: '[    6.621759] irq 21: nobody cared (try booting with the "irqpoll" option)',
    gives: ['nobody_cared'],
    from: 'dmesg, Linux 6.12',
  },
  {
    before: [
      '[    6.621759] irq 21: nobody cared (try booting with the "irqpoll" option)',
      '[    6.627842] handlers:',
    ],
    line: '[    6.634829] [<0000000057143c5f>] vfio_intx_handler [vfio_pci_core]',
    gives: ['irq_handler_listed'],
    from: 'dmesg, Linux 6.12',
  },
  { line: '[    6.635824] Disabling IRQ #21', gives: ['irq_disabled'], from: 'dmesg, Linux 6.12' },
  {
    line: '[   20.436687] unexpected IRQ trap at vector 23',
    gives: ['unexpected_irq_trap'],
    from: 'dmesg, Linux 6.1',
  },
  {
    line: '[   66.890825] nvme nvme0: I/O 8 QID 0 timeout, completion polled',
    gives: ['lost_interrupt_symptom'],
    from: 'guest console, Linux 6.1',
  },
];
