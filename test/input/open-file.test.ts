import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { FileBlocks, openFile } from '../../src/input/open-file.ts';
import { collect } from '../support/chunks.ts';
import { folder } from '../support/folder.ts';

const home = folder();

function fileOf(bytes: Uint8Array): string {
  const path = join(home, `${bytes.length}.log`);
  writeFileSync(path, bytes);
  return path;
}

function filled(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 31 + (at >> 8)) % 251;
  return bytes;
}

const KIB = 1024;
const sizes = [0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 1088 * KIB, 3000 * KIB + 7];

test.each(sizes)('a file of %i bytes is read whole', async (size) => {
  const bytes = filled(size);
  const path = fileOf(bytes);
  expect(bytes.equals(await collect(openFile(path)))).toBe(true);
});

test('blocks that are used again hold what they should while they are looked at', async () => {
  const bytes = filled(5_000_000);
  const file = new FileBlocks(fileOf(bytes));
  const memories = new Set<unknown>();
  let at = 0;
  for await (const block of file) {
    if (at === 0) file.reuse();
    expect(bytes.subarray(at, at + block.length).equals(block)).toBe(true);
    at += block.length;
    memories.add(block.buffer);
  }
  expect(at).toBe(bytes.length);
  // The first two were on their way already.
  expect(memories.size).toBe(4);
});

test('a reader may stop early', async () => {
  const path = fileOf(Buffer.alloc(3_000_000));
  for (let round = 0; round < 50; round += 1) {
    for await (const block of openFile(path)) {
      expect(block.length).toBeGreaterThan(0);
      break;
    }
  }
});

test.each([
  ['a missing file', join(home, 'none.log'), 'ENOENT'],
  ['a folder', home, 'EISDIR'],
])('%s is told when it is read', async (_, path, code) => {
  await expect(collect(openFile(path))).rejects.toMatchObject({ code });
});
