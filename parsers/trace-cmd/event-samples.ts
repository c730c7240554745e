import type { Sample } from '../../src/model/format.ts';

const TC316 = 'trace-cmd 3.1.6 on Linux 6.12';
const TC34 = 'trace-cmd 3.4 on Linux 6.12';
const OLD = 'trace-cmd 3.1.6 on Linux 6.1';

export const eventSamples: readonly Sample[] = [
  {
    line: '              vt-191   [001]    13.170639: vector_reserve:       irq=21 ret=0',
    gives: ['vector_reserve'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.171015: vector_config:        irq=21 vector=239 cpu=0 apicdest=0x00000000',
    gives: ['vector_config'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.179786: vector_setup:         irq=21 is_legacy=0 ret=0',
    gives: ['vector_setup'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.228215: vector_activate:      irq=28 is_managed=0 can_reserve=1 reserve=1',
    gives: ['vector_activate'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.236004: vector_alloc:         irq=28 vector=36 reserved=1 ret=0',
    gives: ['vector_alloc'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.264220: vector_deactivate:    irq=28 is_managed=0 can_reserve=1 reserve=0',
    gives: ['vector_deactivate'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.264295: vector_clear:         irq=28 vector=36 cpu=0 prev_vector=0 prev_cpu=0',
    gives: ['vector_clear'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.265144: vector_teardown:      irq=28 is_managed=0 has_reserved=1',
    gives: ['vector_teardown'],
    from: TC316,
  },
  {
    line: '     rcu_preempt-18    [000]    13.244524: irq_handler_exit:     irq=28 ret=handled',
    gives: ['irq_handler_exit'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.170639: vector_reserve:        irq=21 ret=0',
    gives: ['vector_reserve'],
    from: `${TC316}, -R`,
  },
  {
    line: '              vt-191   [001]    13.228215: vector_activate:       irq=28 is_managed=0 can_reserve=1 reserve=1',
    gives: ['vector_activate'],
    from: `${TC316}, -R`,
  },
  {
    line: '              vt-191   [001]    13.265144: vector_teardown:       irq=28 is_managed=0 has_reserved=1',
    gives: ['vector_teardown'],
    from: `${TC316}, -R`,
  },
  {
    line: '     rcu_preempt-18    [000]    13.244524: irq_handler_exit:      irq=28 ret=1',
    gives: ['irq_handler_exit'],
    from: `${TC316}, -R`,
  },
  {
    line: '          <idle>-0     [000]    39.930103: kvm_msi_set_irq:      dst 1 vec 35 (Fixed|physical|edge)',
    gives: ['kvm_msi_set_irq'],
    from: OLD,
  },
  {
    line: '              vt-191   [001]    13.227320: print:                tracing_mark_write: phase1: first enable vector0 fd=-1',
    gives: ['tracing_mark_write'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.227320: print:                 ip=tracing_mark_write buf=phase1: first enable vector0 fd=-1',
    gives: ['tracing_mark_write'],
    from: `${TC316}, -R`,
  },
  {
    line: '              vt-191   [001]    13.135716: sys_enter_ioctl:      fd: 0x00000004, cmd: 0x00003b68, arg: 0x7ffda5366a10',
    gives: ['ioctl_enter'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.137742: sys_exit_ioctl:       0x0',
    gives: ['ioctl_exit'],
    before: [
      '              vt-191   [001]    13.135716: sys_enter_ioctl:      fd: 0x00000004, cmd: 0x00003b68, arg: 0x7ffda5366a10',
    ],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.137742: sys_exit_ioctl:       0x0',
    gives: [],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.136657: sys_enter:            NR 16 (4, 3b68, 7ffda5366a10, 0, 0, 0)',
    gives: ['ioctl_enter'],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.137786: sys_exit:             NR 16 = 0',
    gives: ['ioctl_exit'],
    before: [
      '              vt-191   [001]    13.136657: sys_enter:            NR 16 (4, 3b68, 7ffda5366a10, 0, 0, 0)',
    ],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.136657: sys_enter:            NR 16 (4, 3b68, 7ffda5366a10, 0, 0, 0)',
    gives: [],
    before: [
      '              vt-191   [001]    13.135716: sys_enter_ioctl:      fd: 0x00000004, cmd: 0x00003b68, arg: 0x7ffda5366a10',
    ],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.135716: sys_enter_ioctl:       __syscall_nr=16 fd=0x00000004 cmd=0x00003b68 arg=0x7ffda5366a10',
    gives: ['ioctl_enter'],
    from: `${TC316}, -R`,
  },
  {
    line: '              vt-191   [001]    13.137742: sys_exit_ioctl:        __syscall_nr=16 ret=0x0',
    gives: ['ioctl_exit'],
    before: [
      '              vt-191   [001]    13.135716: sys_enter_ioctl:       __syscall_nr=16 fd=0x00000004 cmd=0x00003b68 arg=0x7ffda5366a10',
    ],
    from: `${TC316}, -R`,
  },
  {
    line: '              vt-191   [001]    13.136657: sys_enter:             id=16 args=ARRAY[04, 00, 00, 00, 00, 00, 00, 00, 68, 3b, 00, 00, 00, 00, 00, 00, 10, 6a, 36, a5, fd, 7f, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00]',
    gives: ['ioctl_enter'],
    from: `${TC316}, -R`,
  },
  {
    line: '              vt-191   [001]    13.137786: sys_exit:              id=16 ret=0',
    gives: ['ioctl_exit'],
    before: [
      '              vt-191   [001]    13.136657: sys_enter:             id=16 args=ARRAY[04, 00, 00, 00, 00, 00, 00, 00, 68, 3b, 00, 00, 00, 00, 00, 00, 10, 6a, 36, a5, fd, 7f, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00]',
    ],
    from: `${TC316}, -R`,
  },
  {
    line: ' qemu-system-x86-144   [001]    39.949767: function:                   vfio_msi_disable',
    gives: ['call'],
    from: `${OLD}, -p function`,
  },
  {
    line: '              vt-187   [000]    35.638880: function:             vfio_fops_open',
    gives: [],
    from: `${TC316}, -p function`,
  },
  {
    line: '      vt-187     0.....    35.716322: function:                      vfio_msi_disable',
    gives: ['call'],
    from: `${TC316}, -p function, report -l`,
  },
  {
    line: '              vt-187   [000]    35.716322: function:                      vfio_msi_disable <-- vfio_pci_set_msi_trigger',
    gives: ['call'],
    from: 'constructed: report -O parent=1',
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
    line: ' qemu-system-x86-193   [001] .....    95.283292: pci_alloc_ret:        (ffffffff917a8bb4 <- ffffffffc0a1f889) ret=1',
    gives: ['call_return'],
    from: TC34,
  },
  {
    line: ' qemu-system-x86-192   [000] .....    95.781639: pci_free_irq_vectors: (ffffffff917a9044) dev=0xffff8dd680cd9000',
    gives: ['call'],
    from: TC34,
  },
  {
    line: ' qemu-system-x86-192   [000] .....    95.781399: vfio_msi_disable:     (ffffffffc0a1f6d0) vdev=0xffff8dd681bce000 msix=1',
    gives: ['call'],
    from: TC34,
  },
  {
    line: ' qemu-system-x86-193   [000]-0x0   118.603052: vfio_pci_set_irqs_ioctl:  __probe_ip=ffffffffc0a20144 flags=0x24 index=2 start=0 count=1',
    gives: ['call'],
    from: `${TC34}, -R`,
  },
  {
    line: ' qemu-system-x86-193   [000]-0x0   118.488373: vfio_pci_set_irqs_ret:  __probe_func=ffffffffc0a20144 __probe_ret_ip=ffffffffc0a1df69 ret=0',
    gives: ['call_return'],
    from: `${TC34}, -R`,
  },
  {
    line: '              vt-197   [000]   108.096417: funcgraph_entry:                   |          vfio_msi_disable() {',
    gives: ['call'],
    from: `${TC316}, -p function_graph`,
  },
  {
    line: '              vt-197   [000]   108.110307: funcgraph_exit:       # 13889.811 us |          }',
    gives: ['call_return'],
    before: [
      '              vt-197   [000]   108.096417: funcgraph_entry:                   |          vfio_msi_disable() {',
    ],
    from: `${TC316}, -p function_graph`,
  },
  {
    line: '              vt-197   [000]   108.110307: funcgraph_exit:       # 13889.811 us |          }',
    gives: [],
    from: `${TC316}, -p function_graph`,
  },
  {
    line: '              vt-197   [001]   108.074626: funcgraph_entry:        9.123 us   |              irq_bypass_register_producer();',
    gives: ['call', 'call_return'],
    from: `${TC316}, -p function_graph`,
  },
  {
    line: '              vt-197   [001]   107.896743: funcgraph_entry:      # 2066.410 us |  vfio_fops_open();',
    gives: [],
    from: `${TC316}, -p function_graph`,
  },
  {
    line: '              vt-197   [000]   108.110307: funcgraph_exit:       # 13889.811 us |          } /* vfio_msi_disable */',
    gives: ['call_return'],
    from: `${TC316}, -p function_graph, report -O fgraph:tailprint=1`,
  },
  {
    line: '      vt-197     0...1.   108.096417: funcgraph_entry:                   |          vfio_msi_disable() {',
    gives: ['call'],
    from: `${TC316}, -p function_graph, report -l`,
  },
  {
    line: '              vt-197   [000]   108.096417: funcgraph_entry:       func=vfio_msi_disable depth=4',
    gives: ['call'],
    from: `${TC316}, -p function_graph, report -R`,
  },
  {
    line: '              vt-197   [000]   108.110307: funcgraph_exit:        func=vfio_msi_disable depth=4 overrun=0 calltime=192b0c6b60 rettime=192be05c73',
    gives: ['call_return'],
    from: `${TC316}, -p function_graph, report -R`,
  },
  {
    line: '              vt-197   [000]   108.110307: funcgraph_exit:       # 13889.811 us |          } (ret=-22)',
    gives: ['call_return'],
    before: [
      '              vt-197   [000]   108.096417: funcgraph_entry:                   |          vfio_msi_disable() {',
    ],
    from: 'constructed: trace-cmd 3.3 with funcgraph-retval',
  },
];
