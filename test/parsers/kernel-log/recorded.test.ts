import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { detect, openDetected } from '../../../parsers/detect.ts';
import type { Event, EventType } from '../../../src/model/event/index.ts';

interface Read {
  readonly format: string;
  readonly peels: readonly string[];
  readonly problems: readonly string[];
  readonly events: readonly Event[];
  readonly lines: readonly string[];
  readonly epoch: bigint;
}

function read(name: string): Read {
  const bytes = readFileSync(join('fixtures', 'kernel-log', name));
  const lines = bytes.toString('utf8').split('\n');
  const detected = detect(lines.slice(0, 200), bytes.subarray(0, 4096));
  if (detected?.format.reads !== 'lines') throw new Error(`${name} has no format of lines`);
  const { format, peels } = detected;
  const events: Event[] = [];
  const problems: string[] = [];
  const parser = openDetected(
    { format, peels },
    { event: (event) => events.push(event), problem: (key) => problems.push(key) },
    { zone: 'UTC', year: null },
  );
  lines.forEach((line, at) => {
    parser.line(line, at + 1);
  });
  parser.end();
  const ids = peels.map(({ id }) => id);
  return { format: format.id, peels: ids, problems, events, lines, epoch: parser.epoch };
}

const BLAME: readonly EventType[] = ['irq_handler_listed', 'irq_disabled'];

test.each([
  [
    'intx-redirect.dmesg.txt',
    [
      [1, 0n, { fact: 'kernel', value: '6.12.117+deb12-amd64' }],
      [2, 0n, { fact: 'command-line' }],
      [441, 6_621_759_000n, { type: 'nobody_cared', irq: 21 }],
      [488, 6_634_829_000n, { type: 'irq_handler_listed', handler: 'vfio_intx_handler' }],
      [489, 6_635_824_000n, { type: 'irq_disabled', irq: 21 }],
    ],
  ],
  [
    'intx-redirect.dmesg-T.txt',
    BLAME.map((type, at) => [39 + at, 1_795_343_388_000_000_000n, { type }]),
  ],
  [
    'intx-redirect.dmesg-x.txt',
    [
      [39, 6_634_829_000n, { type: 'irq_handler_listed' }],
      [40, 6_635_824_000n, { type: 'irq_disabled' }],
    ],
  ],
  ['doorbell-storm.dmesg.txt', [[7, 20_436_687_000n, { type: 'unexpected_irq_trap', irq: 35 }]]],
  [
    'nvme-exhausted.guest-console.txt',
    [
      [1, null, { fact: 'guest', value: 'SeaBIOS' }],
      [6, null, { type: 'proc_interrupts_row', irq: 24, name: 'nvme0q0' }],
      [10, null, { type: 'proc_interrupts_row', irq: 24 }],
      [11, 0n, { fact: 'command-line' }],
      [15, 6_174_229_000n, { type: 'driver_took_device', device: '0000:00:01.0' }],
      [16, 66_890_825_000n, { type: 'lost_interrupt_symptom', polled: true, timeout: 60e9 }],
      [17, 128_372_797_000n, { type: 'lost_interrupt_symptom', polled: true, timeout: 60e9 }],
      [20, 131_885_998_000n, { type: 'system_down' }],
    ],
  ],
  [
    'boot.kmsg.txt',
    [
      [1, 0n, { fact: 'kernel', value: '6.12.117+deb12-amd64' }],
      [2, 0n, { fact: 'command-line' }],
    ],
  ],
] as const)('%s', (name, expected) => {
  const { format, peels, problems, events, lines, epoch } = read(name);
  expect([format, peels, problems]).toEqual(['kernel-log', [], []]);
  expect(
    events.map((event) => [event.line, event.t === null ? null : epoch + BigInt(event.t), event]),
  ).toMatchObject(expected);
  for (const event of events) expect(event.text).toBe(lines[event.line - 1]);
});

test.each([
  ['nvme-resize.guest-console.txt', 10, []],
  // The kernel's own messages came first, then dmesg printed older ones: to be told from a reboot only by its replay
  ['nvme-dynamic.guest-console.txt', 10, ['clock-restarted']],
])('%s: rows of /proc/interrupts between kernel lines', (name, count, expected) => {
  const { format, events, problems } = read(name);
  expect([format, events.length, problems]).toEqual(['kernel-log', count, expected]);
});

test('several snapshots in one file', () => {
  const { format, events } = read('doorbell-storm.proc-interrupts.txt');
  expect([format, events.length]).toEqual(['proc-interrupts', 44]);
  expect(events.at(-1)).toMatchObject({
    irq: 41,
    counts: [0, 251],
    chip: 'IR-PCI-MSI 2097159-edge',
    name: 'vfio-msix[7](0000:04:00.0)',
  });
});

test('a whole snapshot', () => {
  const { format, events, lines } = read('nvme-resize.proc-interrupts.txt');
  expect(format).toBe('proc-interrupts');
  expect(events).toHaveLength(lines.filter((line) => /^ *\d+:/.test(line)).length);
});

test('a trace that grep -n was used on', () => {
  const { format, peels, events, lines } = read('intx-redirect.trace-excerpt.txt');
  expect([format, peels]).toEqual(['tracefs', ['grep-number']]);
  const numbered = events.filter(({ text }) => /^\d+:/.test(text));
  expect(numbered.map(({ line }) => line)).toEqual([61, 62, 63, 64, 65]);
  for (const event of events) expect(event.text).toBe(lines[event.line - 1]);
});
