import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { heldFile, inMemory, type HeldFile, Spool } from '../../src/input/random-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'msixray-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = Buffer.from('0123456789');

function onDisk(): HeldFile {
  const path = join(folder, 'digits');
  writeFileSync(path, bytes);
  const file = heldFile(path);
  if (file === null) throw new Error('not opened');
  return file;
}

test.each<[what: string, open: () => HeldFile]>([
  ['a file', onDisk],
  ['memory', () => inMemory(bytes)],
])('%s is read anywhere, and short at its end', (_what, open) => {
  const file = open();
  const read = (at: number, length: number): string =>
    Buffer.from(file.read(at, length)).toString();
  expect(file.size).toBe(10);
  expect([read(0, 3), read(7, 3), read(8, 9), read(10, 1), read(99, 5), read(4, 0)]).toEqual([
    '012',
    '789',
    '89',
    '',
    '',
    '',
  ]);
  file.close();
});

test('what is no regular file is none', () => {
  expect(heldFile(folder)).toBeNull();
  expect(heldFile(join(folder, 'absent'))).toBeNull();
  expect(heldFile('/dev/null')).toBeNull();
});

test('a short stream stays in memory', () => {
  const spool = new Spool();
  for (const byte of bytes) spool.push(Uint8Array.of(byte));
  expect(Buffer.from(spool.file().read(2, 4)).toString()).toBe('2345');
});

test('a long stream goes to a file that has no name', () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('msixray-'));
  const spool = new Spool();
  const size = 8 * 1024 * 1024;
  for (let i = 0; i < 5; i++) spool.push(new Uint8Array(size).fill(i));
  const file = spool.file();
  expect(file.size).toBe(5 * size);
  expect([...file.read(2 * size - 1, 2)]).toEqual([1, 2]);
  const after = readdirSync(tmpdir()).filter((name) => name.startsWith('msixray-'));
  expect(after.filter((name) => !before.includes(name) && !name.includes('test'))).toEqual([]);
  file.close();
});
