import type { Sample } from '../../src/model/format.ts';

const LTTNG = 'constructed: babeltrace 1.5, QEMU 8.2 with the ust back end';

export const samples: readonly Sample[] = [
  {
    line: '[06:13:20.200000123] (+0.000012345) host1 qemu:vfio_msix_vector_do_use: { cpu_id = 3 }, { name = "0000:3b:00.0", index = 3 }',
    gives: ['vfio_msix_vector_do_use'],
    from: LTTNG,
  },
  {
    line: '[2024-06-10 06:13:20.200100123] (+?.?????????) host1 qemu:vfio_msi_interrupt: { cpu_id = 3 }, { vpid = 28860, vtid = 28861, procname = "CPU 0/KVM" }, { name = "0000:3b:00.0", index = 5, addr = 0xFEE00000, data = 16449 }',
    gives: ['vfio_msi_interrupt'],
    from: LTTNG,
  },
  {
    line: '[1718000000.200200123] (+0.000100000) qemu:kvm_irqchip_commit_routes: { cpu_id = 3 }, { }',
    gives: ['kvm_irqchip_commit_routes'],
    from: LTTNG,
  },
  {
    line: '[06:13:20.300000123] (+0.000012345) host1 qemu:vfio_intx_interrupt: { cpu_id = 3 }, { name = "0000:3b:00.0" }',
    gives: ['vfio_intx_interrupt'],
    from: LTTNG,
  },
  {
    line: '[06:13:20.300000123] (+0.000012345) host1 qemu:vfio_region_write: { cpu_id = 3 }, { name = "0000:3b:00.0", index = 0, addr = 0x100, data = 0x8, size = 4 }',
    gives: [],
    from: LTTNG,
  },
  {
    line: '[warning] Tracer discarded 17 events between [06:13:20.300000123] and [06:13:20.400000123] in trace UUID 1234',
    gives: ['loss'],
    bare: true,
    from: LTTNG,
  },
];
