import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { inflate } from '../../src/input/inflate.ts';
import { collect, inChunks } from '../support/chunks.ts';
import { compressed, compressedText } from '../support/compressed.ts';

async function opened(
  bytes: Uint8Array | string,
  size?: number,
): Promise<{ text: string; damage: string[] }> {
  const damage: string[] = [];
  const out = await collect(inflate(inChunks(bytes, size), (why) => void damage.push(why)));
  return { text: Buffer.from(out).toString(), damage };
}

const forms = Object.entries(compressed);

test.each(forms)('%s is opened by its content', async (_, bytes) => {
  expect(await opened(bytes)).toEqual({ text: compressedText, damage: [] });
});

test.each(forms)('%s may be cut into chunks of any size', async (_, bytes) => {
  for (const size of [1, 2, 7, 100]) {
    expect(await opened(bytes, size)).toEqual({ text: compressedText, damage: [] });
  }
});

test.each(forms)('members of %s stand one after another', async (_, bytes) => {
  const twice = Buffer.concat([bytes, bytes]);
  const expected = { text: compressedText + compressedText, damage: [] };
  expect(await opened(twice)).toEqual(expected);
  expect(await opened(twice, 5)).toEqual(expected);
});

test.each(forms)('a cut %s gives what was readable and says so', async (id, bytes) => {
  for (const kept of [bytes.length - 5, bytes.length >> 1, 20, 12]) {
    const { text, damage } = await opened(bytes.subarray(0, kept), 64);
    expect(compressedText.startsWith(text)).toBe(true);
    expect(damage).toEqual([`the ${id} data is cut or damaged`]);
  }
});

test('the first member is kept when the second is damaged', async () => {
  const first = compressedText.repeat(20);
  const damaged = Uint8Array.from(compressed.gzip).fill(0xff, 12, 40);
  const { text, damage } = await opened(Buffer.concat([gzipSync(first), damaged]));
  expect(first.startsWith(text)).toBe(true);
  // zlib gives output in blocks of 16 KiB, and the one that it was filling is lost.
  expect(text.length).toBeGreaterThan(first.length - 16 * 1024);
  expect(damage).toHaveLength(1);
});

test('one form inside another is opened', async () => {
  expect(await opened(gzipSync(compressed.xz))).toEqual({ text: compressedText, damage: [] });
});

test('nesting has an end', async () => {
  let bytes: Uint8Array = Buffer.from('x');
  for (let depth = 0; depth < 5; depth += 1) bytes = gzipSync(bytes);
  const { text, damage } = await opened(bytes);
  expect(text).toBe(gzipSync('x').toString());
  expect(damage).toEqual([]);
});

test.each([
  ['nothing', ''],
  ['text', 'hello\n'],
  ['text that begins like bzip2', 'BZh9 is not a log\n'],
  ['the first byte of gzip', '\u001f'],
  ['less than a magic', 'ab'],
])('%s passes as it is', async (_, text) => {
  expect(await opened(text, 1)).toEqual({ text, damage: [] });
});
