/** How much work a log is, counted: time depends on the machine. `npm run bench` measures that. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { QemuLogParser } from '../parsers/qemu-log/parser.ts';
import { TraceLineParser } from '../parsers/trace/line-parser.ts';
import { analyze } from '../src/analyze.ts';
import { openFile } from '../src/input/open-file.ts';
import { SourceFold } from '../src/timeline/source-fold.ts';
import { dense, type Make, manyDevices, needlesOf, qemu, sparse } from './bench/inputs.ts';
import { defaults } from './support/analyze-files.ts';
import { folder } from './support/folder.ts';

const home = folder();

afterEach(() => void jest.restoreAllMocks());

interface Work {
  readonly lines: number;
  /** Lines that hold a needle of the format. */
  readonly wanted: number;
  /** Lines that the parser was given as a string. */
  readonly parsed: number;
  /** Events that were built as an object. */
  readonly built: number;
  /** Strings made of bytes. */
  readonly strings: number;
  readonly events: number;
}

async function workOf(make: Make, size: number, format: string): Promise<Work> {
  const path = join(home, 'log');
  make(path, size);
  const parsers = [TraceLineParser, QemuLogParser].map((one) => jest.spyOn(one.prototype, 'line'));
  const built = jest.spyOn(SourceFold.prototype, 'event');
  const strings = jest.spyOn(Buffer.prototype, 'toString');
  const result = await analyze(
    [{ name: 'log', format: null, open: () => openFile(path) }],
    defaults,
  );
  const work = {
    parsed: parsers.reduce((sum, { mock }) => sum + mock.calls.length, 0),
    built: built.mock.calls.length,
    strings: strings.mock.calls.length,
    events: result.sources[0]?.events ?? 0,
  };
  jest.restoreAllMocks();
  const needles = needlesOf(format);
  const lines = readFileSync(path, 'latin1').trimEnd().split('\n');
  const wanted = lines.filter((line) => needles.some((needle) => line.includes(needle))).length;
  return { ...work, lines: lines.length, wanted };
}

/** What the end of a log costs once: its last line may be read though nobody wants it. */
const ONCE = 1;

test.each([
  ['a host trace', sparse, 'trace-cmd', 0.02],
  ["QEMU's log with region noise", qemu, 'qemu-log', 0.01],
])('%s: of a line that nobody wants no string is made', async (_, make, format, share) => {
  const work = await workOf(make, 2_000_000, format);
  expect(work.wanted).toBeGreaterThan(0);
  expect(work.wanted).toBeLessThan(work.lines * share);
  expect(work.parsed).toBeLessThanOrEqual(work.wanted + ONCE);
});

test.each([
  ['one device', dense],
  ['many devices', manyDevices],
])('interrupts of %s: twice as many are no more lines, strings and objects', async (_, make) => {
  const short = await workOf(make, 1_500_000, 'trace-cmd');
  const long = await workOf(make, 3_000_000, 'trace-cmd');
  expect(long.events).toBeGreaterThan(1.9 * short.events);
  expect(long.built).toBe(short.built);
  expect(long.parsed).toBe(short.parsed);
  expect(long.parsed).toBeLessThan(10);
  // Some for each block: is its last line empty?
  expect(long.strings - short.strings).toBeLessThan((long.events - short.events) / 500);
});
