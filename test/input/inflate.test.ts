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

test('zstd that asks for more memory than it gets says what to do', async () => {
  // A frame header with a window of 1 GiB, and an empty last block.
  const bytes = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00);
  expect((await opened(bytes)).damage).toEqual([expect.stringContaining('over 128 MiB')]);
});

test('xz with a check that cannot be made says what to do', async () => {
  const bytes = Uint8Array.from(compressed.xz);
  bytes[7] = 10;
  // The CRC32 of the two flag bytes 00 0a.
  bytes.set([0xe1, 0xfb, 0x0c, 0xa1], 8);
  expect((await opened(bytes)).damage).toEqual([expect.stringContaining('--check=sha256')]);
});

test('zstd that decodes to something else is damaged', async () => {
  const bytes = Uint8Array.from(compressed.zstd);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(await opened(bytes, 50)).toEqual({
    text: compressedText,
    damage: ['the zstd data is cut or damaged'],
  });
});

test('skippable frames of zstd are skipped', async () => {
  const skippable = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  const empty = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0);
  const bytes = Buffer.concat([skippable, compressed.zstd, empty, compressed.zstd, skippable]);
  const expected = { text: compressedText + compressedText, damage: [] };
  expect(await opened(bytes)).toEqual(expected);
  expect(await opened(bytes, 1)).toEqual(expected);
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

test('two xz streams are read in turns: a file inside of an archive', async () => {
  const outer = inflate(inChunks(compressed.xz, 64), () => undefined);
  const first = await outer.next();
  expect((await opened(compressed.xz, 64)).text).toBe(compressedText);
  const rest = await collect(outer);
  expect(Buffer.concat([first.value, rest]).toString()).toBe(compressedText);
});

test.each(forms)('who leaves a %s early lets go of its source', async (_, bytes) => {
  let left = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield bytes;
    } finally {
      left = true;
    }
  }
  const stream = inflate(source(), () => undefined);
  await stream.next();
  await stream.return(undefined);
  expect(left).toBe(true);
});
