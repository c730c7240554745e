import { describe, expect, test } from '@jest/globals';
import { kernelLog } from '../../../parsers/kernel-log/index.ts';
import type { Event } from '../../../src/model/event/index.ts';
import { instant, parsed } from '../../support/parsed.ts';

const types = (events: readonly Event[]): readonly string[] => events.map(({ type }) => type);

const NOBODY = 'irq 21: nobody cared (try booting with the "irqpoll" option)';
const VERSION = 'Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) #1 SMP';

describe('a message twice', () => {
  test('an emergency goes to every terminal', () => {
    const { events } = parsed(kernelLog, [
      'Nov 22 13:32:25 host1 kernel: [12345.678901] Disabling IRQ #21',
      '',
      'Message from syslogd@host1 at Nov 22 13:32:25 ...',
      ' kernel:[12345.678901] Disabling IRQ #21',
      ' kernel:[12345.678901] Disabling IRQ #21',
    ]);
    expect(types(events)).toEqual(['fact', 'irq_disabled']);
  });

  test('also when the terminal comes first, or has no stamp', () => {
    const { events } = parsed(kernelLog, [
      ' kernel:Disabling IRQ #21',
      'Nov 22 13:32:25 kernel: [12345.678901] Disabling IRQ #21',
      'Nov 22 13:32:26 kernel: [12346.678901] Disabling IRQ #21',
      ' kernel:Disabling IRQ #21',
      ' kernel:Disabling IRQ #21',
    ]);
    expect(events.map(({ type, line }) => [type, line])).toEqual([
      ['irq_disabled', 1],
      ['irq_disabled', 3],
      ['irq_disabled', 5],
    ]);
  });

  test('the kernel may say the same again, even in one microsecond', () => {
    const line = '[    0.004410] do_IRQ: 1.55 No irq handler for vector';
    expect(parsed(kernelLog, [line, line]).events).toHaveLength(2);
  });
});

describe('stamps that begin anew', () => {
  const boots = [
    `[    0.000000] ${VERSION}`,
    `[  100.000000] ${NOBODY}`,
    `[    0.000000] ${VERSION}`,
    `[  100.500000] ${NOBODY}`,
  ];

  test('events of a later boot have no time', () => {
    const run = parsed(kernelLog, boots);
    expect(run.events.map((event) => instant(run, event))).toEqual([
      0n,
      100_000_000_000n,
      null,
      null,
    ]);
    expect(run.problems).toEqual([{ key: 'clock-restarted', line: 3, text: boots[2], count: 1 }]);
  });

  test('a short boot shows by its first message', () => {
    const run = parsed(kernelLog, [
      `[    0.000000] ${VERSION}`,
      `[    3.000000] ${NOBODY}`,
      VERSION,
      `[    2.500000] ${NOBODY}`,
    ]);
    expect(run.events.map(({ t }) => t)).toEqual([0, 3_000_000_000, null, null]);
    expect(run.problems.map(({ key, line }) => [key, line])).toEqual([['clock-restarted', 3]]);
  });

  test("the journal's mark tells two boots apart", () => {
    const run = parsed(kernelLog, [
      `[  100.000000] host1 kernel: ${NOBODY}`,
      '-- Boot 0b5c6a5a2f3c4e0c9d3c3f9f4ac7e1f2 --',
      `[  200.000000] host1 kernel: ${NOBODY}`,
    ]);
    expect(run.events.map(({ t }) => t)).toEqual([0, 0, null]);
  });

  test('CPUs that come up print earlier stamps: one boot', () => {
    const run = parsed(kernelLog, [
      '[   10.878805] x86: Booting SMP configuration:',
      '[    1.709859] do_IRQ: 1.55 No irq handler for vector',
      '[    0.000000] do_IRQ: 2.55 No irq handler for vector',
      '[   10.901165] .... node  #1, CPUs:     #2',
      `[   12.000000] ${NOBODY}`,
    ]);
    expect(run.events.map((event) => instant(run, event))).toEqual([
      1_709_859_000n,
      null,
      12_000_000_000n,
    ]);
  });

  test('dmesg on the console prints the same boot again', () => {
    const polled = '[   66.890825] nvme nvme0: I/O 8 QID 0 timeout, completion polled';
    const run = parsed(kernelLog, [
      polled,
      `[    0.000000] ${VERSION}`,
      polled,
      '[  128.372797] nvme nvme0: I/O 28 QID 0 timeout, completion polled',
    ]);
    expect(run.events.map((event) => [event.line, instant(run, event)])).toEqual([
      [1, 66_890_825_000n],
      [2, null],
      [4, 128_372_797_000n],
    ]);
  });
});

describe('QEMU among kernel lines', () => {
  const vector = 'vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 used';

  test('its lines have wall time in a log of wall times', () => {
    const line = `2026-11-22T13:32:25.678901+00:00 host1 qemu-system-x86_64[28860]: ${vector}`;
    const run = parsed(kernelLog, [line]);
    expect(run.events[1]).toEqual({
      type: 'vfio_msix_vector_do_use',
      device: '0000:3b:00.0',
      vector: 3,
      tid: null,
      t: 678_901_000,
      line: 1,
      text: line,
    });
    expect(run.parser.clock).toBe('realtime');
  });

  test('and are placed by their neighbours where the kernel counts from boot', () => {
    const run = parsed(kernelLog, [
      `2026-11-22T13:32:25.100000+00:00 host1 kernel: [  500.000000] ${NOBODY}`,
      `2026-11-22T13:32:25.600000+00:00 host1 QEMU[69339]: ${vector}`,
    ]);
    expect(instant(run, run.events[2])).toBe(500_500_000_000n);
  });

  test('but not by stamps of whole seconds', () => {
    const run = parsed(kernelLog, [
      `Nov 22 13:32:25 host1 kernel: [  500.000000] ${NOBODY}`,
      `Nov 22 13:32:26 host1 QEMU[69339]: ${vector}`,
    ]);
    expect(run.events[2]).toMatchObject({ type: 'vfio_msix_vector_do_use', t: null });
  });

  test('its errors are read too', () => {
    const { events } = parsed(kernelLog, [
      'Nov 22 13:32:25 host1 QEMU[69339]: kvm: vfio: Unable to power on device, stuck in D3',
      'Nov 22 13:32:25 host1 QEMU[69339]: kvm: warning: something else',
    ]);
    expect(types(events)).toEqual(['fact', 'vfio_error']);
  });
});

test('the command line changes what nvme waits', () => {
  const { events } = parsed(kernelLog, [
    '[    0.000000] Command line: quiet nvme_core.io_timeout=255 nvme_core.admin_timeout=10',
    '[    0.100000] Kernel command line: quiet nvme_core.io_timeout=255 nvme_core.admin_timeout=10',
    '[  300.000000] nvme nvme0: I/O 8 QID 1 timeout, completion polled',
    '[  301.000000] nvme nvme0: I/O 8 QID 0 timeout, completion polled',
  ]);
  expect(events).toMatchObject([
    { fact: 'command-line' },
    { timeout: 255_000_000_000 },
    { timeout: 10_000_000_000 },
  ]);
});

test('a trace that the kernel printed when it died is read as one, without its stamps', () => {
  const lines = [
    '[   12.345678] Dumping ftrace buffer:',
    '[   12.345679] ---------------------------------',
    '[   12.345680]   <idle>-0         0d.h1. 5505440us : irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    '[   12.345681] CPU:0 [LOST 687 EVENTS]',
    '[   12.345682]   <idle>-0         0d.h1. 5505450us : irq_handler_exit: irq=28 ret=handled',
    '[   12.345683] ---------------------------------',
    `[   12.345684] ${NOBODY}`,
  ];
  const { events } = parsed(kernelLog, lines);
  expect(events).toMatchObject([
    { type: 'irq_handler_entry', irq: 28, t: null, line: 3, text: lines[2] },
    { type: 'loss', line: 4, text: lines[3] },
    { type: 'irq_handler_exit', irq: 28, t: null, line: 5, text: lines[4] },
    { type: 'nobody_cared', irq: 21, line: 7 },
  ]);
});

test('a dump that never ends gives way to the log', () => {
  const noise = Array.from({ length: 20 }, (_none, at) => `[   13.0000${at + 10}] x`);
  const { events } = parsed(kernelLog, [
    '[   12.345678] Dumping ftrace buffer:',
    ...noise,
    `[   14.345684] ${NOBODY}`,
  ]);
  expect(types(events)).toEqual(['nobody_cared']);
});
