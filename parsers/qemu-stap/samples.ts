import type { Sample } from '../../src/model/format.ts';

const SCRIPT = 'constructed: log script of qemu-trace-stap, QEMU 8.2';

export const samples: readonly Sample[] = [
  {
    line: '28860@1718000000200000123 vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 used',
    gives: ['vfio_msix_vector_do_use'],
    from: SCRIPT,
  },
  {
    line: '28860@1718000000100910123 vfio_msix_enable  (0000:3b:00.0)',
    gives: ['vfio_msix_enable'],
    from: SCRIPT,
  },
  {
    line: '28860@1718000000200035123 kvm_irqchip_commit_routes ',
    gives: ['kvm_irqchip_commit_routes'],
    from: SCRIPT,
  },
  {
    line: '28860@1718000000000002123 vfio_msix_early_setup 0000:3b:00.0 PCI MSI-X CAP @0xb0, BAR 4, offset 0x0, entries 32, noresize 1',
    gives: ['vfio_msix_early_setup'],
    from: SCRIPT,
  },
  {
    line: '28860@1718000000300000123 vfio_region_write  (0000:3b:00.0:region0+0x100, 0x8, 4)',
    gives: [],
    from: SCRIPT,
  },
];
