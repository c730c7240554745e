import type { Sample } from '../../src/model/format.ts';

export const samples: readonly Sample[] = [
  { line: '           CPU0       CPU1       ', gives: [], from: 'Linux 6.1' },
  {
    line: ' 35:          0          5  IR-PCI-MSI 2097153-edge      vfio-msix[1](0000:04:00.0)',
    gives: ['proc_interrupts_row'],
    from: 'Linux 6.1, interrupt remapping on',
  },
  {
    line: ' 24:          0         12  PCI-MSIX-0000:00:01.0   0-edge      nvme0q0',
    gives: ['proc_interrupts_row'],
    from: 'Linux 6.12, in a guest',
  },
  {
    line: ' 23:          1          0  IR-IO-APIC  23-fasteoi   vfio-intx(0000:01:00.0)',
    gives: ['proc_interrupts_row'],
    from: 'Linux 6.1',
  },
  {
    line: ' 23:          1          0  IR-IO-APIC  23-fasteoi ',
    gives: ['proc_interrupts_row'],
    from: 'Linux 6.1, after the handler was removed',
  },
  {
    line: ' 53:        911          0   ITS-MSI 524289 Edge      vfio-msix[1](0000:01:00.0)',
    gives: ['proc_interrupts_row'],
    from: 'constructed from show_interrupts, Linux 6.1 on arm64',
  },
  {
    line: '  2:          0    XT-PIC  cascade',
    gives: ['proc_interrupts_row'],
    from: 'constructed from show_interrupts, one CPU without I/O APIC',
  },
  {
    line: 'PIN:          0          0   Posted-interrupt notification event',
    gives: [],
    from: 'Linux 6.1',
  },
  { line: 'ERR:          0', gives: [], from: 'Linux 6.1' },
];
