/** Interrupts and config space, as the log back end prints them. */
import type { Sample } from '../../src/model/format.ts';

const V72 = 'QEMU 7.2, -msg timestamp=on';
const V10 = 'QEMU 10.0, -msg timestamp=on';
const V11 = 'QEMU 11.1, -msg timestamp=on';
const C52 = 'constructed: QEMU 5.2, vfio-user client of that time';
const C10 = 'constructed: QEMU 10.0, format string';
const C101 = 'constructed: QEMU 10.1, format string';

export const interruptSamples: readonly Sample[] = [
  {
    line: '140@1795342834.339107:vfio_msix_early_setup 0000:01:00.0 PCI MSI-X CAP @0x40, BAR 0, offset 0x2000, entries 16',
    gives: ['vfio_msix_early_setup'],
    from: V72,
  },
  {
    line: '190@1795343437.275055:vfio_msix_early_setup 0000:01:00.0 PCI MSI-X CAP @0x40, BAR 0, offset 0x2000, entries 16, noresize 0',
    gives: ['vfio_msix_early_setup'],
    from: V10,
  },
  {
    line: '2026-11-22T10:16:37.968831Z vfio_msix_early_setup vfio-user:/run/vfio-user/nic0.sock PCI MSI-X CAP @0x40, BAR 0, offset 0x1000, entries 8, noresize 1',
    gives: ['vfio_msix_early_setup'],
    from: V11,
  },
  {
    line: '144@1795342852.137183:vfio_msix_vector_do_use  (0000:01:00.0) vector 0 used',
    gives: ['vfio_msix_vector_do_use'],
    from: V72,
  },
  {
    line: '2026-11-22T10:16:39.285577Z vfio_msix_vector_do_use  (vfio-user:/run/vfio-user/nic0.sock) vector 3 used',
    gives: ['vfio_msix_vector_do_use'],
    from: V11,
  },
  {
    line: 'vfio_msix_vector_do_use  (hostdev0) vector 3 used',
    gives: ['vfio_msix_vector_do_use'],
    from: C10,
  },
  {
    line: '28862@1718000000.200000:vfio_msix_vector_do_use  (VFIO user </run/muser/8/cntrl>) vector 3 used',
    gives: ['vfio_msix_vector_do_use'],
    from: C52,
  },
  {
    line: '144@1795342852.146666:vfio_msix_vector_release  (0000:01:00.0) vector 0 released',
    gives: ['vfio_msix_vector_release'],
    from: V72,
  },
  {
    line: '144@1795342852.147047:vfio_msix_enable  (0000:01:00.0)',
    gives: ['vfio_msix_enable'],
    from: V72,
  },
  {
    line: '2026-11-22T10:16:39Z vfio_msix_enable  (0000:3b:00.0)',
    gives: ['vfio_msix_enable'],
    from: C10,
  },
  {
    line: '144@1795342852.231880:vfio_msix_disable  (0000:01:00.0)',
    gives: ['vfio_msix_disable'],
    from: V72,
  },
  {
    line: '2026-11-22T10:16:39.286857Z vfio_msix_pba_enable  (vfio-user:/run/vfio-user/nic0.sock)',
    gives: ['vfio_msix_pba_enable'],
    from: V11,
  },
  {
    line: '144@1795342852.146104:vfio_msix_pba_disable  (0000:01:00.0)',
    gives: ['vfio_msix_pba_disable'],
    from: V72,
  },
  {
    line: '2026-11-22T10:16:39.286867Z vfio_msi_interrupt  (vfio-user:/run/vfio-user/nic0.sock) vector 1 0xfee00000/0x41',
    gives: ['vfio_msi_interrupt'],
    from: V11,
  },
  {
    line: 'vfio_msi_enable  (0000:3b:00.0) Enabled 4 MSI vectors',
    gives: ['vfio_msi_enable'],
    from: C10,
  },
  { line: 'vfio_msi_disable  (0000:3b:00.0)', gives: ['vfio_msi_disable'], from: C10 },
  {
    line: '144@1795342852.132343:msix_write_config dev vfio-pci enabled 1 masked 1',
    gives: ['msix_write_config'],
    from: V72,
  },
  {
    line: "2026-11-22T10:16:44.243376Z memory_region_ops_write cpu -1 mr 0x555595c792b0 addr 0xfe00100c value 0x0 size 4 name 'msix-table'",
    gives: ['msix_table_write'],
    from: V11,
  },
  {
    line: "2026-11-22T10:16:44.648284Z memory_region_ops_write cpu -1 mr 0x5555951f7b20 addr 0xfee00000 value 0x41 size 4 name 'kvm-apic-msi'",
    gives: [],
    from: V11,
  },
  {
    line: '140@1795342834.366518:vfio_intx_enable  (0000:01:00.0)',
    gives: ['vfio_intx_enable'],
    from: V72,
  },
  {
    line: '140@1795342834.537771:vfio_intx_disable  (0000:01:00.0)',
    gives: ['vfio_intx_disable'],
    from: V72,
  },
  {
    line: '140@1795342834.365563:vfio_intx_enable_kvm  (0000:01:00.0) KVM INTx accel enabled',
    gives: ['vfio_intx_enable_kvm'],
    from: V72,
  },
  {
    line: '140@1795342834.528247:vfio_intx_disable_kvm  (0000:01:00.0) KVM INTx accel disabled',
    gives: ['vfio_intx_disable_kvm'],
    from: V72,
  },
  { line: 'vfio_intx_interrupt  (0000:3b:00.0) Pin A', gives: ['vfio_intx_interrupt'], from: C10 },
  { line: 'vfio_pci_intx_eoi  (0000:3b:00.0) EOI', gives: ['vfio_pci_intx_eoi'], from: C101 },
  { line: 'vfio_intx_eoi  (0000:3b:00.0) EOI', gives: ['vfio_pci_intx_eoi'], from: C10 },
  {
    line: '140@1795342834.354887:vfio_pci_read_config  (0000:01:00.0, @0x3d, len=0x1) 0x1',
    gives: ['vfio_pci_read_config'],
    from: V72,
  },
  {
    line: '145@1795342855.443816:vfio_pci_read_config  (0000:01:00.0, @0x4, len=0x2) 0x507',
    gives: [],
    from: V72,
  },
  {
    line: '140@1795342834.544158:vfio_pci_write_config  (0000:01:00.0, @0x4, 0x100, len=0x2)',
    gives: ['vfio_pci_write_config'],
    from: V72,
  },
  {
    line: '2026-11-22T10:16:39.283079Z vfio_pci_write_config  (vfio-user:/run/vfio-user/nic0.sock, @0x42, 0xc007, len=0x2)',
    gives: ['vfio_pci_write_config'],
    from: V11,
  },
  {
    line: '2026-11-22T10:16:39.273517Z vfio_pci_write_config  (vfio-user:/run/vfio-user/nic0.sock, @0x10, 0xfe000000, len=0x4)',
    gives: [],
    from: V11,
  },
  {
    line: '144@1795342852.191303:kvm_irqchip_add_msi_route dev vfio-pci vector 0 virq 2',
    gives: ['kvm_irqchip_add_msi_route'],
    from: V72,
  },
  {
    line: '2026-11-22T10:16:39.687503Z kvm_irqchip_update_msi_route Updating MSI route virq=24',
    gives: ['kvm_irqchip_update_msi_route'],
    from: V11,
  },
  {
    line: '140@1795342831.938692:kvm_irqchip_commit_routes ',
    gives: ['kvm_irqchip_commit_routes'],
    from: V72,
  },
  {
    line: '144@1795342852.228769:kvm_irqchip_release_virq virq 2',
    gives: ['kvm_irqchip_release_virq'],
    from: V72,
  },
  {
    line: '2026-11-22T10:16:39.285641Z vfio_user_set_irqs  index 2 start 0 count 0 flags 0x21',
    gives: ['vfio_user_set_irqs'],
    from: V11,
  },
  {
    line: '2026-11-22T10:16:37.968820Z vfio_user_get_irq_info  index 2 flags 0x9 count 8',
    gives: ['vfio_user_get_irq_info'],
    from: V11,
  },
  {
    line: '140@1795342834.347459:vfio_region_mmap Region 0000:01:00.0 BAR 0 mmaps[0] [0x0 - 0x3fff]',
    gives: [],
    from: V72,
  },
  { line: 'vfio_region_write  (0000:3b:00.0:region0+0x100, 0x8, 4)', gives: [], from: C10 },
];
