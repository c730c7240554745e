import type { Sample } from '../../src/model/format.ts';

const SCRIPT = 'simpletrace.py of QEMU 8.2 on a constructed file';
const PYTHON2 = 'constructed: simpletrace.py of QEMU 4.1 under Python 2';

export const samples: readonly Sample[] = [
  {
    line: "msix_write_config 0.000 pid=28860 name=b'vfio-pci' enabled=0x1 masked=0x0",
    gives: ['msix_write_config'],
    from: SCRIPT,
  },
  {
    line: "vfio_msix_vector_do_use 1.500 pid=28860 name=b'0000:3b:00.0' index=0x3",
    gives: ['vfio_msix_vector_do_use'],
    from: SCRIPT,
  },
  {
    line: "vfio_msi_interrupt 0.010 pid=28860 name=b'0000:3b:00.0' index=0x5 addr=0xfee00000 data=0x4041",
    gives: ['vfio_msi_interrupt'],
    from: SCRIPT,
  },
  {
    line: 'kvm_vm_ioctl 0.010 pid=28860 type=0xffffffff8208ae63 arg=0x7ffd3ced2470',
    gives: [],
    from: SCRIPT,
  },
  {
    line: 'Dropped_Event 0.100 pid=28860 num_events_dropped=0x11',
    gives: ['loss'],
    from: SCRIPT,
  },
  {
    line: 'vfio_msix_early_setup 815.212 pid=20045 name=0000:3b:10.1 pos=0x70 table_bar=0x3 offset=0x0 entries=0x3',
    gives: ['vfio_msix_early_setup'],
    from: PYTHON2,
  },
  {
    line: "kvm_irqchip_add_msi_route 2.250 pid=28860 name=b'N/A' vector=0x0 virq=0xffffffffffffffff",
    gives: ['kvm_irqchip_add_msi_route'],
    from: 'constructed: simpletrace.py of QEMU 8.2, a negative number',
  },
  {
    line: 'kvm_irqchip_commit_routes 3.000 pid=28860',
    gives: ['kvm_irqchip_commit_routes'],
    from: 'constructed: simpletrace.py of QEMU 8.2, an event without arguments',
  },
];
