import type { Sample } from '../../src/model/format.ts';

const K612 = 'Linux 6.12';

export const eventSamples: readonly Sample[] = [
  {
    line: ' qemu-system-x86-140     [000] d..2.    22.256197: vector_reserve: irq=23 ret=0',
    gives: ['vector_reserve'],
    from: 'Linux 6.1',
  },
  {
    line: ' qemu-system-x86-140     [001] d..2.    22.084257: vector_config: irq=23 vector=40 cpu=0 apicdest=0x00000001',
    gives: ['vector_config'],
    from: 'Linux 6.1',
  },
  {
    line: ' qemu-system-x86-144     [001] .....    39.868055: vector_setup: irq=34 is_legacy=0 ret=0',
    gives: ['vector_setup'],
    from: 'Linux 6.1',
  },
  {
    line: ' qemu-system-x86-140     [001] d..1.    22.083411: vector_activate: irq=23 is_managed=0 can_reserve=1 reserve=0',
    gives: ['vector_activate'],
    from: 'Linux 6.1',
  },
  {
    line: ' qemu-system-x86-140     [001] d..2.    22.083880: vector_alloc: irq=23 vector=40 reserved=1 ret=0',
    gives: ['vector_alloc'],
    from: 'Linux 6.1',
  },
  {
    line: ' qemu-system-x86-140     [001] d..2.    22.084018: vector_update: irq=23 vector=40 cpu=0 prev_vector=0 prev_cpu=0',
    gives: ['vector_update'],
    from: 'Linux 6.1',
  },
  {
    line: ' qemu-system-x86-140     [000] d..1.    22.255829: vector_deactivate: irq=23 is_managed=0 can_reserve=1 reserve=0',
    gives: ['vector_deactivate'],
    from: 'Linux 6.1',
  },
  {
    line: ' qemu-system-x86-140     [000] d..2.    22.255938: vector_clear: irq=23 vector=40 cpu=0 prev_vector=0 prev_cpu=0',
    gives: ['vector_clear'],
    from: 'Linux 6.1',
  },
  {
    line: ' qemu-system-x86-144     [001] d..1.    39.951024: vector_teardown: irq=34 is_managed=0 has_reserved=1',
    gives: ['vector_teardown'],
    from: 'Linux 6.1',
  },
  {
    line: '          <idle>-0       [000] d.h2.    39.930103: kvm_msi_set_irq: dst 1 vec 35 (Fixed|physical|edge)',
    gives: ['kvm_msi_set_irq'],
    from: 'Linux 6.1',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: vector_alloc_managed: irq=31 vector=38 ret=0',
    gives: ['vector_alloc_managed'],
    from: 'constructed from the format string of Linux 6.12',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: vector_reserve_managed: irq=31 ret=0',
    gives: ['vector_reserve_managed'],
    from: 'constructed from the format string of Linux 6.12',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: vector_free_moved: irq=31 cpu=7 vector=33 is_managed=0',
    gives: ['vector_free_moved'],
    from: 'constructed from the format string of Linux 6.12',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: vector_alloc: irq=35 vector=0 reserved=1 ret=-28',
    gives: ['vector_alloc'],
    from: 'constructed: no CPU vector is left',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: kvm_pi_irte_update: VT-d PI is enabled and being updated for irq 128, vcpu 2, gsi: 0x1a, gvec: 0x24, pi_desc_addr: 0x10a2c0040',
    gives: ['kvm_pi_irte_update'],
    from: 'constructed from the format string of Linux 6.1',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: kvm_pi_irte_update: PI is disabled for irq 128, vcpu 2, gsi: 0x1a, gvec: 0x24',
    gives: ['kvm_pi_irte_update'],
    from: 'constructed from the format string of Linux 6.17',
  },
  {
    line: '    ext4lazyinit-106     [000] .....    10.379362: sched_process_exit: comm=ext4lazyinit pid=106 prio=120',
    gives: ['sched_process_exit'],
    from: 'Linux 6.1, trace_pipe',
  },
  {
    line: '              vt-286     [000] .....    71.741043: tracing_mark_write: phase1: first enable vector0 fd=-1',
    gives: ['tracing_mark_write'],
    from: K612,
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: tracing_mark_write: vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 used',
    gives: ['vfio_msix_vector_do_use'],
    from: 'constructed: the ftrace back end of QEMU',
  },
  {
    line: '              vt-286     [000] .....    71.771435: sys_ioctl(fd: 5, cmd: 3b6e, arg: 7ffda53668c0)',
    gives: ['ioctl_enter'],
    from: 'constructed from the printer of Linux 6.12',
  },
  {
    line: '              vt-286     [000] .....    71.771904: sys_ioctl -> 0xffffffffffffffea',
    gives: ['ioctl_exit'],
    before: [
      '              vt-286     [000] .....    71.771435: sys_ioctl(fd: 5, cmd: 3b6e, arg: 7ffda53668c0)',
    ],
    from: 'constructed from the printer of Linux 6.12',
  },
  {
    line: '              vt-286     [000] ...2.    71.741149: my_e: (syscalls.sys_enter_ioctl) fd=5 cmd=0x3b6e',
    gives: ['ioctl_enter'],
    from: K612,
  },
  {
    line: '              vt-286     [000] ...2.    71.732323: my_e: (syscalls.sys_enter_ioctl) fd=1 cmd=0x5401',
    gives: [],
    from: K612,
  },
  {
    line: '              vt-216     [000] .....   175.433948: vfio_msi_disable <-vfio_pci_set_msi_trigger',
    gives: ['call'],
    from: `${K612}, function`,
  },
  {
    line: ' qemu-system-x86-144     [001] .....    39.863398: pci_alloc_irq_vectors_affinity <-vfio_pci_set_msi_trigger',
    gives: ['call'],
    from: 'Linux 6.1, function',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: pci_disable_msix.part.0 <-pci_free_irq_vectors',
    gives: ['call'],
    from: 'constructed: a compiler suffix',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: vfio_pci_set_irqs_ioctl+0x4/0xd0 <-vfio_pci_core_ioctl+0x99/0x240',
    gives: ['call'],
    from: 'constructed: sym-offset',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: vfio_pci_set_irqs_ioctl(vdev=0xff3d1d0c41cf0800, flags=36, index=2, start=0, count=1, data=0xff3d1d0c41cf0900) <-vfio_pci_core_ioctl',
    gives: ['call'],
    from: 'constructed: func-args of Linux 6.15',
  },
  {
    line: '              vt-216     [000] .....   175.347543: vfio_fops_open <-misc_open',
    gives: [],
    from: `${K612}, function`,
  },
  {
    line: '              vt-286     [000] .....    71.741305: vfio_set_irqs: (vfio_pci_set_irqs_ioctl+0x4/0xd0 [vfio_pci_core]) vdev=0xff3d1d0c41cf0800 flags=0x24 index=2 start=0 count=1',
    gives: ['call'],
    from: K612,
  },
  {
    line: '              vt-286     [000] .....    71.742423: vfio_set_irqs_ret: (vfio_pci_core_ioctl+0x109/0xf60 [vfio_pci_core] <- vfio_pci_set_irqs_ioctl) ret=0',
    gives: ['call_return'],
    from: K612,
  },
  {
    line: '              vt-286     [000] ...1.    71.742310: fpr: (vfio_pci_set_msi_trigger+0x99/0x240 [vfio_pci_core] <- pci_alloc_irq_vectors_affinity) ret=1',
    gives: ['call_return'],
    from: K612,
  },
  {
    line: '              vt-286     [000] .....    71.742409: vmsvs: (vfio_msi_set_vector_signal+0x0/0x320 [vfio_pci_core]) vec=0 fd=-1',
    gives: ['call'],
    from: K612,
  },
  {
    line: '              vt-286     [000] .....    71.749076: req: (request_threaded_irq+0x4/0x180) irq=28 name="vfio-msix[0](0000:00:05.0)"',
    gives: ['call'],
    from: K612,
  },
  {
    line: '              vt-286     [000] .....    71.771402: p_vfio_pci_core_vfio_msi_disable_0: (vfio_msi_disable+0x0/0x110 [vfio_pci_core])',
    gives: ['call'],
    from: K612,
  },
  {
    line: '              vt-286     [000] .....    71.815377: msix_at_ret: (vfio_msi_set_vector_signal+0x23c/0x320 [vfio_pci_core] <- pci_msix_alloc_irq_at) arg1=0x1f00000004',
    gives: ['call_return'],
    from: K612,
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: set_irqs: (vfio_pci_set_irqs_ioctl+0x4/0xd0 [vfio_pci_core]) vdev=0xffff8e1d4279d800 flags=36 index=2 start=0 count=1 name="0000:01:00.0"',
    gives: ['call'],
    from: 'constructed after Linux 7.2, with a name fetched by BTF',
  },
  {
    line: '              vt-286     [000] d..1.    71.771435: mid: (vfio_pci_set_msi_trigger+0x99/0x240 [vfio_pci_core]) x=1',
    gives: [],
    from: 'constructed: a probe inside a function is no entry',
  },
];
