import type { Sample } from '../../src/model/format.ts';

const K612 = 'Linux 6.12';

export const layoutSamples: readonly Sample[] = [
  { line: '# tracer: nop', gives: [], from: K612 },
  { line: '# entries-in-buffer/entries-written: 96/96   #P:2', gives: [], from: K612 },
  { line: '# entries-in-buffer/entries-written: 603/2285   #P:2', gives: ['loss'], from: K612 },
  {
    line: '          <idle>-0       [000] d.h1.    71.750402: irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: K612,
  },
  {
    line: '          <idle>-0     [001] d.h.   129.677507: irq_handler_entry: irq=122 name=xhci_hcd',
    gives: ['irq_handler_entry'],
    from: 'constructed: four flags, as to Linux 5.14',
  },
  {
    line: '              vt-294     (    293) [000] d.h..    72.700277: irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${K612}, record-tgid`,
  },
  {
    line: '              vt-289     (    289) [001]     72.199361: req: (request_threaded_irq+0x4/0x180) irq=31 name="vfio-msix[4](0000:00:05.0)"',
    gives: ['call'],
    from: `${K612}, noirq-info and record-tgid`,
  },
  {
    line: '      vt-294       0d.h.. 209116us*: irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${K612}, latency-format`,
  },
  {
    line: '# nop latency trace v1.1.5 on 6.12.117+deb12-amd64',
    gives: ['fact'],
    from: `${K612}, latency-format`,
  },
  {
    line: '      vt-216       0..... 121033us+: vfio_msi_disable <-vfio_pci_set_msi_trigger',
    gives: ['call'],
    from: `${K612}, latency-format`,
  },
  { line: '293 1 72607129099 type: 1539', gives: [], from: `${K612}, raw` },
  {
    line: 'local global counter uptime perf mono mono_raw [boot] tai x86-tsc',
    gives: ['fact'],
    bare: true,
    from: `${K612}, trace_clock`,
  },
  {
    line: '          <idle>-0       [000] d.h1.    76.413063: irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${K612}, boot clock`,
  },
  {
    line: '          <idle>-0       [000] d.h1. 1795342123.074845: irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${K612}, tai clock`,
  },
  {
    line: '              vt-349     [000] d.h.. 207618575106: irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${K612}, x86-tsc clock`,
  },
  {
    line: '          <idle>-0       [000] d.h1.            5: irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: `${K612}, counter clock`,
  },
  { line: 'CPU:0 [LOST 687 EVENTS]', gives: ['loss'], from: 'Linux 6.12, trace_pipe' },
  { line: 'CPU:3 [LOST EVENTS]', gives: ['loss'], from: 'Linux 6.12, trace_pipe' },
  { line: '##### CPU 0 buffer started ####', gives: ['loss'], from: K612 },
  {
    line: '             cat-222     [001] d..2.   177.030655: sched_switch: prev_comm=cat prev_pid=222 prev_prio=120 prev_state=T ==> next_comm=swapper/1 next_pid=0 next_prio=120',
    gives: [],
    from: K612,
  },
  {
    line: '          <idle>-0       [000] d.s1.    16.640181: irq_handler_entry: irq=21 name=vfio-intx(0000:00:09.0)',
    gives: ['irq_handler_polled'],
    from: 'Linux 6.12: a poll from softirq, no interrupt',
  },
  {
    line: '          <idle>-0       [000] dNs1.    16.536274: irq_handler_exit: irq=21 ret=unhandled',
    gives: [],
    from: 'Linux 6.12: a poll from softirq, no interrupt',
  },
  {
    line: '          <idle>-0       [001] dNh1.     5.477482: irq_handler_exit: irq=27 ret=handled',
    gives: ['irq_handler_exit'],
    from: K612,
  },
];
