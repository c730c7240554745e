import { describe, expect, test } from '@jest/globals';
import { kernelLog } from '../../../parsers/kernel-log/index.ts';
import { instant, parsed } from '../../support/parsed.ts';

const BOOT = '0b5c6a5a2f3c4e0c9d3c3f9f4ac7e1f2';
const NEXT_BOOT = '11111111111111111111111111111111';
const DISABLING = 'Disabling IRQ #21';
const USE = 'vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 used';

/** A journal record: uptime and wall time in µs as journald received it, printk's stamp or none. */
function record(
  message: unknown,
  over: Readonly<Record<string, string>> = {},
): Readonly<Record<string, unknown>> {
  return {
    __CURSOR: 's=5e1f;i=1a2',
    __REALTIME_TIMESTAMP: '1795354345678901',
    __MONOTONIC_TIMESTAMP: '12345679000',
    _BOOT_ID: BOOT,
    _TRANSPORT: 'kernel',
    _SOURCE_MONOTONIC_TIMESTAMP: '12345678901',
    PRIORITY: '0',
    MESSAGE: message,
    ...over,
  };
}
const json = (...about: Parameters<typeof record>): string => JSON.stringify(record(...about));

const WALL = 1_795_354_345_678_901_000n;
const UPTIME = 12_345_678_901_000n;

describe('journalctl -o json', () => {
  test('a record has both clocks, and ties them together once', () => {
    const lines = [json(DISABLING), json(DISABLING)];
    const run = parsed(kernelLog, lines);
    expect(run.events).toMatchObject([
      { type: 'fact', fact: 'realtime-anchor', value: WALL, line: 1 },
      { type: 'irq_disabled', irq: 21, realtime: WALL, line: 1, text: lines[0] },
      { type: 'irq_disabled', irq: 21, realtime: WALL, line: 2, text: lines[1] },
    ]);
    expect(run.events.map((event) => instant(run, event))).toEqual([UPTIME, UPTIME, UPTIME]);
    expect(run.parser.clock).toBe('boot');
  });

  test.each([
    ['a string', DISABLING],
    ['bytes', Array.from(DISABLING, (character) => character.codePointAt(0))],
    ['two values', [DISABLING, 'other']],
    ['several lines', `x\n  ${DISABLING}\ny`],
  ])('the message is %s', (_title, message) => {
    const { events } = parsed(kernelLog, [json(message)]);
    expect(events[1]).toMatchObject({ type: 'irq_disabled', irq: 21 });
  });

  test.each([[null], [17], [[]], [['\u0000', 3]], [{}]])(
    'a message of %j says nothing',
    (message) => {
      const { events } = parsed(kernelLog, [json(message)]);
      expect(events.filter(({ type }) => type !== 'fact')).toEqual([]);
    },
  );

  test('what came before journald is as old as printk says', () => {
    const { events } = parsed(kernelLog, [
      json(DISABLING, { _SOURCE_MONOTONIC_TIMESTAMP: '500000', __MONOTONIC_TIMESTAMP: '2500000' }),
    ]);
    expect(events[1]).toMatchObject({ realtime: WALL - 2_000_000_000n });
  });

  test('a wall clock that is set ties them again', () => {
    const { events } = parsed(kernelLog, [
      json(DISABLING),
      json('x', { __REALTIME_TIMESTAMP: '1795354345679900' }),
      json('y', { __REALTIME_TIMESTAMP: '1795354346678901' }),
    ]);
    expect(events).toMatchObject([
      { fact: 'realtime-anchor', value: WALL },
      { type: 'irq_disabled' },
      { fact: 'realtime-anchor', value: WALL + 1_000_000_000n, line: 3 },
    ]);
  });

  test("QEMU's records are on printk's clock too", () => {
    const run = parsed(kernelLog, [
      json('x'),
      JSON.stringify({
        SYSLOG_IDENTIFIER: 'qemu-system-x86_64',
        _TRANSPORT: 'syslog',
        _BOOT_ID: BOOT,
        // CLOCK_MONOTONIC has drifted from printk's clock by 40 ms
        __MONOTONIC_TIMESTAMP: '12346718901',
        __REALTIME_TIMESTAMP: '1795354346678901',
        MESSAGE: USE,
      }),
    ]);
    expect(run.events[1]).toMatchObject({ type: 'vfio_msix_vector_do_use', vector: 3 });
    expect(instant(run, run.events[1])).toBe(UPTIME + 1_000_000_000n);
  });

  test('records of another boot are placed by their wall time', () => {
    const run = parsed(kernelLog, [
      json(DISABLING),
      json(DISABLING, {
        _BOOT_ID: NEXT_BOOT,
        _SOURCE_MONOTONIC_TIMESTAMP: '5000000',
        __MONOTONIC_TIMESTAMP: '5000000',
        __REALTIME_TIMESTAMP: '1795354445678901',
      }),
      json(DISABLING),
    ]);
    expect(
      run.events.filter(({ type }) => type === 'irq_disabled').map((event) => instant(run, event)),
    ).toEqual([UPTIME, UPTIME + 100_000_000_000n, UPTIME]);
    expect(run.problems).toEqual([]);
  });

  test.each([
    ['json-sse', `data: ${json(DISABLING)}`],
    ['json-seq', `\u001e${json(DISABLING)}`],
  ])('-o %s', (_title, line) => {
    expect(kernelLog.claims(line)).toBe(true);
    expect(parsed(kernelLog, [line]).events).toHaveLength(2);
  });

  test('json-pretty', () => {
    const lines = JSON.stringify(record(DISABLING), null, '\t')
      .replaceAll('": ', '" : ')
      .split('\n');
    const { events } = parsed(kernelLog, [...lines, ...lines]);
    expect(events).toMatchObject([
      { fact: 'realtime-anchor' },
      { type: 'irq_disabled', line: 9, text: lines[8] },
      { type: 'irq_disabled', line: 9 + lines.length },
    ]);
  });

  test.each([
    '{"__REALTIME_TIMESTAMP":',
    '{"__REALTIME_TIMESTAMP":"x","MESSAGE":"Disabling IRQ #21"}',
    '{}',
    '{',
  ])('damage is harmless: %s', (line) => {
    const { events } = parsed(kernelLog, [line]);
    expect(events.every(({ t }) => t === null)).toBe(true);
  });
});

const hex = (value: bigint): string => value.toString(16);

describe('journalctl -o export and verbose', () => {
  const fields = Object.entries(record(DISABLING)).map(
    ([name, value]) => `${name}=${String(value)}`,
  );

  test('export', () => {
    const lines = [...fields, '', ...fields];
    const run = parsed(kernelLog, lines);
    expect(run.events).toMatchObject([
      { fact: 'realtime-anchor', value: WALL },
      { type: 'irq_disabled', irq: 21, realtime: WALL, line: 8, text: `MESSAGE=${DISABLING}` },
      { type: 'irq_disabled', irq: 21, line: 17 },
    ]);
    expect(instant(run, run.events[1])).toBe(UPTIME);
  });

  test('export, with a message that is no text', () => {
    const { events } = parsed(kernelLog, [
      ...fields.slice(0, -1),
      'MESSAGE',
      `\u0013\u0000\u0000\u0000\u0000\u0000\u0000\u0000x`,
      DISABLING,
      '',
    ]);
    expect(events[1]).toMatchObject({ type: 'irq_disabled' });
  });

  test('verbose: the cursor has the clocks and the boot', () => {
    const head =
      'Sun 2026-11-22 13:32:25.678901 UTC [s=5e1f0c2a7b3d4e6f8091a2b3c4d5e6f7;i=1a2;' +
      `b=${BOOT};m=${hex(12_345_679_000n)};t=${hex(WALL / 1000n)};x=9f8e7d6c5b4a3928]`;
    const lines = [
      head,
      '    _TRANSPORT=kernel',
      '    _HOSTNAME=host1',
      `    MESSAGE=${DISABLING}`,
      '    _SOURCE_MONOTONIC_TIMESTAMP=12345678901',
      head,
      '    SYSLOG_IDENTIFIER=systemd',
      `    MESSAGE=${DISABLING}`,
    ];
    const run = parsed(kernelLog, lines);
    expect(run.events).toMatchObject([
      { fact: 'host', value: 'host1' },
      { fact: 'realtime-anchor', value: WALL },
      { type: 'irq_disabled', realtime: WALL, line: 4, text: lines[3] },
    ]);
    expect(instant(run, run.events[2])).toBe(UPTIME);
  });
});

describe('dmesg -J', () => {
  test('times are padded, strings escaped', () => {
    const run = parsed(kernelLog, [
      '{',
      '   "dmesg": [',
      '      {',
      '         "pri": 3,',
      '         "time":     6.621759,',
      '         "msg": "irq 21: nobody cared (try booting with the \\"irqpoll\\" option)"',
      '      },{',
      '         "fac": "kern",',
      '         "pri": "emerg",',
      '         "time": 12345.678901,',
      '         "caller": "T117",',
      `         "msg": "${DISABLING}"`,
      '      }',
      '   ]',
      '}',
    ]);
    expect(run.events.map((event) => [event.type, event.line, instant(run, event)])).toEqual([
      ['nobody_cared', 6, 6_621_759_000n],
      ['irq_disabled', 12, UPTIME],
    ]);
  });

  test('compact, by record or as a whole', () => {
    const one = { pri: 0, time: 12_345.678901, msg: DISABLING };
    const run = parsed(kernelLog, [JSON.stringify(one), JSON.stringify({ dmesg: [one, one] })]);
    expect(run.events.map((event) => [event.type, event.line, instant(run, event)])).toEqual([
      ['irq_disabled', 1, UPTIME],
      ['irq_disabled', 2, UPTIME],
      ['irq_disabled', 2, UPTIME],
    ]);
  });
});
