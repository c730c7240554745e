import type { Sample } from '../../src/model/format.ts';

const TC316 = 'trace-cmd 3.1.6 on Linux 6.12';
const TC34 = 'trace-cmd 3.4 on Linux 6.12';

export const layoutSamples: readonly Sample[] = [
  { line: 'cpus=2', gives: [], from: TC316 },
  {
    line: '     rcu_preempt-18    [000]    13.243885: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: TC316,
  },
  {
    line: '          <idle>-0     [001] d.h1.    15.731930: irq_handler_entry:    irq=33 name=virtio1-requests',
    gives: ['irq_handler_entry'],
    from: TC34,
  },
  {
    line: 'rcu_pree-18      0d.H1.    13.243885: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, -l`,
  },
  {
    line: '     rcu_preempt-18    [000]    13.243885221: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, -t`,
  },
  {
    line: '      vt-191     1d..2.    13.236139294: vector_update:        irq=28 vector=36 cpu=0 prev_vector=0 prev_cpu=0',
    gives: ['vector_update'],
    from: `${TC316}, -l -t`,
  },
  {
    line: '              vt-191   [001]    13.236139: vector_update:         irq=28 vector=36 cpu=0 prev_vector=0 prev_cpu=0',
    gives: ['vector_update'],
    from: `${TC316}, -R`,
  },
  {
    line: '          <idle>-0     [001]-0x9   118.497904: irq_handler_entry:     irq=33 name=virtio1-requests',
    gives: ['irq_handler_entry'],
    from: `${TC34}, -R`,
  },
  {
    line: '              vt-191   [001]    13.236139: (+135)   vector_update:        irq=28 vector=36 cpu=0 prev_vector=0 prev_cpu=0',
    gives: ['vector_update'],
    from: `${TC316}, --ts-diff`,
  },
  {
    line: '              vt-191   [001]    13.107691:          softirq_raise:        vec=1 [action=TIMER]',
    gives: [],
    from: `${TC316}, --ts-diff`,
  },
  {
    line: '     rcu_preempt-18    [000] 13243885221: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, --raw-ts`,
  },
  {
    line: '     rcu_preempt-18    [000]     0.136194: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, --align-ts`,
  },
  {
    line: '              vt-191   [001]     0.000000: softirq_raise:        vec=1 [action=TIMER]',
    gives: [],
    from: `${TC316}, --align-ts`,
  },
  { line: 'ev.dat: cpus=2', gives: [], from: `${TC316}, -i` },
  {
    line: 'ev.dat:      rcu_preempt-18    [000]    13.243885: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, -i`,
  },
  {
    line: 'ev.dat:      rcu_preempt-18    [000]    13.243885: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: [],
    before: [
      'ev.dat: cpus=2',
      'ev.dat: cpus=2',
      'ev.dat:      rcu_preempt-18    [000]    13.243885: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    ],
    from: `${TC316}, -i the same file twice`,
  },
  {
    line: 'b2.dat:      rcu_preempt-18    [000]    13.243885: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: [],
    before: [
      'ev.dat: cpus=2',
      'b2.dat: cpus=2',
      'ev.dat:      rcu_preempt-18    [000]    13.243885: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    ],
    from: 'constructed: a second file',
  },
  {
    line: '          <idle>-0     [000]133243306122: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, -C boot`,
  },
  {
    line: '          <idle>-0     [000]          20: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, -C counter`,
  },
  {
    line: '          <idle>-0     [000] 1795342142.729654: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, -C tai`,
  },
  {
    line: '              vt-436   [000] 1795342211.399432: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${TC316}, --date`,
  },
  {
    line: 'local global counter uptime perf mono mono_raw [boot] tai x86-tsc',
    gives: ['fact'],
    bare: true,
    from: `${TC316}, dump --options`,
  },
  { line: 'Kernel buffer statistics:', gives: [], from: `${TC316}, --stat` },
  { line: 'CPU:1 [1956 EVENTS DROPPED]', gives: ['loss'], from: TC316 },
  { line: 'CPU:1 [EVENTS DROPPED]', gives: ['loss'], from: TC316 },
  {
    line: '              vt-233   [001]   180.806708: kmem_cache_free:      (unlink_anon_vmas+0x7d) call_site=unlink_anon_vmas+0x7d ptr=0xff2534888199d740 name=anon_vma_chain',
    gives: [],
    from: TC316,
  },
  {
    line: '              vt-191   [001]    13.265469: irq_matrix_remove_reserved: online_maps=2 global_avl=392, global_rsvd=12, total_alloc=10',
    gives: [],
    from: TC316,
  },
];
