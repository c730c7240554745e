// Recorded files, cut to what their records need, against the text that trace-cmd 3.1.6 makes of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import type { Event } from '../../../src/model/event/index.ts';
import type { ClockKind } from '../../../src/model/time.ts';
import { cutTraceDat } from '../../support/cut-trace-dat.ts';
import {
  type ReadTrace,
  fileOf,
  lines,
  readBare,
  readReport,
  readTraceDat,
  told,
} from '../../support/read-trace-dat.ts';
import { traceDatFile } from '../../support/trace-dat-file.ts';

const FOLDER = join(process.cwd(), 'fixtures', 'trace-dat');

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.dat.gz'))
  .map((name) => name.slice(0, -'.dat.gz'.length));

const fileBytes = (name: string): Buffer =>
  gunzipSync(readFileSync(join(FOLDER, `${name}.dat.gz`)));

const reportOf = (name: string): string =>
  gunzipSync(readFileSync(join(FOLDER, `${name}.txt.gz`))).toString('utf8');

test.each(names)('%s: the events, stamps and order of its text', (name) => {
  const own = readTraceDat(fileBytes(name));
  const text = readReport(reportOf(name));
  expect(told(own)).toEqual(told(text));
  expect(told(own).length).toBeGreaterThan(20);
});

const losses = ({ problems }: ReadTrace): readonly unknown[] =>
  problems.filter(([key]) => key === 'events-lost');

test.each(names)('%s: the same losses as its text, and no other problem', (name) => {
  const own = readTraceDat(fileBytes(name));
  expect(own.problems).toEqual(losses(readReport(reportOf(name))));
});

test.each(['counter', 'date', 'lost', 'mono', 'names', 'syscalls', 'tai', 'whole-stamps'])(
  '%s: quotes the lines of its text',
  (name) => {
    expect(lines(readTraceDat(fileBytes(name)))).toEqual(lines(readReport(reportOf(name))));
  },
);

test.each<[name: string, from: RegExp, to: string]>([
  // trace-cmd guesses the depth of functions from their callers.
  ['function-v6', /(function: {13}) +/, '$1'],
  // It names an exit's function only if asked to.
  ['graph', /(funcgraph_exit: .*}).*/, '$1'],
  // It knows no symbol of a probe.
  ['kprobe', /\((?:[a-z_]+\+0x[0-9a-f]+|[0-9a-f]{16})\)/, '(…)'],
  ['fprobe', /\((?:[a-z_]+\+0x[0-9a-f]+|[0-9a-f]{16})\)/, '(…)'],
  // It puts an instance's name before each line.
  ['instances', /^(?: {8}| *second:)/, ''],
  ['nvme-resize', /(function: {13}) +/, '$1'],
])('%s: quotes the lines of its text but for what it says in another way', (name, from, to) => {
  const same = (line: string): string => line.replace(from, to).trimStart();
  const own = lines(readTraceDat(fileBytes(name)));
  expect(own.map(same)).toEqual(lines(readReport(reportOf(name))).map(same));
});

test.each<[name: string, clock: ClockKind]>([
  ['kprobe', 'boot'],
  ['date', 'boot'],
  ['mono', 'monotonic'],
  ['tai', 'realtime'],
  ['counter', 'ticks'],
  ['function-v6', 'boot'],
])('%s: its clock is %s', (name, clock) => {
  expect(readTraceDat(fileBytes(name)).clock).toBe(clock);
});

/** What is told of an event without an object, where a reader takes it so; null for an event that is told as it is. */
function bareForm(event: Event): readonly unknown[] | null {
  const { t, line } = event;
  if (event.type === 'irq_handler_entry') return [event.irq, event.name, t, event.cpu, line];
  if (event.type === 'kvm_msi_set_irq') return [event.type, t, event.cpu, line];
  if (event.type === 'irq_handler_exit' && event.handled) return [event.type, t, event.cpu, line];
  const isHandler = event.type === 'call' && /^vfio_(?:msi|intx_)handler$/.test(event.fn);
  return isHandler && event.via === 'function' ? [event.fn, t, event.cpu, line] : null;
}

test.each(names)('%s: the same to a reader that takes interrupts without objects', (name) => {
  const whole = readTraceDat(fileBytes(name)).events;
  const { events, bare } = readBare(fileBytes(name));
  expect(events).toEqual(whole.filter((event) => bareForm(event) === null));
  expect(bare).toEqual(whole.flatMap((event) => [bareForm(event) ?? []]).filter(isSome));
});

const isSome = (list: readonly unknown[]): boolean => list.length > 0;

test('what a file says of its host', () => {
  const facts = readTraceDat(fileBytes('date')).events.filter(({ type }) => type === 'fact');
  expect(facts).toMatchObject([
    { fact: 'host', value: 'vmhost' },
    { fact: 'kernel', value: '6.12.117+deb12-amd64' },
    { fact: 'arch', value: 'x86_64' },
    { fact: 'realtime-offset', value: expect.any(BigInt) },
  ]);
});

test('places are numbers of records', () => {
  const places = readTraceDat(fileBytes('kprobe')).events.flatMap(({ type, line }) =>
    type === 'fact' ? [] : [line],
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBe(1);
});

// Whole files, where trace-cmd is installed and TRACE_DAT_FILES names a folder with some.

const FILES = process.env['TRACE_DAT_FILES'] ?? '';

const whole: readonly string[] =
  FILES === ''
    ? []
    : readdirSync(FILES, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.dat'))
        .map((name) => join(FILES, name));

const hasTraceCmd = spawnSync('trace-cmd', ['--version']).error === undefined;

const reported = (path: string): string =>
  execFileSync('trace-cmd', ['report', '-t', '--nodate', '-i', path], {
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString('utf8');

const live = hasTraceCmd ? whole : [];

test(`${live.length} whole files: the events of what trace-cmd prints here`, () => {
  for (const path of live) {
    expect(told(readTraceDat(readFileSync(path)))).toEqual(told(readReport(reported(path))));
  }
});

test.each([
  { version: 6, packing: 'none', prints: true },
  { version: 7, packing: 'none', prints: true },
  // Debian's trace-cmd cannot unpack zlib.
  { version: 7, packing: 'zlib', prints: false },
] as const)(
  `${live.length} whole files: cut to version $version, packed by $packing, the same events`,
  ({ version, packing, prints }) => {
    const folder = mkdtempSync(join(tmpdir(), 'msixray-test-'));
    try {
      for (const path of live) {
        const bytes = readFileSync(path);
        const cut = traceDatFile(cutTraceDat(fileOf(bytes), { version, packing, pages: 9999 }));
        const expected = told(readTraceDat(bytes));
        expect(told(readTraceDat(cut))).toEqual(expected);
        writeFileSync(join(folder, 'cut.dat'), cut);
        const text = prints ? told(readReport(reported(join(folder, 'cut.dat')))) : expected;
        expect(text).toEqual(expected);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
