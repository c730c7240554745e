import { expect, test } from '@jest/globals';
import { MAX_LINE } from '../../src/input/guard-lines.ts';
import { everyLine } from '../../src/input/line-stage.ts';
import { inChunks } from '../support/chunks.ts';

async function split(bytes: Uint8Array | string, size?: number): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const count = await everyLine(inChunks(bytes, size), (text, number, cut) => {
    seen.push(cut ? [number, text, 'cut'] : [number, text]);
  });
  return [...seen, count];
}

const sizes = [1, 2, 3, 5, Infinity];

test.each([
  ['nothing', '', [0]],
  ['a last line with its newline', 'a\nb\n', [[1, 'a'], [2, 'b'], 2]],
  ['a last line without newline', 'a\nb', [[1, 'a'], [2, 'b'], 2]],
  ['empty lines', '\n\na\n\n', [[1, ''], [2, ''], [3, 'a'], [4, ''], 4]],
  ['CRLF', 'a\r\nb\r\n', [[1, 'a'], [2, 'b'], 2]],
  ['a CR inside a line', 'a\rb\n', [[1, 'a\rb'], 1]],
  ['NULs before a line', '\0\0a\nb\0c\n', [[1, 'a'], [2, 'b\0c'], 2]],
  ['characters of several bytes', 'ä€😀\nß\n', [[1, 'ä€😀'], [2, 'ß'], 2]],
])('%s', async (_, text, expected) => {
  for (const size of sizes) expect(await split(text, size)).toEqual(expected);
});

test('bytes that are no UTF-8 are replaced and end no line', async () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0xc3, 0x0a, 0x62, 0x0a);
  for (const size of sizes) {
    expect(await split(bytes, size)).toEqual([[1, 'a\uFFFD\uFFFD'], [2, 'b'], 2]);
  }
});

test('a line at the limit passes, one byte more is cut', async () => {
  const full = 'x'.repeat(MAX_LINE);
  const text = `${full}\n${full}y\nend\n${full}yy\n${full}`;
  for (const size of [1000, MAX_LINE, MAX_LINE + 1, 100_000, Infinity]) {
    const seen: unknown[] = [];
    await everyLine(inChunks(text, size), (line, number, cut) => {
      seen.push([number, line.length, cut]);
    });
    expect(seen).toEqual([
      [1, MAX_LINE, false],
      [2, MAX_LINE, true],
      [3, 3, false],
      [4, MAX_LINE, true],
      [5, MAX_LINE, false],
    ]);
  }
});

test('a long run without newline is not kept', async () => {
  const piece = new Uint8Array(1024 * 1024).fill(0x78);
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 200; i += 1) yield piece;
    yield Buffer.from('\nend\n');
  }
  const lengths: number[] = [];
  await everyLine(endless(), (text) => void lengths.push(text.length));
  expect(lengths).toEqual([MAX_LINE, 3]);
});

const broken = (): void => {
  throw new Error('a bug');
};

test('what a handler throws comes out, and nothing hangs', async () => {
  await expect(everyLine(inChunks('a\nb\n'), broken)).rejects.toThrow('a bug');
  await expect(everyLine(inChunks('a'), broken)).rejects.toThrow('a bug');
});
