import { expect, test } from '@jest/globals';
import { qemuStap } from '../../parsers/qemu-stap/index.ts';
import { qemuUst } from '../../parsers/qemu-ust/index.ts';
import { instant, parsed } from '../support/parsed.ts';

test('SystemTap: wall time to the nanosecond, no thread', () => {
  const run = parsed(qemuStap, [
    '28860@1718000000200000123 vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 used',
    '28860@1718000001200000124 vfio_msix_pba_disable  (0000:3b:00.0)',
  ]);
  expect(run.events).toMatchObject([{ vector: 3, tid: null }, { device: '0000:3b:00.0' }]);
  expect(run.events.map((event) => instant(run, event))).toEqual([
    1_718_000_000_200_000_123n,
    1_718_000_001_200_000_124n,
  ]);
});

test('SystemTap: counts a field that cannot be read', () => {
  const { events, problems } = parsed(qemuStap, [
    '28860@1718000000200000123 vfio_msix_vector_do_use  <null> vector 3 used',
  ]);
  expect(events).toEqual([]);
  expect(problems).toMatchObject([{ key: 'line-malformed' }]);
});

test.each([
  '28860@1718000000.200000:vfio_msix_enable  (0000:3b:00.0)',
  '28860@1718000000200000123vfio_msix_enable',
  '28860@1718000000200 vfio_msix_enable  (0000:3b:00.0)',
  '28860@1718000000200000123 Vfio',
])('SystemTap: does not claim %s', (line) => {
  expect(qemuStap.claims(line)).toBe(false);
});

const enable = (stamp: string): string =>
  `[${stamp}] (+0.000012345) host1 qemu:vfio_msix_enable: { cpu_id = 3 }, { name = "0000:3b:00.0" }`;

test.each([
  ['2024-06-10 06:13:20.200100123', 1_718_000_000_200_100_123n],
  ['1718000000.200100123', 1_718_000_000_200_100_123n],
])('LTTng: places a stamp that has a date: %s', (stamp, ns) => {
  const run = parsed(qemuUst, [enable(stamp)]);
  expect(instant(run, run.events[0])).toBe(ns);
  expect(run.parser.clock).toBe('realtime');
});

test("LTTng: a date without a zone is in the caller's", () => {
  const options = { zone: '+02:00', year: null };
  const run = parsed(qemuUst, [enable('2024-06-10 08:13:20.200100123')], options);
  expect(instant(run, run.events[0])).toBe(1_718_000_000_200_100_123n);
});

test('LTTng: a time of day measures spans, over midnight too', () => {
  const run = parsed(qemuUst, ['23:59:59.999999999', '00:00:00.000000001'].map(enable));
  expect(run.events.map(({ t }) => t)).toEqual([999_999_999, 1_000_000_001]);
  expect(run.parser.clock).toBe('relative');
});

test('LTTng: takes the thread where it was recorded', () => {
  const { events } = parsed(qemuUst, [
    '[06:13:20.200100123] (+?.?????????) host1 qemu:vfio_msix_vector_do_use: { cpu_id = 3 }, { vpid = 28860, vtid = 28861, procname = "CPU 0/KVM" }, { name = "a, index = 4 }", index = 5 }',
  ]);
  expect(events).toMatchObject([{ tid: 28_861, device: 'a, index = 4 }', vector: 5 }]);
});

test.each([
  [
    'kvm_irqchip_add_msi_route: { cpu_id = 3 }, { name = "N/A", vector = 0, virq = -1 }',
    { virq: -1 },
  ],
  [
    String.raw`vfio_msix_enable: { cpu_id = 3 }, { name = "a\"b\\" }`,
    { device: String.raw`a"b\ `.trim() },
  ],
  [
    'memory_region_ops_write: { cpu_id = 3 }, { cpu_index = 0, mr = 0x55, addr = 0xFE00100C, value = 0x1, size = 4, name = "msix-table" }',
    { mr: '0x55', addr: 0xfe00100c, value: 1 },
  ],
])('LTTng: reads %s', (text, says) => {
  const { events } = parsed(qemuUst, [`[06:13:20.200100123] (+0.000000001) qemu:${text}`]);
  expect(events).toMatchObject([says]);
});

test.each([
  '[06:13:20.200100123] (+0.1) qemu:vfio_msix_enable: { cpu_id = 3 }, { nam = "a" }',
  '[06:13:20.200100123] (+0.1) qemu:vfio_msix_enable: { cpu_id = 3 }, { name = 1 }',
  '[06:13:20.200100123] (+0.1) qemu:vfio_msix_vector_do_use: { cpu_id = 3 }, { name = "a", index = 4096 }',
  '[00000000000123456789] (+0.1) qemu:vfio_msix_enable: { cpu_id = 3 }, { name = "a" }',
])('LTTng: counts a field that cannot be read in %s', (line) => {
  const { events, problems } = parsed(qemuUst, [line]);
  expect(events).toEqual([]);
  expect(problems).toMatchObject([{ key: 'line-malformed' }]);
});

test('LTTng: tells of discarded events, after the last that is known', () => {
  const { events, problems } = parsed(qemuUst, [
    enable('06:13:20.200100123'),
    'WARNING: Tracer discarded 12 events between [06:13:20.3] and [06:13:20.4] in trace "x".',
    'WARNING: Tracer may have discarded events between [06:13:20.3] and [06:13:20.4]',
  ]);
  expect(events.slice(1)).toMatchObject([
    { type: 'loss', t: 200_100_123, count: 12 },
    { type: 'loss', t: 200_100_123, count: null },
  ]);
  expect(problems.map(({ key, count }) => [key, count])).toEqual([
    ['events-lost', 12],
    ['events-lost', null],
  ]);
});

test.each([
  '[06:13:20.200000123] (+0.000012345) host1 lttng_ust:lib_load: { cpu_id = 3 }, { name = "a" }',
  '[06:13:20.200000123] (+0.000012345) host1 qemu: vfio_msix_enable: { name = "a" }',
  '[   12.345678] qemu:vfio_msix_enable: { name = "a" }',
  'qemu:vfio_msix_enable: { name = "a" }',
])('LTTng: does not claim %s', (line) => {
  expect(qemuUst.claims(line)).toBe(false);
});
