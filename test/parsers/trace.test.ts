import { expect, test } from '@jest/globals';
import type { Event } from '../../src/model/event/index.ts';
import type { LineFormat } from '../../src/model/format.ts';
import { decoderRows } from '../../parsers/trace/decoders.ts';
import { isDumpLine, openTraceLines } from '../../parsers/trace/dump.ts';
import { formats } from '../../parsers/index.ts';
import { traceCmd } from '../../parsers/trace-cmd/index.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { facts, readLines } from '../support/read-lines.ts';

const HEAD = '              vt-286     [000] .....    71.741305: ';

test.each(decoderRows.map((row): [string, readonly string[]] => [row.name, row.gives]))(
  'the decoder of %s has a sample',
  (_name, gives) => {
    const given = new Set(
      formats
        .filter((format): format is LineFormat => format.reads === 'lines')
        .flatMap((format) => format.samples.flatMap((sample) => sample.gives)),
    );
    for (const type of gives) expect(given).toContain(type);
  },
);

const heads: readonly [string, string, object][] = [
  [
    'a plain head',
    '              vt-191   [001]    13.107691: vector_teardown:      irq=28 is_managed=0 has_reserved=1',
    { tid: 191, comm: 'vt', cpu: 1, type: 'vector_teardown', irq: 28 },
  ],
  [
    'a name with spaces, dash, colon and brackets',
    '    CPU [0]: 1-2-KVM-4242  [1023] .....    13.107691: vector_teardown: irq=28 is_managed=0 has_reserved=1',
    { tid: 4242, comm: 'CPU [0]: 1-2-KVM', cpu: 1023, type: 'vector_teardown', irq: 28 },
  ],
  [
    'a name that looks like a stamp',
    '          a 5.5: b-7     [000] .....    13.107691: vector_teardown: irq=28 is_managed=0 has_reserved=1',
    { tid: 7, comm: 'a 5.5: b', cpu: 0, type: 'vector_teardown', irq: 28 },
  ],
  [
    'blanks taken off by a mail program',
    '<idle>-0 [000] d.h. 70.000872: irq_handler_entry: irq=504 name=dwc3',
    { tid: 0, comm: '<idle>', cpu: 0, type: 'irq_handler_entry', irq: 504, name: 'dwc3' },
  ],
  [
    'a carriage return',
    '              vt-191   [001]    13.107691: irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)\r',
    {
      tid: 191,
      comm: 'vt',
      cpu: 1,
      type: 'irq_handler_entry',
      irq: 28,
      name: 'vfio-msix[0](0000:00:05.0)',
    },
  ],
];

test.each(heads)('reads %s', (_what, line, expected) => {
  expect(readLines(tracefs, [line]).events.map(facts)).toEqual([expected]);
});

const noHeads: readonly [string, string][] = [
  ['no CPU', '              vt-191    13.107691: vector_teardown: irq=28'],
  ['no tid', '              vt  [001]    13.107691: vector_teardown: irq=28'],
  [
    'text in front',
    'I saw this:                vt-191   [001]    13.107691 vector_teardown: irq=28',
  ],
  ['an event in an event', `${HEAD}bprint: 5: vt-1 [000] 1.0: vector_teardown: irq=28`],
  ['a number for a stamp', '              vt-191   [001]    x13: vector_teardown: irq=28'],
];

test.each(noHeads)('gives nothing for %s', (_what, line) => {
  expect(readLines(tracefs, [line]).events).toEqual([]);
});

test('a field that is no number is counted, not guessed', () => {
  const { events, problems } = readLines(tracefs, [
    `${HEAD}vector_teardown: irq=x is_managed=0`,
    `${HEAD}irq_handler_entry: name=vfio-msix[0](0000:00:05.0)`,
  ]);
  expect(events).toEqual([]);
  expect(problems.map((problem) => [problem.key, problem.line])).toEqual([
    ['line-malformed', 1],
    ['line-malformed', 2],
  ]);
});

test('stamps are nanoseconds after the second of the first wanted line', () => {
  const lines = [
    '              vt-191   [001]    13.107691199: function:             pci_intx',
    '              vt-191   [001]    12.999999999: function:             pci_intx',
    '              vt-191   [001]    14.000001: function:             pci_intx',
  ];
  const { events, parser } = readLines(traceCmd, lines);
  expect(events.map((event) => event.t)).toEqual([107_691_199, -1, 1_000_001_000]);
  expect(parser.epoch).toBe(13_000_000_000n);
  expect(parser.clock).toBe('boot');
});

const clocks: readonly [string, LineFormat, readonly string[], string][] = [
  [
    'whole seconds since 1970',
    traceCmd,
    ['              vt-1     [001] 1795342211.391645: function:             pci_intx'],
    'realtime',
  ],
  [
    'nanoseconds without a point',
    traceCmd,
    ['              vt-1     [000]133235600565: function:             pci_intx'],
    'boot',
  ],
  [
    'a counter',
    traceCmd,
    ['              vt-1     [000]          18: function:             pci_intx'],
    'ticks',
  ],
  [
    'cycles in kernel text',
    tracefs,
    ['              vt-1       [000] ..... 207542534388: pci_intx <-x'],
    'ticks',
  ],
  [
    'microseconds since the start',
    tracefs,
    ['      vt-1         0..... 207542us : pci_intx <-x'],
    'relative',
  ],
  [
    'an aligned trace',
    traceCmd,
    [
      '              vt-1     [001]     0.000000: softirq_raise:        vec=1 [action=TIMER]',
      '              vt-1     [001]     0.000007: function:             pci_intx',
    ],
    'relative',
  ],
  [
    'what trace_clock says',
    tracefs,
    [
      'local global counter uptime perf [mono] mono_raw boot tai x86-tsc',
      '              vt-1       [000] .....    71.741305: pci_intx <-x',
    ],
    'monotonic',
  ],
];

test.each(clocks)('the clock of %s', (_what, format, lines, kind) => {
  expect(readLines(format, lines).parser.clock).toBe(kind);
});

test('of two files in one report only the first is read, and the rest is counted', () => {
  const line = '              vt-191   [001]    13.107691: function:             pci_intx';
  const { events, problems } = readLines(traceCmd, [
    '  a.dat: cpus=2',
    'bb.dat: cpus=4',
    `  a.dat: ${line}`,
    `bb.dat: ${line}`,
    `bb.dat: ${line}`,
  ]);
  expect(events.map((event) => event.line)).toEqual([3]);
  expect(problems.map((problem) => problem.key)).toEqual([
    'recording-ignored',
    'recording-ignored',
  ]);
});

test('instances of one file are one recording', () => {
  const line = '              vt-191   [001]    13.107691: function:             pci_intx';
  const { events } = readLines(traceCmd, ['cpus=2', `      ${line}`, `irqs: ${line}`]);
  const comms = events.map((event) => (event.type === 'call' ? event.comm : null));
  expect(comms).toEqual(['vt', 'vt']);
});

test("a dying kernel's dump is read without stamps", () => {
  const line =
    '  <idle>-0         0d.h1. 5505440us : irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)';
  const events: Event[] = [];
  const parser = openTraceLines(
    { event: (event) => events.push(event), problem: () => undefined },
    { zone: 'UTC', year: null },
  );
  parser.line(line, 7);
  expect(isDumpLine(line)).toBe(true);
  expect(isDumpLine('nvme nvme0: I/O 8 QID 0 timeout, completion polled')).toBe(false);
  expect(events.map(facts)).toEqual([
    {
      tid: 0,
      comm: '<idle>',
      cpu: 0,
      type: 'irq_handler_entry',
      irq: 28,
      name: 'vfio-msix[0](0000:00:05.0)',
    },
  ]);
  expect(events.map((event) => event.t)).toEqual([null]);
});

const SECTION = '# tracer: function';
const section = (...stamps: readonly string[]): readonly string[] => [
  SECTION,
  ...stamps.map((stamp) => `              vt-1       [000] .....    ${stamp}: pci_intx <-x`),
];

test('a trace that was appended to its log again and again is read once', () => {
  const { events, problems } = readLines(tracefs, [
    ...section('10.000001', '11.000001'),
    ...section('11.000001', '12.000001'),
  ]);
  expect(events.map((event) => event.line)).toEqual([2, 3, 6]);
  expect(problems.map(({ key, line }) => [key, line])).toEqual([['recording-ignored', 5]]);
});

test('traces of single CPUs behind each other are one recording', () => {
  const { events, problems } = readLines(tracefs, [
    ...section('10.000001', '11.000001'),
    ...section('10.500001').map((line) => line.replace('[000]', '[001]')),
  ]);
  expect(events).toHaveLength(3);
  expect(problems).toEqual([]);
});

test('a stamp before the last of its CPU is counted, one far before it is another clock', () => {
  const { events, problems } = readLines(tracefs, section('100.0', '99.9', '20.0'));
  expect(events).toHaveLength(3);
  expect(problems.map(({ key, line }) => [key, line])).toEqual([
    ['stamp-backwards', 3],
    ['clock-restarted', 4],
  ]);
});
