import { describe, expect, test } from '@jest/globals';
import { kernelLog } from '../../../parsers/kernel-log/index.ts';
import type { ParserOptions } from '../../../src/model/format.ts';
import type { ClockKind } from '../../../src/model/time.ts';
import { instant, parsed } from '../../support/parsed.ts';

const MESSAGE = 'Disabling IRQ #21';
const SECOND = 1_000_000_000n;
/** 2026-11-22 13:32:25 UTC. */
const WALL = 1_795_354_345n * SECOND;
const UPTIME = 12_345_678_901_000n;

/** Where and when the one event of a line is. */
function read(
  line: string,
  options: ParserOptions = { zone: 'UTC', year: 2026 },
): { readonly at: bigint | null; readonly clock: ClockKind; readonly host: string | null } {
  const run = parsed(kernelLog, [line], options);
  const hosts = run.events.flatMap((event) =>
    event.type === 'fact' && event.fact === 'host' ? [event.value] : [],
  );
  const [event] = run.events.filter(({ type }) => type === 'irq_disabled');
  expect(event).toMatchObject({ line: 1, text: line, irq: 21, realtime: null });
  return { at: instant(run, event), clock: run.parser.clock, host: hosts[0] ?? null };
}

describe('stamps that count from boot', () => {
  test.each([
    '[12345.678901] ',
    '[12345.678901][  T117] ',
    '[12345.678901] [    C1] ',
    '[12345.678901]',
    '\u001B[32m[12345.678901] \u001B[0m',
    '[ 12345.678901][\u00A0T117]\u00A0',
    '[12345.678901 <    0.000995>] ',
    '<0>[12345.678901] ',
    'kern  :emerg : [12345.678901] ',
    '0,489,12345678901,-;',
    '0,489,12345678901,-,caller=T117;',
    '6.12.117,0,489,12345678901,-,ncfrag=0/1200;',
    ' kernel:[12345.678901] ',
    'kernel: [12345.678901] ',
    'kernel[0]: [12345.678901] ',
  ])('%s', (prefix) => {
    expect(read(`${prefix}${MESSAGE}`)).toEqual({ at: UPTIME, clock: 'boot', host: null });
  });

  test.each([
    'Nov 22 13:32:25 host1 kernel: [12345.678901] ',
    '2026-11-22T13:32:25.678901+00:00 host1 kernel: [12345.678901] ',
    '<4>Nov 22 13:32:25 host1 kernel: [12345.678901] ',
    'Nov 22 13:32:25 host1 kern.warn kernel: [12345.678901] ',
    'Sun Nov 22 13:32:25 2026 host1 kern.err kernel: [12345.678901] ',
    '<4>1 2026-11-22T13:32:25.678901+00:00 host1 kernel - - [meta x="1"] [12345.678901] ',
  ])('%s: printk comes before the calendar', (prefix) => {
    expect(read(`${prefix}${MESSAGE}`)).toEqual({ at: UPTIME, clock: 'boot', host: 'host1' });
  });

  test.each(['[12345.678901] host1 kernel: ', '[12345.678901 <    0.320099 >] host1 kernel: '])(
    '%s: the journal stamps when it receives',
    (prefix) => {
      expect(read(`${prefix}${MESSAGE}`)).toEqual({
        at: UPTIME,
        clock: 'monotonic',
        host: 'host1',
      });
    },
  );

  test('early stamps of kmsg have few digits', () => {
    expect(read(`6,1,42,-;${MESSAGE}`).at).toBe(42_000n);
    expect(read(`6,1,0,-;${MESSAGE}`).at).toBe(0n);
  });

  test.each([
    '[  +0.000995] ',
    '[Nov22 14:18] ',
    '[Nov 2 14:18] ',
    '[нояб.22 14:18] ',
    '[<    0.000995>] ',
    '',
  ])('%s gives order only', (prefix) => {
    expect(read(`${prefix}${MESSAGE}`)).toEqual({ at: null, clock: 'order', host: null });
  });
});

describe('calendar stamps', () => {
  test.each([
    ['[Sun Nov 22 13:32:25 2026] ', 0n, null],
    ['[So Nov 22 13:32:25 2026] ', 0n, null],
    ['2026-11-22T13:32:25,678901+00:00 ', 678_901_000n, null],
    ['2026-11-22T14:32:25,678901+01:00 ', 678_901_000n, null],
    ['Nov 22 13:32:25 host1 kernel: ', 0n, 'host1'],
    ['Nov 22 13:32:25.678901 host1 kernel: ', 678_901_000n, 'host1'],
    ['Nov 22 13:32:25 kernel: ', 0n, null],
    ['Nov 22 13:32:25.678901 ', 678_901_000n, null],
    ['2026-11-22T13:32:25+0000 host1 kernel: ', 0n, 'host1'],
    ['2026-11-22T13:32:25+00:00 host1 kernel: ', 0n, 'host1'],
    ['2026-11-22T15:32:25.678901+0200 host1 kernel: ', 678_901_000n, 'host1'],
    ['2026-11-22T13:32:25.678901Z host1 kernel: ', 678_901_000n, 'host1'],
    ['Sun 2026-11-22 13:32:25 UTC host1 kernel: ', 0n, 'host1'],
    ['Sun 2026-11-22 16:32:25 +03 host1 kernel: ', 0n, 'host1'],
    ['1795354345.678901 host1 kernel: ', 678_901_000n, 'host1'],
    ['<4>1 2026-11-22T13:32:25.678Z host1 kernel - - - ', 678_000_000n, 'host1'],
    ['нояб. 22 13:32:25 host1 kernel: ', 0n, 'host1'],
    ['22 нояб. 13:32:25 host1 kernel: ', 0n, 'host1'],
    ['11月 22 13:32:25 host1 kernel: ', 0n, 'host1'],
  ])('%s', (prefix, ns, host) => {
    expect(read(`${prefix}${MESSAGE}`)).toEqual({ at: WALL + ns, clock: 'realtime', host });
  });

  test.each([
    ['Okt  5 10:00:00', 10, 5],
    ['Dez 24 10:00:00', 12, 24],
    ['déc. 24 10:00:00', 12, 24],
    ['févr. 28 10:00:00', 2, 28],
    ['août 31 10:00:00', 8, 31],
    ['янв 14 10:00:00', 1, 14],
    ['мая 14 10:00:00', 5, 14],
    ['ago 14 10:00:00', 8, 14],
    ['mrt 14 10:00:00', 3, 14],
    ['Şub 14 10:00:00', 2, 14],
    ['Feb 29 10:00:00', 2, 29],
  ])('the month of %s', (stamp, month, day) => {
    const { at } = read(`${stamp} host1 kernel: ${MESSAGE}`, { zone: 'UTC', year: 2024 });
    expect(at).toBe(BigInt(Date.UTC(2024, month - 1, day, 10)) * 1_000_000n);
  });

  test.each([
    ['+02:00', -7200n],
    ['-0530', 19_800n],
    ['UTC', 0n],
    ['Europe/Berlin', -3600n],
    ['America/New_York', 18_000n],
  ])('a stamp without zone is in %s', (zone, seconds) => {
    const line = `Nov 22 13:32:25 host1 kernel: ${MESSAGE}`;
    expect(read(line, { zone, year: 2026 }).at).toBe(WALL + seconds * SECOND);
  });

  test('summer time is the zone of its date', () => {
    const line = `[Tue Jul 14 13:32:25 2026] ${MESSAGE}`;
    expect(read(line, { zone: 'Europe/Berlin', year: null }).at).toBe(
      BigInt(Date.UTC(2026, 6, 14, 11, 32, 25)) * 1_000_000n,
    );
  });

  test('without a year there is no time, and it is said', () => {
    const lines = [`Nov 22 13:32:25 host1 kernel: ${MESSAGE}`];
    const run = parsed(kernelLog, lines, { zone: 'UTC', year: null });
    expect(run.events.map(({ t }) => t)).toEqual([null, null]);
    expect(run.problems).toEqual([{ key: 'year-unknown', line: 1, text: lines[0], count: 1 }]);
  });

  test('the year goes on from December to January, and not back by a month', () => {
    const run = parsed(
      kernelLog,
      ['Dec 31 23:59:59', 'Nov 30 23:59:59', 'Jan  1 00:00:01', 'Feb  1 00:00:00'].map(
        (stamp) => `${stamp} kernel: ${MESSAGE}`,
      ),
    );
    expect(run.events.map((event) => instant(run, event))).toEqual(
      [
        Date.UTC(2026, 11, 31, 23, 59, 59),
        Date.UTC(2026, 10, 30, 23, 59, 59),
        Date.UTC(2027, 0, 1, 0, 0, 1),
        Date.UTC(2027, 1, 1),
      ].map((ms) => BigInt(ms) * 1_000_000n),
    );
  });

  test.each([
    '[Sun Nov 31 13:32:25 2026] ',
    '[Sun Foo 22 13:32:25 2026] ',
    '2026-13-22T13:32:25,678901+00:00 ',
    '2026-11-22T25:32:25+00:00 host1 kernel: ',
  ])('%s is no date, and it is said', (prefix) => {
    const run = parsed(kernelLog, [`${prefix}${MESSAGE}`]);
    expect(run.events.at(-1)).toMatchObject({ type: 'irq_disabled', t: null });
    expect(run.problems.map(({ key }) => key)).toEqual(['line-malformed']);
  });
});

test.each([
  'Nov 22 13:32:25 host1 systemd[1]: Disabling IRQ #21',
  '[   12.345678] systemd[1]: Disabling IRQ #21',
  'user  :notice: [   12.345678] Disabling IRQ #21',
  '2026-11-22T13:32:25.678901+00:00 host1 sudo[12]: Disabling IRQ #21',
  'pci 0000:00:1f.0: [8086:2918] type 00 class 0x060100',
])('not of the kernel, or nothing to say: %s', (line) => {
  expect(parsed(kernelLog, [line]).events.filter(({ type }) => type !== 'fact')).toEqual([]);
});

test.each([
  '2026-11-22T13:32:25.678901Z vfio_msix_enable  (0000:3b:00.0)',
  '2026-11-22T13:32:25.678901Z qemu-system-x86_64: vfio: failed to enable vectors, -1',
  '2026-11-22T13:32:25.678901Z guest1 qemu-system-x86_64: vfio: failed to enable vectors, -1',
  '2026-11-22 13:32:25.068+0000: starting up libvirt version: 9.0.0',
  '140@1795342832.005572:vfio_realize  (0000:01:00.0) group 8',
  '          <idle>-0     [000] d.h1.     5.477264: irq_handler_entry: irq=27 name=virtio0-requests',
  '251   1795342555.865012 ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ffe2ea4f6d0) = 0',
  '1795342555.865012 write(1, "abc: def", 8) = 8',
  'LC_ALL=C \\',
  'foo 12 10:00:00 bar',
  '[12:34:56] text',
  '<p>text',
  '{"a":1}',
  'irq 21: nobody',
  '',
])('no line of a kernel log: %s', (line) => {
  expect(kernelLog.claims(line)).toBe(false);
});
