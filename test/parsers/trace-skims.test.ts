/** What is skimmed from bytes is what the text of the line tells, and nothing else is skimmed. */
import { expect, test } from '@jest/globals';
import type { LineFormat, LineParser, Sink } from '../../src/model/format.ts';
import { traceCmd } from '../../parsers/trace-cmd/index.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { mutations } from '../support/mutate.ts';
import { formLines, formNames, formatOf } from '../support/trace-forms.ts';

interface Told {
  readonly said: readonly string[];
  readonly skimmed: readonly number[];
  readonly parser: LineParser;
}

const options = { zone: 'UTC', year: null };

/** Lines as the sieve gives them: those with a needle of a skim to it, as bytes in the middle of others. */
function tell(format: LineFormat, lines: readonly string[], withSkims: boolean): Told {
  const said: string[] = [];
  const skimmed: number[] = [];
  const interrupt: Sink['interrupt'] = (irq, name, t, cpu, line) =>
    void said.push(`${line} entry ${irq} ${name} ${t} ${cpu}`);
  const tally: Sink['tally'] = (what, t, cpu, line) =>
    void said.push(`${line} ${what} ${t} ${cpu}`);
  const sink: Required<Sink> = {
    interrupt,
    tally,
    event(event) {
      const { line, t } = event;
      const cpu = 'cpu' in event ? (event.cpu ?? -1) : -1;
      if (event.type === 'irq_handler_entry' && t !== null) {
        interrupt(event.irq, event.name, t, cpu, line);
      } else if (event.type === 'irq_handler_exit' && event.handled && t !== null) {
        tally(event.type, t, cpu, line);
      } else if (event.type === 'kvm_msi_set_irq' && t !== null) {
        tally(event.type, t, cpu, line);
      } else if (event.type === 'call' && isHandler(event.fn) && t !== null) {
        tally(event.fn, t, cpu, line);
      } else said.push(JSON.stringify({ ...event, value: undefined }));
    },
    problem: (...problem) => void said.push(JSON.stringify(problem)),
  };
  const parser = format.open(sink, options);
  const skims = [...(parser.skims ?? [])];
  for (const [index, line] of lines.entries()) {
    const bytes = Buffer.from(`0 3: \n${line}\n irq=1`);
    const at = skims.map(([needle, skim]) => ({ skim, at: bytes.indexOf(needle) }));
    const first = at.filter((one) => one.at > 0).toSorted((a, b) => a.at - b.at)[0];
    const to = bytes.lastIndexOf(10);
    if (withSkims && first?.skim(bytes, 6, first.at, to, index + 1) === true) skimmed.push(index);
    else parser.line(line, index + 1);
  }
  parser.end();
  return { said, skimmed, parser };
}

const isHandler = (fn: string): fn is 'vfio_msihandler' | 'vfio_intx_handler' =>
  fn === 'vfio_msihandler' || fn === 'vfio_intx_handler';

/** Tells the same with and without skims; how many lines were skimmed. */
function expectSame(format: LineFormat, lines: readonly string[]): number {
  const fast = tell(format, lines, true);
  const slow = tell(format, lines, false);
  const at = fast.said.findIndex((one, index) => one !== slow.said[index]);
  const [fastOne, slowOne] = [fast, slow].map(({ said }) => said[at]?.slice(0, 200));
  expect([at, fastOne, fast.said.length]).toEqual([-1, slowOne, slow.said.length]);
  expect([fast.parser.epoch, fast.parser.clock]).toEqual([slow.parser.epoch, slow.parser.clock]);
  return fast.skimmed.length;
}

/** The second of two lines like this: the first one tells the clock. */
const isSkimmed = (format: LineFormat, line: string): boolean => {
  const before = `   vt-191   [000] d..1.    13.000000: vector_teardown: irq=9`;
  const lines = [before, line, line];
  expectSame(format, lines);
  return tell(format, lines, true).skimmed.includes(2);
};

test.each([
  '   <idle>-0     [004] d..2.    17.000003: irq_handler_entry:    irq=37 name=vfio-msix[3](0000:01:00.0)',
  '   <idle>-0     [004]    17.000003: irq_handler_entry: irq=37 name=i8042',
  '   <idle>-0     [004]    17.000003: irq_handler_entry: irq=37 name=',
  ' kworker/u:1-76 [011] d.h1.  1795342832.000003123: irq_handler_entry: irq=0 name=a b (c)',
  '   a-b c-0     [004] d..2.    17.000003: irq_handler_exit:     irq=37 ret=handled',
  '   <idle>-0     [000] d.h2.    39.930103: kvm_msi_set_irq: dst 1 vec 35 (Fixed|physical|edge)',
  '   <idle>-0     [000] d.h2.    39.930103: kvm_msi_set_irq: dst ff vec 35',
  '   <idle>-0     [000]    39.930103: function:             vfio_msihandler <-- __handle_irq',
  '   <idle>-0     [000] d.h2.    39.930103: vfio_msihandler <-__handle_irq_event_percpu',
  '   <idle>-0     [000] d.h2.    39.930103: vfio_intx_handler(irq=7) <-__handle_irq_event_percpu',
  '   <idle>-0     [004]-0x1  17.000003: irq_handler_exit: irq=37 ret=1',
  '   <idle>-0     [004]-0x1  17.000003: kvm_msi_set_irq: address=1 data=35',
  '   <idle>-0      4d..2.    17.000003: irq_handler_entry: irq=37 name=y',
  '   <idle>-0     (    0) [004] d..2. 17.000003: irq_handler_entry: irq=37 name=y',
  'a: 1-0 [004] d..2.  17.000003: irq_handler_exit: irq=37 ret=handled',
])('skimmed: %s', (line) => {
  expect(isSkimmed(traceCmd, line)).toBe(true);
  expect(isSkimmed(tracefs, line)).toBe(true);
});

const HEAD = '   <idle>-0     [004] d..2.    17.000003: ';

test.each([
  [`${HEAD}irq_handler_entry: irq=37`, 'no name'],
  [`${HEAD}irq_handler_entry: irq=x name=y`, 'no number'],
  [`${HEAD}irq_handler_entry: irq=37 name=näme`, 'more than ASCII'],
  [`${HEAD}xirq_handler_entry: irq=37 name=y`, 'another event'],
  [`${HEAD}irq_handler_entry2: irq=37 name=y`, 'another event'],
  [`${HEAD}irq_handler_exit: irq=37 ret=unhandled`, 'unhandled'],
  [`${HEAD}vfio_msihandler: (vfio_msihandler+0x0/0x20)`, 'a probe'],
  [`${HEAD}vfio_msihandler_x <-y`, 'another function'],
  [`${HEAD}x: vfio_msihandler <-y`, 'another event'],
  ['a: 1: 2-0 [004]    17.000003: irq_handler_exit: irq=37 ret=handled', 'a stamp in the name'],
  [
    'b.dat:           <idle>-0 [004]    17.000003: irq_handler_exit: irq=37 ret=handled',
    'a prefix',
  ],
  ['   <idle>-0  [004] d.s2.  17.000003: irq_handler_entry: irq=37 name=y', 'a poll'],
  ['   <idle>-0  [004] d..2.  17000003: irq_handler_entry: irq=37 name=y', 'a whole number'],
  ['   <idle>-0  [004] d..2.  0.000000: irq_handler_entry: irq=37 name=y', 'a clock from zero'],
])('not skimmed: %s: %s', (line) => {
  expect(isSkimmed(tracefs, line)).toBe(false);
});

const exitAt = (cpu: string, stamp: string): string =>
  `   x-1  [${cpu}] d..2.  ${stamp}: irq_handler_exit: irq=37 ret=handled`;

test('the first line of a CPU, and lines out of order are not skimmed', () => {
  const stamps = ['17.000001', '17.000002', '17.000001', '3.000000', '3.000001'];
  const lines = ['000', '001'].flatMap((cpu) => stamps.map((stamp) => exitAt(cpu, stamp)));
  expectSame(tracefs, lines);
  expect(tell(tracefs, lines, true).skimmed).toEqual([1, 4, 6, 9]);
});

test.each(formNames)('%s tells the same', (name) => {
  const lines = formLines(name);
  expectSame(formatOf(lines), lines);
});

const whole = [
  ' kworker/u:1-76 [011] d.h1.  1795342832.000003: irq_handler_entry: irq=37 name=vfio-msix[3](0000:01:00.0)',
  '  <idle>-0     [000]    39.930103: kvm_msi_set_irq:   dst 1 vec 35 (Fixed)',
  '  <idle>-0     [000] d.h2.    39.930104: vfio_msihandler <-__handle_irq_event_percpu',
  exitAt('003', '9.123456'),
];

/** With one character less, or something else in its place. */
function* damages(line: string): Generator<string> {
  for (let at = 0; at < line.length; at += 1) {
    const [before, after] = [line.slice(0, at), line.slice(at + 1)];
    yield before + after;
    for (const other of [' ', '7', 's', ']', '\0', ': ']) yield before + other + after;
  }
}

test.each(whole)('damaged in any place it tells the same: %s', (line) => {
  const damaged = [...damages(line)];
  for (const format of [tracefs, traceCmd]) {
    const skimmed = damaged.filter((one) => expectSame(format, [one, one]) > 0);
    expect(skimmed.length).toBeGreaterThan(50);
    expect(skimmed.length).toBeLessThan(0.7 * damaged.length);
  }
});

test('much damaged lines tell the same', () => {
  for (const format of [tracefs, traceCmd]) expectSame(format, [...mutations(whole)]);
});
