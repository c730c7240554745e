/** A device's life, as the log back end prints it. */
import type { Sample } from '../../src/model/format.ts';

const V72 = 'QEMU 7.2, -msg timestamp=on';
const V10 = 'QEMU 10.0, -msg timestamp=on';
const V11 = 'QEMU 11.1, -msg timestamp=on';
const C72 = 'constructed: QEMU 7.2, format string';
const C82 = 'constructed: QEMU 8.2, format string';
const C92 = 'constructed: QEMU 9.2, format string';
const C10 = 'constructed: QEMU 10.0, format string';
const C101 = 'constructed: QEMU 10.1, format string';

export const lifecycleSamples: readonly Sample[] = [
  {
    line: '140@1795342832.005572:vfio_realize  (0000:01:00.0) group 8',
    gives: ['vfio_device_attach'],
    from: V72,
  },
  {
    line: '190@1795343434.771496:vfio_attach_device  (0000:01:00.0) group 8',
    gives: ['vfio_device_attach'],
    from: V10,
  },
  {
    line: 'vfio_device_attach  (0000:3b:00.0) group 42',
    gives: ['vfio_device_attach'],
    from: C101,
  },
  {
    line: 'iommufd_cdev_connect_and_bind  [iommufd=27] Successfully bound device 0000:3b:00.0 (fd=30): output devid=1',
    gives: ['vfio_device_attach'],
    from: C92,
  },
  { line: 'vfio_detach_device  (0000:3b:00.0) group 42', gives: ['vfio_device_detach'], from: C10 },
  {
    line: 'vfio_device_detach  (0000:3b:00.0) group 42',
    gives: ['vfio_device_detach'],
    from: C101,
  },
  {
    line: 'iommufd_cdev_detach_ioas_hwpt  [iommufd=27] Successfully detached 0000:3b:00.0',
    gives: ['vfio_device_detach'],
    from: C92,
  },
  {
    line: '140@1795342834.522394:vfio_pci_reset  (0000:01:00.0)',
    gives: ['vfio_pci_reset'],
    from: V72,
  },
  {
    line: '140@1795342834.657577:vfio_pci_reset_flr 0000:01:00.0 FLR/VFIO_DEVICE_RESET',
    gives: ['vfio_pci_reset_flr'],
    from: V72,
  },
  {
    line: '190@1795343756.847403:vfio_pci_reset_pm 0000:02:00.0 PCI PM Reset',
    gives: ['vfio_pci_reset_pm'],
    from: V10,
  },
  {
    line: '190@1795343755.399008:vfio_pci_hot_reset  (0000:02:00.0) multi',
    gives: ['vfio_pci_hot_reset'],
    from: V10,
  },
  {
    line: '190@1795343756.807675:vfio_pci_hot_reset_result 0000:02:00.0 hot reset: Inappropriate ioctl for device',
    gives: ['vfio_pci_hot_reset_result'],
    from: V10,
  },
  {
    line: '190@1795343755.556075:vfio_pci_hot_reset_dep_devices \t0000:02:00.0 group 9',
    gives: [],
    from: V10,
  },
  {
    line: '190@1795343437.515875:vfio_reset_handler ',
    gives: ['vfio_device_reset_handler'],
    from: V10,
  },
  {
    line: '2026-11-22T10:16:37.981014Z vfio_device_reset_handler ',
    gives: ['vfio_device_reset_handler'],
    from: V11,
  },
  {
    line: 'vfio_load_state  (0000:3b:00.0) data 0xffffffffef100002',
    gives: ['vfio_load_state'],
    from: C10,
  },
  {
    line: 'vfio_load_device_config_state_start  (0000:3b:00.0)',
    gives: ['vfio_load_device_config_state_start'],
    from: C10,
  },
  {
    line: 'vfio_load_device_config_state_end  (0000:3b:00.0)',
    gives: ['vfio_load_device_config_state_end'],
    from: C10,
  },
  {
    line: 'vfio_load_device_config_state  (0000:3b:00.0)',
    gives: ['vfio_load_device_config_state_end'],
    from: C82,
  },
  {
    line: 'vfio_vmstate_change  (0000:3b:00.0) running 0 reason paused device state STOP',
    gives: ['vfio_vmstate_change'],
    from: C82,
  },
  {
    line: 'vfio_vmstate_change  (0000:3b:00.0) running 1 reason running device state 1',
    gives: ['vfio_vmstate_change'],
    from: C72,
  },
  {
    line: 'vfio_v1_vmstate_change  (0000:3b:00.0) running 0 reason paused device state 0',
    gives: ['vfio_vmstate_change'],
    from: C72,
  },
  { line: 'cpr_state_load cpr-transfer mode', gives: ['cpr_state_load'], from: C101 },
];
