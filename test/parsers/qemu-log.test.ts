import { expect, test } from '@jest/globals';
import { qemuLog } from '../../parsers/qemu-log/index.ts';
import { instant, parsed } from '../support/parsed.ts';

const USE = 'vfio_msix_vector_do_use  (0000:01:00.0) vector 0 used';
const SECOND_OF = 1_795_342_852n * 1_000_000_000n;

/** Lines of one instant, 2026-11-22 10:20:52 UTC and a bit, and the nanoseconds of the bit. */
test.each([
  [`144@1795342852.137183:${USE}`, 137_183_000n, 144],
  [`2026-11-22T10:20:52.137183Z ${USE}`, 137_183_000n, null],
  [`2026-11-22T10:20:52Z ${USE}`, 0n, null],
  ['2026-11-22T10:20:52.000001Z qemu-kvm: vfio: failed to enable vectors, -1', 1000n, null],
  ['2026-11-22 10:20:52.137+0000: shutting down, reason=crashed', 137_000_000n, null],
])('reads the stamp of %s', (line, ns, tid) => {
  const run = parsed(qemuLog, [line]);
  expect(run.events).toMatchObject([{ line: 1, text: line, tid }]);
  expect(instant(run, run.events[0])).toBe(SECOND_OF + ns);
  expect(run.parser.clock).toBe('realtime');
});

test('stamps of all styles are of one clock', () => {
  const run = parsed(qemuLog, [
    `144@1795342852.137183:${USE}`,
    '2026-11-22T10:20:53.000000Z qemu-kvm: vfio: failed to enable vectors, -1',
    '2026-11-22 10:20:51.500+0000: shutting down, reason=crashed',
  ]);
  expect(run.events.map(({ t }) => t)).toEqual([137_183_000, 1_000_000_000, -500_000_000]);
});

test('without stamps there is order only', () => {
  const run = parsed(qemuLog, [USE, 'vfio_msix_enable  (0000:01:00.0)']);
  expect(run.events.map(({ type, t }) => [type, t])).toEqual([
    ['vfio_msix_vector_do_use', null],
    ['vfio_msix_enable', null],
  ]);
  expect(run.parser.clock).toBe('order');
});

test.each([
  `144@1795342852.137183:${USE}\r`,
  `\u001B[0m144@1795342852.137183:${USE}`,
  `\u001B[2J\u001B[1;1H144@1795342852.137183:${USE}\u001B[0m`,
])('looks through what a terminal wants: %j', (line) => {
  const { events, problems } = parsed(qemuLog, [line]);
  expect(events).toMatchObject([{ type: 'vfio_msix_vector_do_use', vector: 0, text: line }]);
  expect(problems).toEqual([]);
});

test.each([
  `SeaBIOS (version 1.16.2-1)144@1795342852.137183:${USE}`,
  `[    2.345678] nvme nvme0: pci fu2026-11-22T10:20:52.137183Z ${USE}`,
])('takes an event off the line of another writer, and says so: %s', (line) => {
  const { events, problems } = parsed(qemuLog, [line]);
  expect(events).toMatchObject([{ type: 'vfio_msix_vector_do_use', text: line }]);
  expect(problems).toEqual([{ key: 'line-torn', line: 1, text: line, count: 1 }]);
});

test.each([
  'vfio_msix_vector_do_use  (0000:01:00.0) vector 0 us',
  `144@1795342852.137183:vfio_msix_vector_do_use  (0000:01:00.0`,
  `2026-13-22T10:20:52.137183Z ${USE}`,
  `2026-02-30T10:20:52.137183Z ${USE}`,
])('counts a field that cannot be read in %s', (line) => {
  const { events, problems } = parsed(qemuLog, [line]);
  expect(events).toEqual([]);
  expect(problems).toEqual([{ key: 'line-malformed', line: 1, text: line, count: 1 }]);
});

test("reads libvirt's log of a domain", () => {
  const { events } = parsed(qemuLog, [
    '2023-05-05 11:22:03.043+0000: starting up libvirt version: 9.0.0, package: 1 (X, 2023, ), qemu version: 7.2.0v7.2.0-1, kernel: 6.1.6-300.x86_64, hostname: host1',
    'LC_ALL=C \\',
    '/usr/bin/qemu-system-x86_64 \\',
    '-name guest=vm1,debug-threads=on \\',
    '-machine pc-q35-8.1,usb=off \\',
    'char device redirected to /dev/pts/1 (label charserial0)',
    '2023-05-05T11:32:22.901057Z qemu-system-x86_64: terminating on signal 15 from pid 1593',
    '2023-05-05 11:32:23.101+0000: shutting down, reason=from snapshot',
  ]);
  expect(events).toMatchObject([
    { type: 'libvirt_starting_up' },
    { type: 'fact', fact: 'qemu', value: '7.2.0' },
    { type: 'fact', fact: 'kernel', value: '6.1.6-300.x86_64' },
    { type: 'fact', fact: 'host', value: 'host1' },
    { type: 'fact', fact: 'vm', value: 'vm1' },
    { type: 'libvirt_shutting_down', reason: 'from snapshot' },
  ]);
});

test.each([
  ['LC_ALL=C PATH=/bin /usr/bin/qemu-kvm -name guest=old,debug-threads=on -S -m 4', 'vm', 'old'],
  ['/usr/bin/qemu-system-x86_64 -name plain -S', 'vm', 'plain'],
  ['QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)', 'qemu', '10.0.2'],
  ["QEMU 7.2.22 monitor - type 'help' for more information", 'qemu', '7.2.22'],
])('takes a fact from %s', (line, fact, value) => {
  expect(parsed(qemuLog, [line]).events).toMatchObject([{ type: 'fact', fact, value }]);
  expect(qemuLog.claims(line)).toBe(true);
});

test("takes the guest's name from -msg guest-name=on, once", () => {
  const line = '2026-11-22T10:20:52Z demo qemu-kvm: vfio: failed to enable vectors, -1';
  const { events } = parsed(qemuLog, [line, line]);
  expect(events).toMatchObject([
    { type: 'fact', fact: 'vm', value: 'demo', t: 0 },
    { type: 'vfio_enable_failed', line: 1 },
    { type: 'vfio_enable_failed', line: 2 },
  ]);
});

test.each([
  '### guest: MSI-X enable + MASKALL (0xc007)',
  '  size: 0x1000, offset: 0x70000000000, flags: 0x3',
  'SET_IRQS idx=2 start=0 count=0 flags=0x21 fds=[]',
  '[   11.772967] kvm: Nested Virtualization enabled',
  'kvm: Nested Virtualization enabled',
  'kvm [190]: vcpu0, guest rIP: 0xffffffff84c9d458 Unhandled WRMSR',
  'vfio-pci 0000:01:00.0: enabling device (0000 -> 0002)',
  'Jun 10 06:13:20 host1 qemu-system-x86_64[28860]: vfio_msix_enable  (0000:3b:00.0)',
  '2026-11-22T10:20:52.137183Z host1 kernel: vfio-pci 0000:01:00.0: resetting',
  '2026-11-22T10:20:52.137183Z host1 qemu-kvm[28860]: vfio_msix_enable  (0000:3b:00.0)',
  '2026-11-22T10:20:52.137183Z my_host kernel: vfio-pci 0000:01:00.0: resetting',
  '2026-11-22T10:20:52.1371839Z Run npm test',
  '2026-11-22T10:20:52,137183+00:00 vfio_msix_enable  (0000:3b:00.0)',
  '2026-11-22 10:20:52.137+0000: 1234: info : libvirt version: 9.0.0',
  '28860@1718000000200000123 vfio_msix_enable  (0000:3b:00.0)',
  'vfio_msix_enable 0.000 pid=1 name=0000:3b:00.0',
  'vfio_msix_enable was the last line',
  'vfio_msi_disable [vfio_pci_core]() {',
  ' qemu-system-x86-140 [000] 40.004604: vfio_msi_disable <-vfio_pci_set_msi_trigger',
  '140@1795342832.00557:vfio_realize  (0000:01:00.0) group 8',
  '140@1795342832.005572: vfio_realize  (0000:01:00.0) group 8',
  '@1795342832.005572:vfio_realize',
  '1234-',
  '',
])('does not claim %j', (line) => {
  expect(qemuLog.claims(line)).toBe(false);
});

test('claims events that it does not want, in every form', () => {
  for (const line of [
    '140@1795342832.015341:vfio_listener_region_add_ram region_add [ram] 0x0 - 0x1fffffff [0x7f68]',
    '2026-11-22T10:16:43.073042Z kvm_vm_ioctl type 0x4068aea3, arg 0x7ffd3ced3530',
    'vfio_region_read   (0000:05:00.0:region0+0x100, 4) = 0x0',
  ]) {
    expect(qemuLog.claims(line)).toBe(true);
  }
});

test('lines without a needle say nothing: they may be dropped unseen', () => {
  const lines = qemuLog.samples.flatMap(({ line }, at) => [
    line,
    `140@179534283${at % 10}.015341:vfio_region_read  (0000:01:00.0:region0+0x100, 4) = 0x0`,
    `2026-11-22T10:16:3${at % 10}.937001Z demo qemu-kvm: warning: something else`,
  ]);
  const all = parsed(qemuLog, lines);
  const { needles } = qemuLog;
  const kept = lines.map((line) =>
    needles?.some((each) => line.includes(each)) === true ? line : '',
  );
  const some = parsed(qemuLog, kept);
  expect(kept.filter((line) => line === '').length).toBeGreaterThan(lines.length / 2);
  expect(some.events).toEqual(all.events);
  expect(some.problems).toEqual(all.problems);
  expect(some.parser.epoch).toBe(all.parser.epoch);
});
