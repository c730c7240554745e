import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { MAX_LINE } from '../../src/input/guard-lines.ts';
import { type ReadStats, readSource } from '../../src/input/read-source.ts';
import type { Event } from '../../src/model/event/index.ts';
import { inChunks } from '../support/chunks.ts';

const log = [
  '[    6.621759] irq 21: nobody cared (try booting with the "irqpoll" option)',
  '[    6.635824] Disabling IRQ #21',
  '',
].join('\n');

interface Reading {
  readonly stats: ReadStats;
  readonly events: readonly Event[];
  readonly problems: readonly (readonly [key: string, line: number, text: string])[];
}

async function reading(
  bytes: AsyncIterable<Uint8Array> | Uint8Array | string,
  format: string | null = null,
): Promise<Reading> {
  const events: Event[] = [];
  const problems: [string, number, string][] = [];
  const source = typeof bytes === 'string' || bytes instanceof Uint8Array ? inChunks(bytes) : bytes;
  const stats = await readSource(source, {
    name: 'x',
    format,
    options: { zone: 'UTC', year: null },
    sink: {
      event: (event) => void events.push(event),
      problem: (key, line, text) => void problems.push([key, line, text]),
    },
  });
  return { stats, events, problems };
}

test('a log gives its events and a report', async () => {
  const { stats, events, problems } = await reading(log);
  expect(events.map(({ type, line }) => [type, line])).toEqual([
    ['nobody_cared', 1],
    ['irq_disabled', 2],
  ]);
  expect(problems).toEqual([]);
  expect(stats).toEqual({
    name: 'x',
    format: 'kernel-log',
    peels: [],
    lines: 2,
    bytes: BigInt(log.length),
    digest: createHash('sha256').update(log).digest('hex'),
    complete: true,
    incompleteWhy: null,
    epoch: 6_000_000_000n,
    clock: 'boot',
  });
});

test('a compressed log is counted and digested as given', async () => {
  const bytes = gzipSync(log);
  const { stats, events } = await reading(bytes);
  expect(events).toHaveLength(2);
  expect(stats).toMatchObject({
    lines: 2,
    bytes: BigInt(bytes.length),
    digest: createHash('sha256').update(bytes).digest('hex'),
  });
});

test.each([1, 3, 64, 1000])('chunks of %s bytes change nothing', async (size) => {
  expect(await reading(inChunks(log, size))).toEqual(await reading(log));
});

test('a cut compressed log gives what was readable and is incomplete', async () => {
  const { stats, events, problems } = await reading(gzipSync(log).subarray(0, -6));
  const why = 'the gzip data is cut or damaged';
  expect(events).toHaveLength(2);
  expect(problems).toEqual([['input-cut', 2, why]]);
  expect(stats).toMatchObject({ complete: false, incompleteWhy: why, lines: 2 });
});

async function* failing(): AsyncGenerator<Uint8Array> {
  yield* inChunks(log);
  throw new Error("EIO: i/o error, read '/some/where'");
}

test('a source that fails gives what came before and is incomplete', async () => {
  const { stats, events, problems } = await reading(failing());
  expect(events).toHaveLength(2);
  expect(problems).toEqual([['input-unreadable', 2, 'EIO: i/o error']]);
  expect(stats).toMatchObject({ complete: false, incompleteWhy: 'EIO: i/o error' });
});

test.each([
  ['nothing', '', 'empty', 0],
  ['nothing, compressed', gzipSync(''), 'empty', 0],
  ['a text of no known format', 'hello\nworld\n', 'no known format', 2],
])('%s is incomplete', async (_, bytes, why, lines) => {
  const { stats } = await reading(bytes);
  expect(stats).toMatchObject({ complete: false, incompleteWhy: why, format: null, lines });
});

test('a forced format wins over the content', async () => {
  const { stats, events } = await reading('hello\n', 'kernel-log');
  expect(events).toEqual([]);
  expect(stats).toMatchObject({ format: 'kernel-log', complete: true });
  expect((await reading(log, 'nothing-like-it')).stats).toMatchObject({
    format: null,
    incompleteWhy: 'no format is called nothing-like-it',
  });
});

test('a line over the limit is counted, and those after it keep their numbers', async () => {
  const [first = '', second = ''] = log.split('\n');
  const long = 'y'.repeat(MAX_LINE + 1);
  const { events, problems, stats } = await reading(`${first}\n${long}\n${second}`);
  expect(events.map((event) => event.line)).toEqual([1, 3]);
  expect(problems.map(([key, line]) => [key, line])).toEqual([['line-too-long', 2]]);
  expect(stats).toMatchObject({ lines: 3, complete: true });
});

test('a byte order mark and Windows line ends hide no line', async () => {
  const { events } = await reading(`\uFEFF${log.replaceAll('\n', '\r\n')}`);
  expect(events.map(({ type, text }) => [type, text.endsWith('\r')])).toEqual([
    ['nobody_cared', false],
    ['irq_disabled', false],
  ]);
});

test.each(['utf16le', 'utf16be'])('%s with its mark is text', async (encoding) => {
  const bytes = Buffer.from(`\uFEFF${log}`, 'utf16le');
  if (encoding === 'utf16be') bytes.swap16();
  for (const size of [1, 3, 1000]) {
    const { stats, events } = await reading(inChunks(bytes, size));
    expect(events.map(({ type }) => type)).toEqual(['nobody_cared', 'irq_disabled']);
    expect(stats).toMatchObject({ format: 'kernel-log', lines: 2, bytes: BigInt(bytes.length) });
  }
});

test('a log that begins with much else is found', async () => {
  const { stats, events } = await reading(`${'building something\n'.repeat(10_000)}${log}`);
  expect(stats).toMatchObject({ format: 'kernel-log', lines: 10_002, complete: true });
  expect(events.map(({ line }) => line)).toEqual([10_001, 10_002]);
});
