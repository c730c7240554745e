import type { Sample } from '../../src/model/format.ts';

const TC316 = 'trace-cmd 3.1.6 on Linux 6.12';
const TC34 = 'trace-cmd 3.4 on Linux 6.12';

export const samples: readonly Sample[] = [
  { line: 'cpus=2', gives: [], from: TC316 },
  {
    line: '          <idle>-0     [000]    13.243885: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: TC316,
  },
  {
    line: '          <idle>-0     [001] d.h1.    15.731930: irq_handler_entry:    irq=33 name=virtio1-requests',
    gives: ['irq_handler_entry'],
    from: TC34,
  },
  {
    line: ' qemu-system-x86-140   [001]    22.082283: function:                vfio_pci_set_irqs_ioctl',
    gives: ['call'],
    from: 'trace-cmd 3.1.6 on Linux 6.1, -p function',
  },
  {
    line: ' qemu-system-x86-190   [000] .....    22.412387: vfio_pci_set_irqs_ioctl: (ffffffffc0a20144) flags=0x24 index=0 start=0 count=1',
    gives: ['call'],
    from: TC34,
  },
  {
    line: ' qemu-system-x86-190   [000] .....    22.417505: vfio_pci_set_irqs_ret: (ffffffffc0a20144 <- ffffffffc0a1df69) ret=0',
    gives: ['call_return'],
    from: TC34,
  },
  {
    line: '              vt-233   [001]   180.806708: kmem_cache_free:      (unlink_anon_vmas+0x7d) call_site=unlink_anon_vmas+0x7d ptr=0xff2534888199d740 name=anon_vma_chain',
    gives: [],
    from: TC316,
  },
  { line: 'CPU:1 [1956 EVENTS DROPPED]', gives: ['loss'], from: TC316 },
  { line: 'CPU:1 [EVENTS DROPPED]', gives: ['loss'], from: TC316 },
];
