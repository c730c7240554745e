import type { Sample } from '../../src/model/format.ts';

const K612 = 'Linux 6.12';

export const graphSamples: readonly Sample[] = [
  {
    line: ' 1)               |          vfio_msi_disable [vfio_pci_core]() {',
    gives: ['call'],
    from: `${K612}, function_graph`,
  },
  {
    line: ' 1) # 6291.107 us |          }',
    gives: ['call_return'],
    before: [
      ' 1)     vt-208     =>     vt-207    ',
      ' 1)               |          vfio_msi_disable [vfio_pci_core]() {',
    ],
    from: `${K612}, function_graph`,
  },
  { line: ' 1) # 6291.107 us |          }', gives: [], from: `${K612}, function_graph` },
  {
    line: ' 0) ! 192.257 us  |  vfio_msihandler [vfio_pci_core]();',
    gives: ['call', 'call_return'],
    from: `${K612}, function_graph`,
  },
  {
    line: ' 1)               |  /* phase1: first enable vector0 fd=-1 */',
    gives: [],
    from: `${K612}, function_graph`,
  },
  {
    line: ' 1)     vt-207     =>     vt-208    ',
    gives: [],
    bare: true,
    from: `${K612}, function_graph`,
  },
  {
    line: ' ------------------------------------------',
    gives: [],
    bare: true,
    from: `${K612}, function_graph`,
  },
  {
    line: '  174.405488 |   1)               |          vfio_msi_disable [vfio_pci_core]() {',
    gives: ['call'],
    from: `${K612}, function_graph, funcgraph-abstime`,
  },
  {
    line: ' 1)     vt-207     |               |          vfio_msi_disable [vfio_pci_core]() {',
    gives: ['call'],
    from: `${K612}, function_graph, funcgraph-proc`,
  },
  {
    line: ' 1)               |          vfio_msi_disable [vfio_pci_core]() {',
    gives: ['call'],
    from: `${K612}, function_graph, funcgraph-tail`,
  },
  {
    line: ' 1) # 6291.107 us |          } /* vfio_msi_disable [vfio_pci_core] */',
    gives: ['call_return'],
    from: `${K612}, function_graph, funcgraph-tail`,
  },
  {
    line: ' 1)  ...1. |               |          vfio_msi_disable [vfio_pci_core]() {',
    gives: ['call'],
    from: `${K612}, function_graph, latency-format`,
  },
  {
    line: '! 521.800 us  |  vfio_fops_open [vfio]();',
    gives: [],
    from: `${K612}, function_graph, nofuncgraph-cpu`,
  },
  {
    line: '              |  vfio_device_fops_unl_ioctl [vfio]() {',
    gives: ['call'],
    bare: true,
    from: `${K612}, function_graph, nofuncgraph-cpu`,
  },
  {
    line: '   21.471277 |   0)    <idle>-0    |               |  /* irq_handler_entry: irq=34 name=vfio-msix[0](0000:04:00.0) */',
    gives: ['irq_handler_entry'],
    from: 'Linux 6.1, function_graph, funcgraph-proc and funcgraph-abstime',
  },
  {
    line: '   21.464627 |   1)  vfiosto-144   |               |      /* vfio_pci_set_irqs_ioctl: (vfio_pci_set_irqs_ioctl+0x0/0xd0 [vfio_pci_core]) vdev=0xffff8f0b01f71800 flags=0x24 index=2 start=0 count=1 */',
    gives: ['call'],
    from: 'Linux 6.1, function_graph, funcgraph-proc and funcgraph-abstime',
  },
  {
    line: '   15.917690 |   1)    bash-123    |               |  /* local_timer_entry: vector=236 */',
    gives: [],
    from: 'Linux 6.1, function_graph, funcgraph-proc and funcgraph-abstime',
  },
  {
    line: '   21.673364 |   1)  vfiosto-144   |               |      vfio_msi_disable [vfio_pci_core]() {',
    gives: ['call'],
    from: 'Linux 6.1, function_graph, funcgraph-proc and funcgraph-abstime',
  },
  {
    line: ' 1)               |  /* vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 used */',
    gives: ['vfio_msix_vector_do_use'],
    from: 'constructed: the ftrace back end of QEMU',
  },
  {
    line: ' 1)   4.412 us    |          pci_intx(); /* = 0x0 */',
    gives: ['call', 'call_return'],
    from: 'constructed: funcgraph-retval of Linux 6.5',
  },
  {
    line: ' 1) ! 984.101 us  |          } /* pci_alloc_irq_vectors_affinity = -28 */',
    gives: ['call_return'],
    from: 'constructed: funcgraph-retval of Linux 6.5',
  },
  {
    line: ' 1) ! 984.101 us  |          } /* pci_alloc_irq_vectors_affinity ret=-28 */',
    gives: ['call_return'],
    from: 'constructed: funcgraph-retval of Linux 6.13',
  },
  {
    line: ' 1)   4.412 us    |          pci_intx(); /* <-pci_free_irq_vectors ret=0x0 */',
    gives: ['call', 'call_return'],
    from: 'constructed: funcgraph-retaddr of Linux 6.13',
  },
  {
    line: ' 1)               |          vfio_msi_disable [vfio_pci_core]() { /* <-vfio_pci_set_msi_trigger */',
    gives: ['call'],
    from: 'constructed: funcgraph-retaddr of Linux 6.13',
  },
  {
    line: ' 1)               |      vfio_pci_set_irqs_ioctl [vfio_pci_core](vdev=0xff3d1d0c41cf0800, flags=0x24, index=2, start=0, count=1, data=0x0) {',
    gives: ['call'],
    from: 'constructed: funcgraph-args of Linux 6.15',
  },
  { line: ' 1)   ==========> |', gives: [], bare: true, from: 'constructed: an interrupt begins' },
  {
    line: ' 1)          vfio_msi_disable [vfio_pci_core]() {',
    gives: ['call'],
    from: 'constructed: nofuncgraph-duration',
  },
];
