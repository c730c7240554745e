// Pieces of a file, packed alone.
import { deflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { unpack } from '../../src/input/unpack.ts';
import { compressed, compressedText } from '../support/compressed.ts';

const text = Buffer.from(compressedText);
const zlib = deflateSync(text);
/** One frame without a length of its content, as the command writes a pipe. */
const { zstd } = compressed;

/** A frame in one segment of raw or repeated blocks, by RFC 8878: content of four bytes' length, no checksum. */
function frame(
  content: number,
  ...blocks: readonly (readonly [run: boolean, bytes: Uint8Array, size: number])[]
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(0xfd2fb528, 0);
  head.writeUInt8(0xa0, 4);
  head.writeUInt32LE(content, 5);
  const body = blocks.map(([run, bytes, size], i) => {
    const word = Buffer.alloc(3);
    word.writeUIntLE((i === blocks.length - 1 ? 1 : 0) + (run ? 2 : 0) + size * 8, 0, 3);
    return Buffer.concat([word, bytes]);
  });
  return Buffer.concat([head, ...body]);
}

const raw = (bytes: Uint8Array) => [false, bytes, bytes.length] as const;
const run = (byte: number, size: number) => [true, Uint8Array.of(byte), size] as const;

test.each([
  ['zlib', zlib, text],
  ['zstd', zstd, text],
  ['zstd', frame(text.length, raw(text)), text],
  [
    'zstd',
    frame(103, raw(text.subarray(0, 100)), run(0x61, 3)),
    Buffer.concat([text.subarray(0, 100), Buffer.from('aaa')]),
  ],
  ['zstd', frame(0, raw(new Uint8Array(0))), new Uint8Array(0)],
] as const)('%s is unpacked', (codec, packed, content) => {
  expect(
    Buffer.compare(unpack(codec, packed, content.length) ?? Buffer.from('none'), content),
  ).toBe(0);
});

const BLOCK = 128 * 1024;

test.each([
  ['zlib', 'longer than said', zlib, text.length - 1],
  ['zlib', 'cut', zlib.subarray(0, zlib.length - 9), text.length],
  ['zlib', 'nothing', new Uint8Array(0), 10],
  ['zstd', 'longer than said', zstd, text.length - 1],
  ['zstd', 'cut', zstd.subarray(0, zstd.length - 9), text.length],
  ['zstd', 'nothing', new Uint8Array(0), 10],
  ['zstd', 'no frame', Buffer.from('hello, this is no frame at all'), 100],
  ['zstd', 'a head that asks for 4 GiB', frame(0xffffffff, raw(text)), text.length],
  [
    'zstd',
    'blocks beyond the limit',
    frame(100, ...Array.from({ length: 999 }, () => run(0, BLOCK))),
    100,
  ],
  [
    'zstd',
    'a thousand frames',
    Buffer.concat(Array.from({ length: 1000 }, () => frame(BLOCK, run(0, BLOCK)))),
    BLOCK,
  ],
] as const)('%s, %s: null, and little memory', (codec, _what, packed, limit) => {
  const before = process.memoryUsage().arrayBuffers;
  expect(unpack(codec, packed, limit)).toBeNull();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
});
