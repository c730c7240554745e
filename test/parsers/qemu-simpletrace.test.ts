import { expect, test } from '@jest/globals';
import { qemuSimpletrace } from '../../parsers/qemu-simpletrace/index.ts';
import { parsed } from '../support/parsed.ts';

test('adds up the time of every line, wanted or not', () => {
  const { events, parser } = parsed(qemuSimpletrace, [
    'vfio_realize 0.000 pid=20045 name=0000:3b:10.1 group_id=0x18',
    'smmu_add_mr 46.680 pid=20045 name=smmuv3-iommu-memory-region-8-0',
    'vfio_region_setup 99.511 pid=20045 dev=0000:3b:10.1 index=0x0 name=0000:3b:10.1 BAR 0 flags=0x7 offset=0x0 size=0x4000',
    'vfio_msix_enable 7108689.238 pid=20045 name=0000:3b:10.1',
    'vfio_msix_pba_disable -0.500 pid=20045 name=0000:3b:10.1',
  ]);
  expect(events.map(({ type, t }) => [type, t])).toEqual([
    ['vfio_device_attach', 0],
    ['vfio_msix_enable', 7_108_835_429],
    ['vfio_msix_pba_disable', 7_108_834_929],
  ]);
  expect(parser.clock).toBe('relative');
  expect(parser.epoch).toBe(0n);
});

test.each([
  ["name=b'0000:3b:00.0' index=0x3", '0000:3b:00.0'],
  ['name=0000:3b:00.0 index=0x3', '0000:3b:00.0'],
  ['name=VFIO user </run/x> index=0x3', 'VFIO user </run/x>'],
  [`name=b"it's" index=0x3`, "it's"],
  [String.raw`name=b'a\\b\'c\xe9\t' index=0x3`, "a\\b'c\u00e9\t"],
  ["name=b' index=0x3", "b'"],
])('reads a string as either Python prints it: %s', (args, device) => {
  const { events } = parsed(qemuSimpletrace, [`vfio_msix_vector_do_use 1.500 pid=1 ${args}`]);
  expect(events).toMatchObject([{ device, vector: 3, tid: null }]);
});

test.each([
  "vfio_msix_vector_do_use 1.500 pid=1 name=b'a' index=3",
  "vfio_msix_vector_do_use 1.500 pid=1 name=b'a' index=0x800",
  "vfio_msix_vector_do_use 1.500 pid=1 name=b'a'",
  "vfio_msix_vector_do_use 1.500 pid=1 index=0x3 name=b'a'",
  'vfio_msix_enable 1.500 pid=1',
  'msix_write_config 0.000 pid=1 name=a enabled=0x2 masked=0x0',
])('counts a field that cannot be read in %s', (line) => {
  const { events, problems } = parsed(qemuSimpletrace, [line]);
  expect(events).toEqual([]);
  expect(problems).toMatchObject([{ key: 'line-malformed', line: 1 }]);
});

test('a memory region of QEMU to 5.2 has no name: no problem, and no table write', () => {
  const before =
    'memory_region_ops_write 1.000 pid=1 cpu_index=0x0 mr=0x55 addr=0xfe00100c value=0x0';
  const { events, problems } = parsed(qemuSimpletrace, [
    `${before} size=0x4`,
    `${before} size=0x4 name=b'msix-table'`,
    `${before} size=0x4 name=b'kvm-apic-msi'`,
  ]);
  expect(problems).toEqual([]);
  expect(events).toMatchObject([
    { type: 'msix_table_write', line: 2, mr: '0x55', addr: 0xfe00100c, value: 0 },
  ]);
});

test('tells how many events were dropped, if the line does', () => {
  const { events, problems } = parsed(qemuSimpletrace, [
    'Dropped_Event 0.100 pid=28860 num_events_dropped=0x11',
    'Dropped_Event 0.100 pid=28860',
  ]);
  expect(events).toMatchObject([
    { type: 'loss', kind: 'lost', count: 17, cpu: null, t: 100 },
    { type: 'loss', kind: 'lost', count: null, cpu: null, t: 200 },
  ]);
  expect(problems).toMatchObject([
    { key: 'events-lost', count: 17 },
    { key: 'events-lost', count: null },
  ]);
});

test.each([
  'vfio_msix_enable  (0000:3b:00.0)',
  'vfio_msix_enable 0.000 name=a',
  'vfio_msix_enable 0.00 pid=1 name=a',
  'vfio_msix_enable 0.000  pid=1 name=a',
  '',
])('does not claim %j', (line) => {
  expect(qemuSimpletrace.claims(line)).toBe(false);
});
