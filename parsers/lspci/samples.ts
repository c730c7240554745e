import type { Sample } from '../../src/model/format.ts';

const DEVICE =
  '01:00.0 Non-Volatile memory controller: Red Hat, Inc. QEMU NVM Express Controller (rev 02)';
const FROM = 'constructed from pciutils 3.9, ls-caps.c and lspci.c';

export const samples: readonly Sample[] = [
  { line: DEVICE, gives: [], from: FROM },
  {
    before: [DEVICE],
    line: '\tCapabilities: [40] MSI-X: Enable+ Count=65 Masked-',
    gives: ['lspci_msix'],
    from: FROM,
  },
  { line: '\t\tVector table: BAR=0 offset=00002000', gives: [], from: FROM },
  {
    before: ['0000:01:00.0 Ethernet controller [0200]: Intel Corporation 82574L [8086:10d3]'],
    line: '\tKernel driver in use: vfio-pci',
    gives: ['lspci_driver'],
    from: FROM,
  },
  {
    line: '\tControl: I/O+ Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx+',
    gives: [],
    from: FROM,
  },
];
