import { expect, test } from '@jest/globals';
import {
  decodeQemuReport,
  decodeQemuTrace,
  qemuEventNames,
  qemuEventNeedles,
  readQemuTrace,
} from '../../parsers/qemu/decode.ts';
import { shape } from '../../parsers/qemu/shape.ts';
import { qemuLog } from '../../parsers/qemu-log/index.ts';

const at = { t: null, line: 7, text: 'the line', tid: 140 };

/** What each text says beside where it stands. Texts of QEMU 7.2 to 11.1 as captured; else from its format strings. */
const traces: readonly (readonly [text: string, says: object])[] = [
  [
    'vfio_msix_early_setup 0000:01:00.0 PCI MSI-X CAP @0x40, BAR 0, offset 0x2000, entries 16',
    { device: '0000:01:00.0', pos: 0x40, bar: 0, offset: 0x2000, entries: 16, noresize: null },
  ],
  [
    'vfio_msix_early_setup 0000:01:00.0 PCI MSI-X CAP @0x40, BAR 0, offset 0x2000, entries 16, noresize 0',
    { noresize: false },
  ],
  [
    'vfio_msix_early_setup 10000:e1:00.0 PCI MSI-X CAP @0xb0, BAR 4, offset 0x0, entries 2048, noresize 1',
    { device: '10000:e1:00.0', entries: 2048, noresize: true },
  ],
  [
    'vfio_msix_vector_do_use  (VFIO user </run/muser/8/cntrl>) vector 3 used',
    { device: 'VFIO user </run/muser/8/cntrl>', vector: 3 },
  ],
  [
    'vfio_msix_vector_do_use  (a) vector 1 used (b)) vector 2 used',
    { device: 'a) vector 1 used (b)', vector: 2 },
  ],
  ['vfio_msix_vector_release  (VFIO_FD27) vector 2047 released', { vector: 2047 }],
  ['vfio_msix_enable (0000:3b:00.0)', { device: '0000:3b:00.0' }],
  ['vfio_msi_interrupt  (hostdev0) vector 1 0xfee00000/0x41', { device: 'hostdev0', vector: 1 }],
  ['vfio_msi_enable  (0000:3b:00.0) Enabled 4 MSI vectors', { count: 4 }],
  [
    'vfio_pci_write_config  (0000:3b:00.0, @0xb2, 0xc01f, len=0x2)',
    { addr: 0xb2, value: 0xc01f, len: 2 },
  ],
  ['vfio_pci_write_config  (0000:3b:00.0, @0x5, 0x4, len=0x1)', { addr: 5 }],
  ['vfio_pci_read_config  (0000:3b:00.0, @0x3d, len=0x1) 0x1', { addr: 0x3d, len: 1, value: 1 }],
  ['msix_write_config dev vfio-pci enabled 1 masked 0', { enabled: true, masked: false }],
  ['kvm_irqchip_add_msi_route dev N/A vector 0 virq -1', { qom: 'N/A', vector: 0, virq: -1 }],
  ['kvm_irqchip_commit_routes', { type: 'kvm_irqchip_commit_routes' }],
  ['vfio_realize  (0000:01:00.0) group 8', { type: 'vfio_device_attach' }],
  ['vfio_reset_handler ', { type: 'vfio_device_reset_handler' }],
  [
    'iommufd_cdev_connect_and_bind  [iommufd=27] Successfully bound device VFIO_FD3 (fd=30): output devid=1',
    { type: 'vfio_device_attach', device: 'VFIO_FD3' },
  ],
  [
    'vfio_user_set_irqs  index 2 start 0 count 0 flags 0x21',
    { index: 2, start: 0, count: 0, flags: 0x21 },
  ],
  [
    "memory_region_ops_write cpu -1 mr 0x555595c792b0 addr 0xfe00100c value 0x0 size 4 name 'msix-table'",
    { type: 'msix_table_write', mr: '0x555595c792b0', addr: 0xfe00100c, value: 0 },
  ],
  [
    'vfio_vmstate_change  (0000:3b:00.0) running 0 reason paused device state STOP_COPY',
    { running: false, state: 'STOP_COPY' },
  ],
];

test.each(traces)('reads %s', (text, says) => {
  expect(decodeQemuTrace(text, at)).toMatchObject({ ...at, ...says });
});

test.each([
  'vfio_region_write  (0000:3b:00.0:region0+0x14, 0x460001, 4)',
  'vfio_rom_read  (0000:01:00.0, 0x0, 0x1) = 0x55',
  'vfio_pci_read_config  (0000:01:00.0, @0x4, len=0x2) 0x507',
  'vfio_pci_read_config  (0000:01:00.0, @0x3d3, len=0x2) 0x0',
  'vfio_pci_write_config  (0000:01:00.0, @0x10, 0xffffffff, len=0x4)',
  'vfio_pci_write_config  (0000:01:00.0, @0x100, 0x1, len=0x4)',
  "memory_region_ops_write cpu 0 mr 0x5555 addr 0xcf8 value 0x8 size 4 name 'pci-conf-idx'",
  'memory_region_ops_write cpu 0 mr 0x5555 addr 0xcf8 value 0x8 size 4',
  'kvm_vm_ioctl type 0x4008ae6a, arg 0x5555956a7fb0',
  'vfio_msix_enabled  (0000:3b:00.0)',
  '',
  ' vfio_msix_enable  (0000:3b:00.0)',
])('does not want %s', (text) => {
  expect(readQemuTrace(text, at)).toBeNull();
});

test.each([
  'vfio_msix_vector_do_use  (0000:3b:00.0) vector 2048 used',
  'vfio_msix_vector_do_use  (0000:3b:00.0) vector -1 used',
  'vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 use',
  'vfio_msix_vector_do_use  () vector 3 used',
  'vfio_msix_enable',
  'vfio_msix_enable  (0000:3b:00.0',
  'vfio_msix_enable 0.000 pid=1 name=0000:3b:00.0',
  'msix_write_config dev vfio-pci enabled 2 masked 0',
  'vfio_pci_write_config  (0000:3b:00.0, @0xb2, len=0x2) 0xc01f',
  'kvm_irqchip_commit_routes 1',
])('finds a field that cannot be read in %s', (text) => {
  expect(readQemuTrace(text, at)).toBe('malformed');
  expect(decodeQemuTrace(text, at)).toBeNull();
});

test('keeps nothing of the caller but when and where', () => {
  const task = { ...at, cpu: 3, comm: 'CPU 0/KVM' };
  const event = decodeQemuTrace('vfio_msix_enable  (a)', task);
  expect(event).toEqual({ ...at, type: 'vfio_msix_enable', device: 'a' });
});

const set = 'Failed to set up TRIGGER eventfd signaling for interrupt';
const failure = 'VFIO_DEVICE_SET_IRQS failure';
const enableFailed: readonly (readonly [text: string, says: object])[] = [
  [
    'qemu-system-x86_64: vfio: failed to enable vectors, -1',
    { device: null, vector: null, irqType: 'msix', reason: '-1' },
  ],
  ['qemu-kvm: vfio: failed to enable vectors, 7', { irqType: 'msix', reason: '7' }],
  ['qemu-kvm: vfio: failed to enable MSI-X, Invalid argument', { reason: 'Invalid argument' }],
  ['kvm: vfio: msix_set_vector_notifiers failed', { irqType: 'msix' }],
  ['kvm: vfio: Error: Failed to setup MSI fds: Bad address', { irqType: 'msi' }],
  [
    'kvm: vfio: Error: Failed to enable 4 MSI vectors, retry with 1',
    { irqType: 'msi', reason: 'retry with 1' },
  ],
  ['kvm: vfio: Error: Failed to enable MSI', { irqType: 'msi', reason: 'Failed to enable MSI' }],
  [
    `qemu-system-x86_64: vfio 0000:01:00.0: ${set} MSIX-5: ${failure}: No space left on device`,
    { device: '0000:01:00.0', vector: 5, irqType: 'msix', reason: 'No space left on device' },
  ],
  [
    `kvm: -device vfio-pci,host=0000:01:00.0,id=hostpci1: vfio 0000:01:00.0: ${set} INTX-0: ${failure}: Device or resource busy`,
    { device: '0000:01:00.0', vector: 0, irqType: 'intx', reason: 'Device or resource busy' },
  ],
  [
    `qemu-system-x86_64:/etc/vm: a.conf:265: vfio 0000:04:00.0: ${set} INTX-0: ${failure}: x`,
    { device: '0000:04:00.0' },
  ],
  [
    `qemu: -device {"driver":"vfio-pci","id":"a: b"}: vfio VFIO user </run/x>: ${set} MSI-1: ${failure}: x`,
    { device: 'VFIO user </run/x>', irqType: 'msi' },
  ],
  [`vfio fff40000.sata: ${set} index 2-0: ${failure}: Bad address`, { irqType: 'unknown' }],
];

test.each(enableFailed)('takes for a refusal of the host: %s', (text, says) => {
  expect(decodeQemuReport(text, at)).toMatchObject({ ...at, type: 'vfio_enable_failed', ...says });
});

const errors: readonly (readonly [text: string, device: string | null, message: string])[] = [
  [
    'kvm: vfio: Unable to power on device, stuck in D3',
    null,
    'Unable to power on device, stuck in D3',
  ],
  [
    'kvm: vfio: Cannot reset device 0000:66:00.6, depends on group 22 which is not owned.',
    '0000:66:00.6',
    'Cannot reset device 0000:66:00.6, depends on group 22 which is not owned.',
  ],
  [
    'qemu-kvm: vfio_err_notifier_handler(0000:3b:00.0) Unrecoverable error detected.',
    '0000:3b:00.0',
    'vfio_err_notifier_handler(0000:3b:00.0) Unrecoverable error detected.',
  ],
  [
    'qemu-kvm: vfio_region_write(0000:3b:00.0:region0+0x14, 0x1,4) failed: Input/output error',
    '0000:3b:00.0',
    'vfio_region_write(0000:3b:00.0:region0+0x14, 0x1,4) failed: Input/output error',
  ],
  [
    'qemu-kvm: vfio_notifier_init interrupt failed: Too many open files',
    null,
    'vfio_notifier_init interrupt failed: Too many open files',
  ],
  [
    'qemu: warning: vfio vfio-user:/run/x.sock: Could not enable error recovery for the device',
    'vfio-user:/run/x.sock',
    'Could not enable error recovery for the device',
  ],
  [
    `qemu: vfio 0000:3b:00.0: Failed to tear down TRIGGER eventfd signaling for interrupt MSIX-0: ${failure}: x`,
    '0000:3b:00.0',
    `Failed to tear down TRIGGER eventfd signaling for interrupt MSIX-0: ${failure}: x`,
  ],
  [
    `qemu: vfio 0000:3b:00.0: ${set} ERR-0: ${failure}: x`,
    '0000:3b:00.0',
    `${set} ERR-0: ${failure}: x`,
  ],
  [
    'qemu: 0000:3b:00.0: Failed to load device config space',
    '0000:3b:00.0',
    'Failed to load device config space',
  ],
];

test.each(errors)('takes for another error of a device: %s', (text, device, message) => {
  expect(decodeQemuReport(text, at)).toEqual({ ...at, type: 'vfio_error', device, message });
});

test.each([
  'qemu-system-x86_64: terminating on signal 15 from pid 1593 (/usr/sbin/libvirtd)',
  "qemu-system-x86_64: warning: host doesn't support requested feature: CPUID[eax=01h].ECX.pni [bit 0]",
  'qemu-system-x86_64: -device vfio-pci,host=0000:01:00.0: MSI-X is not supported by interrupt controller',
  'qemu: vfio_unheard_of(0000:3b:00.0) failed',
  '',
])('is no report of a device: %s', (text) => {
  expect(decodeQemuReport(text, at)).toBeNull();
});

test('every name has a sample, and the needles let every name or what is wanted of it pass', () => {
  const named = new Set(
    qemuLog.samples.map(({ line }) => /(?:^|Z |:)([a-z]+(?:_[a-z0-9]+)+)(?: |$)/.exec(line)?.[1]),
  );
  expect([...qemuEventNames].filter((name) => !named.has(name))).toEqual([]);
  expect(qemuEventNeedles).toContain('vfio_msix_enable');
  expect(qemuEventNeedles).not.toContain('vfio_pci_read_config');
});

test('a shape that is wrong is a mistake of the program', () => {
  expect(() => shape('{a} and {b}')).toThrow('more than one greedy field');
  expect(() => shape('{a:q}')).toThrow('no such field');
});

test('a shape renders what it scans', () => {
  const whole = shape('({name}, @0x{addr:x}) {index:v} {on:b} {signed:d} {mr:p} {pin:c}');
  const text = '(a, b, @0xc7) 12 1 -3 0x55 A';
  const values = whole.scan(text);
  expect(values).toEqual({
    name: 'a, b',
    addr: 0xc7,
    index: 12,
    on: true,
    signed: -3,
    mr: '0x55',
    pin: 'A',
  });
  expect(whole.render(values ?? {})).toBe(text);
});
