/** Error lines, libvirt's lines and QEMU's banner. */
import type { Sample } from '../../src/model/format.ts';

const V72 = 'QEMU 7.2, -msg timestamp=on';
const V11 = 'QEMU 11.1, -msg timestamp=on';
const C82 = 'constructed: QEMU 8.2, format string';
const C101 = 'constructed: QEMU 10.1, format string';
const LIB = 'constructed: libvirt 9.0, domain log';
const BAN = 'QEMU 7.2, --version';

export const reportSamples: readonly Sample[] = [
  {
    line: '2026-11-22T10:45:00.019232Z qemu-system-x86_64: vfio: failed to enable vectors, -1',
    gives: ['vfio_enable_failed'],
    from: V72,
  },
  {
    line: '2026-06-10T06:13:20.201111Z qemu-kvm: vfio: failed to enable vectors, No space left on device',
    gives: ['vfio_enable_failed'],
    from: C101,
  },
  {
    line: '2026-11-22T10:47:01.970733Z qemu-system-x86_64: vfio 0000:01:00.0: Failed to set up TRIGGER eventfd signaling for interrupt MSIX-0: VFIO_DEVICE_SET_IRQS failure: No space left on device',
    gives: ['vfio_enable_failed'],
    from: V72,
  },
  {
    line: 'vfio 0000:3b:00.0: Failed to set up TRIGGER eventfd signaling for interrupt INTX-0: VFIO_DEVICE_SET_IRQS failure: Invalid argument',
    gives: ['vfio_enable_failed'],
    from: C82,
  },
  {
    line: 'qemu-system-x86_64:/var/lib/vm/qemu.conf:265: vfio 0000:04:00.0: Failed to set up TRIGGER eventfd signaling for interrupt INTX-0: VFIO_DEVICE_SET_IRQS failure: Device or resource busy',
    gives: ['vfio_enable_failed'],
    from: C82,
  },
  {
    line: 'qemu-system-aarch64: vfio: Error: Failed to enable 4 MSI vectors, retry with 1',
    gives: ['vfio_enable_failed'],
    from: C82,
  },
  { line: 'kvm: vfio: Unable to power on device, stuck in D3', gives: ['vfio_error'], from: C82 },
  {
    line: 'kvm: vfio: Cannot reset device 0000:66:00.6, depends on group 22 which is not owned.',
    gives: ['vfio_error'],
    from: C82,
  },
  {
    line: '2024-06-10T06:13:20.300000Z qemu-kvm: vfio_err_notifier_handler(0000:3b:00.0) Unrecoverable error detected. Please collect any data possible and then kill the guest',
    gives: ['vfio_error'],
    from: C82,
  },
  {
    line: 'qemu-system-x86_64: vfio_pci_write_config(0000:3b:00.0, 0x4a, 0x3, 0x2) failed: Operation not permitted',
    gives: ['vfio_error'],
    from: C82,
  },
  {
    line: 'qemu-system-x86_64: 0000:3b:00.0: Failed to load device config space',
    gives: ['vfio_error'],
    from: C82,
  },
  {
    line: '2026-11-22T10:17:11.386836Z demo qemu-system-x86_64: -device {"driver":"vfio-user-pci","addr":"05.0"}: warning: vfio vfio-user:/run/vfio-user/nic0.sock: Could not enable error recovery for the device',
    gives: ['fact', 'vfio_error'],
    from: V11,
  },
  {
    line: "2026-11-22T10:16:37.940545Z qemu-system-x86_64: warning: host doesn't support requested feature: CPUID[eax=01h].ECX.pni [bit 0]",
    gives: [],
    from: V11,
  },
  {
    line: '2023-05-05 11:22:03.043+0000: starting up libvirt version: 9.0.0, package: 1 (Example, 2023-03-01-10:00:00, ), qemu version: 7.2.0qemu-7.2.0-1, kernel: 6.1.6-300.x86_64, hostname: host1',
    gives: ['libvirt_starting_up', 'fact', 'fact', 'fact'],
    from: LIB,
  },
  {
    line: '2023-05-05 11:32:23.101+0000: shutting down, reason=destroyed',
    gives: ['libvirt_shutting_down'],
    from: LIB,
  },
  { line: '-name guest=vm1,debug-threads=on \\', gives: ['fact'], from: LIB },
  {
    line: 'QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)',
    gives: ['fact'],
    from: BAN,
  },
];
