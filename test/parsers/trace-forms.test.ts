// One program's run, printed in every form there is: the forms must agree with each other.
import { expect, test } from '@jest/globals';
import type { Event } from '../../src/model/event/index.ts';
import { HEAD_LINES, formLines, formNames, formatOf } from '../support/trace-forms.ts';
import { type ReadLines, facts, readLines } from '../support/read-lines.ts';

const formats: Readonly<Record<string, string>> = {
  ev: 'trace-cmd',
  f: 'trace-cmd',
  fg: 'trace-cmd',
  tcclk: 'trace-cmd',
  tcdate: 'trace-cmd',
  kp: 'tracefs',
  clk: 'tracefs',
  lost: 'tracefs',
  st: 'strace',
  'f.trace': 'tracefs',
  'fg.trace': 'tracefs',
  'perf.trace': 'perf-trace',
  perf: 'perf-script',
};

/** The id that a form's name promises: by its first two words, else by its first. */
const promised = (name: string): string | undefined => {
  const words = name.split('.');
  return formats[words.slice(0, 2).join('.')] ?? formats[words[0] ?? ''];
};

test.each(formNames)('%s is recognised', (name) => {
  expect(formatOf(formLines(name).slice(0, HEAD_LINES)).id).toBe(promised(name));
});

const readings = new Map<string, ReadLines>();

/** Reads a form; each only once. */
function read(name: string): ReadLines {
  const known = readings.get(name);
  if (known !== undefined) return known;
  const lines = formLines(name);
  const reading = readLines(formatOf(lines.slice(0, HEAD_LINES)), lines);
  readings.set(name, reading);
  return reading;
}

const asText = (reading: ReadLines): string =>
  JSON.stringify(
    [reading.events, reading.problems, reading.parser.clock],
    (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );

test.each(formNames)('%s gives the same without the lines that hold no needle', (name) => {
  const lines = formLines(name);
  const format = formatOf(lines.slice(0, HEAD_LINES));
  const { needles } = format;
  // The last line always passes: it tells how far the trace looked.
  const last = lines.length - 1;
  const kept = lines.map((line, i) =>
    i === last || (needles?.some((needle) => line.includes(needle)) ?? true) ? line : '',
  );
  const [all, some] = [asText(read(name)), asText(readLines(format, kept))];
  // Not toBe: the difference of two such texts fills a screen a hundred times.
  expect(some === all).toBe(true);
});

/** An event without what differs from form to form: stamps, the cut name of the task, and the CPU. */
function essence(event: Event): string {
  const {
    comm: _comm,
    cpu: _cpu,
    tid: _tid,
    ...rest
  } = { comm: '', cpu: 0, tid: 0, ...facts(event) };
  return JSON.stringify(rest);
}

const essences = (name: string): readonly string[] =>
  read(name)
    .events.filter((event) => event.type !== 'fact')
    .map(essence);

test.each(['ev.l', 'ev.t', 'ev.lt', 'ev.R', 'ev.tsdiff', 'ev.rawts', 'ev.alignts', 'ev.multi'])(
  '%s tells what ev.default tells',
  (name) => {
    const expected = essences('ev.default');
    expect(expected).toHaveLength(198);
    expect(essences(name)).toEqual(expected);
  },
);

test.each(['ev.t', 'ev.lt', 'ev.rawts'])(
  'the stamps of %s are those of ev.default to the ns',
  (name) => {
    const rounded = read('ev.default').events.map((event) => Number(event.t));
    const exact = read(name).events.map((event) => Number(event.t));
    const worst = Math.max(...exact.map((t, i) => Math.abs(t - (rounded[i] ?? 0))));
    expect(exact).toHaveLength(rounded.length);
    expect(worst).toBeLessThanOrEqual(500);
  },
);

/** Which calls begin and end, in order. */
const callsOf = (name: string): readonly string[] =>
  read(name).events.flatMap((event) =>
    event.type === 'call' || event.type === 'call_return' ? [`${event.type} ${event.fn}`] : [],
  );

test.each([
  ['fg.trace', 'fg.trace.funcgraph-proc'],
  ['fg.trace', 'fg.trace.funcgraph-tail'],
  ['fg.trace', 'fg.trace.latency-format'],
  ['fg.trace', 'fg.trace.funcgraph-abstime'],
  ['fg.report', 'fg.lat'],
  ['fg.report', 'fg.tailprint'],
  ['fg.report', 'fg.R'],
  ['f.report', 'f.reportl'],
  ['f.trace', 'f.trace.lat'],
])('the calls of %s are those of %s', (one, other) => {
  const calls = callsOf(one);
  expect(calls.length).toBeGreaterThan(80);
  expect(callsOf(other)).toEqual(calls);
});

test.each(['fg.trace', 'fg.trace.funcgraph-abstime', 'fg.report', 'fg.R'])(
  'every call of %s returns',
  (name) => {
    const calls = callsOf(name);
    const begun = calls.filter((call) => call.startsWith('call '));
    const ended = calls.filter((call) => call.startsWith('call_return '));
    expect(ended.map((call) => call.slice(12)).toSorted()).toEqual(
      begun.map((call) => call.slice(5)).toSorted(),
    );
  },
);

test.each(['kp.trace', 'kp.pipe', 'kp.trace.tgid', 'kp.trace.latfmt'])(
  '%s tells every SET_IRQS of the program with its arguments',
  (name) => {
    const sets = read(name).events.flatMap((event) =>
      event.type === 'call' && event.fn === 'vfio_pci_set_irqs_ioctl' ? [event.args] : [],
    );
    expect(sets.map(({ flags, index, start, count }) => [flags, index, start, count])).toEqual([
      [0x24, 2, 0, 1],
      [0x24, 2, 0, 1],
      [0x21, 2, 0, 0],
      [0x24, 2, 0, 3],
      [0x24, 2, 0, 1],
      [0x24, 2, 4, 1],
      [0x21, 2, 0, 0],
      [0x24, 2, 0, 5],
      [0x21, 2, 0, 0],
    ]);
  },
);

test.each(['st', 'st.tt', 'st.ttt', 'st.raw', 'perf.trace'])('%s pairs the ioctls', (name) => {
  const { events } = read(name);
  const returns = events.flatMap((event) => (event.type === 'ioctl_exit' ? [event.ret] : []));
  expect(events.filter((event) => event.type === 'ioctl_enter')).toHaveLength(16);
  expect(returns).toHaveLength(16);
  expect(returns.filter((ret) => ret !== null && ret < 0)).toEqual([-22]);
});

test.each([
  ['kp.trace.raw', 1],
  ['ev.stat', 1],
])('%s is told to be of no use', (name, count) => {
  const { events, problems } = read(name);
  expect(events).toEqual([]);
  expect(problems.filter((problem) => problem.key === 'format-unusable')).toHaveLength(count);
});

test.each([
  ['clk.boot', 'boot'],
  ['clk.global', 'boot'],
  ['clk.perf', 'boot'],
  ['clk.mono', 'monotonic'],
  ['clk.mono_raw', 'monotonic'],
  ['clk.tai', 'realtime'],
  ['clk.uptime', 'ticks'],
  ['clk.counter', 'ticks'],
  ['clk.x86-tsc', 'ticks'],
  ['tcclk.boot', 'boot'],
  ['tcclk.mono', 'monotonic'],
  ['tcclk.x86-tsc', 'ticks'],
  ['tcclk.counter', 'ticks'],
  ['tcdate', 'realtime'],
  ['kp.trace.latfmt', 'relative'],
  ['ev.alignts', 'relative'],
  ['perf.rel', 'relative'],
  ['fg.trace', 'order'],
  ['fg.trace.funcgraph-abstime', 'boot'],
  ['st', 'order'],
  ['st.ttt', 'realtime'],
  ['st.raw', 'relative'],
])('the clock of %s is %s', (name, kind) => {
  expect(read(name).parser.clock).toBe(kind);
});
