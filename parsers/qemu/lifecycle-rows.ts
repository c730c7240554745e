/** QEMU's events of a device's life: attach, reset, migration, detach. They explain why MSI-X goes off. See `rows.ts`. */
import { type Row, row } from './row.ts';

const attach: readonly Row[] = [
  // 10.1+, 8.2 to 10.0, up to 8.1.
  row(
    ['vfio_device_attach', 'vfio_attach_device', 'vfio_realize'],
    '({name}) group {group_id:d}',
    (of, at) => ({ ...at, type: 'vfio_device_attach', device: of.name }),
  ),
  row(['vfio_device_detach', 'vfio_detach_device'], '({name}) group {group_id:d}', (of, at) => ({
    ...at,
    type: 'vfio_device_detach',
    device: of.name,
  })),
  // 9.0+: with iommufd a device has no group, and these lines stand in place of the two above.
  row(
    'iommufd_cdev_connect_and_bind',
    '[iommufd={iommufd:d}] Successfully bound device {name} (fd={devfd:d}): output devid={devid:d}',
    (of, at) => ({ ...at, type: 'vfio_device_attach', device: of.name }),
  ),
  row(
    'iommufd_cdev_detach_ioas_hwpt',
    '[iommufd={iommufd:d}] Successfully detached {name}',
    (of, at) => ({ ...at, type: 'vfio_device_detach', device: of.name }),
  ),
];

const reset: readonly Row[] = [
  row('vfio_pci_reset', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_pci_reset',
    device: of.name,
  })),
  row('vfio_pci_reset_flr', '{name} FLR/VFIO_DEVICE_RESET', (of, at) => ({
    ...at,
    type: 'vfio_pci_reset_flr',
    device: of.name,
  })),
  row('vfio_pci_reset_pm', '{name} PCI PM Reset', (of, at) => ({
    ...at,
    type: 'vfio_pci_reset_pm',
    device: of.name,
  })),
  row('vfio_pci_hot_reset', '({name}) {type:w}', (of, at) => ({
    ...at,
    type: 'vfio_pci_hot_reset',
    device: of.name,
  })),
  // A bus reset is for real PCI functions only, whose names hold no blank.
  row('vfio_pci_hot_reset_result', '{name:w} hot reset: {result}', (of, at) => ({
    ...at,
    type: 'vfio_pci_hot_reset_result',
    device: of.name,
    result: of.result,
  })),
  // 10.1+, 10.0.
  row(['vfio_device_reset_handler', 'vfio_reset_handler'], '', (_, at) => ({
    ...at,
    type: 'vfio_device_reset_handler',
  })),
];

const migration: readonly Row[] = [
  row('vfio_load_state', '({name}) data 0x{data:x}', (of, at) => ({
    ...at,
    type: 'vfio_load_state',
    device: of.name,
  })),
  row('vfio_load_device_config_state_start', '({name})', (of, at) => ({
    ...at,
    type: 'vfio_load_device_config_state_start',
    device: of.name,
  })),
  // Up to 9.2 there is one line, at the end.
  row(
    ['vfio_load_device_config_state_end', 'vfio_load_device_config_state'],
    '({name})',
    (of, at) => ({ ...at, type: 'vfio_load_device_config_state_end', device: of.name }),
  ),
  row('cpr_state_load', '{mode:w} mode', (of, at) => ({
    ...at,
    type: 'cpr_state_load',
    mode: of.mode,
  })),
  // The state is a word since 7.2, a number before; 7.2 and 8.0 print a device of the old protocol by the second name.
  row(
    ['vfio_vmstate_change', 'vfio_v1_vmstate_change'],
    [
      '({name}) running {running:b} reason {reason:w} device state {dev_state:w}',
      '({name}) running {running:b} reason {reason:w} device state {dev_state:d}',
    ],
    (of, at) => ({
      ...at,
      type: 'vfio_vmstate_change',
      device: of.name,
      running: of.running,
      state: String(of.dev_state),
    }),
  ),
];

export const lifecycleRows: readonly Row[] = [...attach, ...reset, ...migration];
