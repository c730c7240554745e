import type { Sample } from '../../src/model/format.ts';

const P61 = 'perf 6.1 on Linux 6.12';

export const samples: readonly Sample[] = [
  {
    line: '              vt   273 [000]   206.351404:         irq:irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: P61,
  },
  {
    line: '              vt   271 [000]   206.343168:   irq_vectors:vector_activate: irq=28 is_managed=0 can_reserve=1 reserve=1',
    gives: ['vector_activate'],
    from: P61,
  },
  {
    line: '              vt   271 [001]   206.372943: irq_vectors:vector_deactivate: irq=28 is_managed=0 can_reserve=1 reserve=0',
    gives: ['vector_deactivate'],
    from: P61,
  },
  {
    line: '              vt   273 [000]   206.351404205:         irq:irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${P61}, --ns`,
  },
  {
    line: '              vt   271/273   [000] K       206.351404:         irq:irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${P61}, -F +pid,tid,misc`,
  },
  {
    line: '              vt   271/271   [000]     0.000000:   irq_vectors:vector_activate: irq=28 is_managed=0 can_reserve=1 reserve=1',
    gives: ['vector_activate'],
    from: `${P61}, --reltime`,
  },
  {
    line: 'swapper     0 [000]   244.258207: irq:irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${P61}, with call chains`,
  },
  {
    line: '\tffffffffab76dea7 __handle_irq_event_percpu+0x117 ([kernel.kallsyms])',
    gives: [],
    bare: true,
    from: `${P61}, with call chains`,
  },
  {
    line: ' qemu-system-x86     190 [000]    22.208537:    msixray:vfio_pci_set_irqs_ioctl: (ffffffffc0a20144) flags=0x24 index=0 start=0 count=1',
    gives: ['call'],
    from: P61,
  },
  {
    line: ' qemu-system-x86     190 [000]    22.213593:      msixray:vfio_pci_set_irqs_ret: (ffffffffc0a20144 <- ffffffffc0a1df69) ret=0',
    gives: ['call_return'],
    from: P61,
  },
  {
    line: ' qemu-system-x86     193 [001]    95.079149:              msixray:pci_alloc_ret: (ffffffff917a8bb4 <- ffffffffc0a1f889) ret=1',
    gives: ['call_return'],
    from: P61,
  },
  {
    line: ' qemu-system-x86     190 [000]    22.207608:           syscalls:sys_enter_ioctl: fd: 0x00000012, cmd: 0x00003b6e, arg: 0x55c8d4e9add0',
    gives: ['ioctl_enter'],
    from: P61,
  },
  {
    line: '            perf     186 [000]    21.805721:           syscalls:sys_enter_ioctl: fd: 0x0000002c, cmd: 0x00002400, arg: 0x00000000',
    gives: [],
    from: P61,
  },
  {
    line: ' qemu-system-x86     190 [000]    22.210098:          irq_vectors:vector_update: irq=23 vector=39 cpu=0 prev_vector=0 prev_cpu=0',
    gives: ['vector_update'],
    from: P61,
  },
  {
    line: '            perf   4711 [003] 12345.678901:          1 cycles:  ffffffffab76dea7 __handle_irq_event_percpu+0x117 ([kernel.kallsyms])',
    gives: [],
    from: 'constructed: a hardware event',
  },
  {
    line: '              vt   271 [000]   206.351404: probe:vfio_msi_disable: (ffffffffc0a20144)',
    gives: ['call'],
    from: 'constructed: perf probe vfio_msi_disable',
  },
  {
    line: '              vt   271 [000]   206.352404: probe:vfio_msi_disable__return: (ffffffffc0a20144 <- ffffffffc0a1df69) arg1=0x0',
    gives: ['call_return'],
    from: 'constructed: perf probe vfio_msi_disable%return',
  },
  {
    line: '         swapper     0 [001]   206.400000: PERF_RECORD_LOST lost 687',
    gives: ['loss'],
    from: 'constructed: --show-lost-events',
  },
  {
    line: '# os release : 6.12.117+deb12-amd64',
    gives: ['fact'],
    bare: true,
    from: 'constructed: --header',
  },
];
