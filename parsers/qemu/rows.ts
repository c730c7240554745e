/**
 * Every QEMU trace event that the analysis listens to, a row each. Texts and names were checked against QEMU 4.2 to 11.1
 * (hw/vfio, hw/vfio-user, hw/pci, accel/kvm and system/memory in QEMU's own trace-events files); field names are its C
 * argument names. A new event is a row here and a sample in `qemu-log/samples.ts`.
 */
import { type Row, row } from './row.ts';

/** A function's config space holds its MSI-X capability above the header and below the extended space. */
const mayBeCapability = (addr: number): boolean => addr >= 0x40 && addr < 0x100;

/** COMMAND: bit 10, in the second byte, is Interrupt Disable. */
const isCommand = (addr: number): boolean => addr === 0x4 || addr === 0x5;

/** Interrupt Pin. QEMU reads it itself whenever it sets INTx up; on a function without INTx no other line shows that. */
const PIN = 0x3d;

const msix: readonly Row[] = [
  // `noresize` is printed since 8.2: 1 means that the host cannot add a vector without a teardown.
  row(
    'vfio_msix_early_setup',
    [
      '{name} PCI MSI-X CAP @0x{pos:x}, BAR {table_bar:d}, offset 0x{offset:x}, entries {entries:d}, noresize {noresize:b}',
      '{name} PCI MSI-X CAP @0x{pos:x}, BAR {table_bar:d}, offset 0x{offset:x}, entries {entries:d}',
    ],
    (of, at) => ({
      ...at,
      type: 'vfio_msix_early_setup',
      device: of.name,
      pos: of.pos,
      bar: of.table_bar,
      offset: of.offset,
      entries: of.entries,
      noresize: 'noresize' in of ? of.noresize : null,
    }),
  ),
  row('vfio_msix_vector_do_use', '({name}) vector {index:v} used', (of, at) => ({
    ...at,
    type: 'vfio_msix_vector_do_use',
    device: of.name,
    vector: of.index,
  })),
  row('vfio_msix_vector_release', '({name}) vector {index:v} released', (of, at) => ({
    ...at,
    type: 'vfio_msix_vector_release',
    device: of.name,
    vector: of.index,
  })),
  row('vfio_msix_enable', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_msix_enable',
    device: of.name,
  })),
  row('vfio_msix_disable', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_msix_disable',
    device: of.name,
  })),
  row('vfio_msix_pba_enable', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_msix_pba_enable',
    device: of.name,
  })),
  row('vfio_msix_pba_disable', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_msix_pba_disable',
    device: of.name,
  })),
  // Plain MSI too prints this one.
  row('vfio_msi_interrupt', '({name}) vector {index:v} 0x{addr:x}/0x{data:x}', (of, at) => ({
    ...at,
    type: 'vfio_msi_interrupt',
    device: of.name,
    vector: of.index,
  })),
  row('vfio_msi_enable', '({name}) Enabled {nr_vectors:d} MSI vectors', (of, at) => ({
    ...at,
    type: 'vfio_msi_enable',
    device: of.name,
    count: of.nr_vectors,
  })),
  row('vfio_msi_disable', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_msi_disable',
    device: of.name,
  })),
  row('msix_write_config', 'dev {name} enabled {enabled:b} masked {masked:b}', (of, at) => ({
    ...at,
    type: 'msix_write_config',
    qom: of.name,
    enabled: of.enabled,
    masked: of.masked,
  })),
  // Up to 5.2 the region's name is not printed, and nothing tells the table's writes from all others.
  row(
    'memory_region_ops_write',
    "cpu {cpu_index:d} mr {mr:p} addr 0x{addr:x} value 0x{value:x} size {size:d} name '{name}'",
    (of, at) =>
      of.name === 'msix-table'
        ? { ...at, type: 'msix_table_write', mr: of.mr, addr: of.addr, value: of.value }
        : null,
    "name 'msix-table'",
  ),
];

const intx: readonly Row[] = [
  row('vfio_intx_enable', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_intx_enable',
    device: of.name,
  })),
  row('vfio_intx_disable', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_intx_disable',
    device: of.name,
  })),
  row('vfio_intx_enable_kvm', '({name}) KVM INTx accel enabled', (of, at) => ({
    ...at,
    type: 'vfio_intx_enable_kvm',
    device: of.name,
  })),
  row('vfio_intx_disable_kvm', '({name}) KVM INTx accel disabled', (of, at) => ({
    ...at,
    type: 'vfio_intx_disable_kvm',
    device: of.name,
  })),
  // LTTng drops the character.
  row('vfio_intx_interrupt', '({name}) Pin {line:c}', (of, at) => ({
    ...at,
    type: 'vfio_intx_interrupt',
    device: of.name,
    pin: of.line === '' ? null : of.line,
  })),
  // Renamed in 10.1.
  row(['vfio_pci_intx_eoi', 'vfio_intx_eoi'], '({name}) EOI', (of, at) => ({
    ...at,
    type: 'vfio_pci_intx_eoi',
    device: of.name,
  })),
];

const config: readonly Row[] = [
  row(
    'vfio_pci_read_config',
    '({name}, @0x{addr:x}, len=0x{len:x}) 0x{val:x}',
    (of, at) =>
      of.addr === PIN
        ? {
            ...at,
            type: 'vfio_pci_read_config',
            device: of.name,
            addr: of.addr,
            len: of.len,
            value: of.val,
          }
        : null,
    '@0x3d,',
  ),
  // Value and length stand the other way round than in a read.
  row('vfio_pci_write_config', '({name}, @0x{addr:x}, 0x{val:x}, len=0x{len:x})', (of, at) =>
    isCommand(of.addr) || mayBeCapability(of.addr)
      ? {
          ...at,
          type: 'vfio_pci_write_config',
          device: of.name,
          addr: of.addr,
          len: of.len,
          value: of.val,
        }
      : null,
  ),
];

const kvm: readonly Row[] = [
  row('kvm_irqchip_add_msi_route', 'dev {name} vector {vector:d} virq {virq:d}', (of, at) => ({
    ...at,
    type: 'kvm_irqchip_add_msi_route',
    qom: of.name,
    vector: of.vector,
    virq: of.virq,
  })),
  row('kvm_irqchip_update_msi_route', 'Updating MSI route virq={virq:d}', (of, at) => ({
    ...at,
    type: 'kvm_irqchip_update_msi_route',
    virq: of.virq,
  })),
  row('kvm_irqchip_commit_routes', '', (_, at) => ({ ...at, type: 'kvm_irqchip_commit_routes' })),
  row('kvm_irqchip_release_virq', 'virq {virq:d}', (of, at) => ({
    ...at,
    type: 'kvm_irqchip_release_virq',
    virq: of.virq,
  })),
];

const vfioUser: readonly Row[] = [
  row(
    'vfio_user_set_irqs',
    'index {index:d} start {start:d} count {count:d} flags 0x{flags:x}',
    (of, at) => ({
      ...at,
      type: 'vfio_user_set_irqs',
      index: of.index,
      start: of.start,
      count: of.count,
      flags: of.flags,
    }),
  ),
  row('vfio_user_get_irq_info', 'index {index:d} flags 0x{flags:x} count {count:d}', (of, at) => ({
    ...at,
    type: 'vfio_user_get_irq_info',
    index: of.index,
    flags: of.flags,
    count: of.count,
  })),
];

export const interruptRows: readonly Row[] = [...msix, ...intx, ...config, ...kvm, ...vfioUser];
