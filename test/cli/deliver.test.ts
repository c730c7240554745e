import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { writeFile, writeTo } from '../../src/cli/deliver.ts';
import { folder } from '../support/folder.ts';

const dir = folder();

function* broken(): Generator<string> {
  yield 'half';
  throw new Error('a bug');
}

test('a file is whole or as it was', async () => {
  const path = join(dir, 'whole.txt');
  writeFileSync(path, 'before');
  await expect(writeFile(path, broken())).rejects.toThrow('a bug');
  expect(readFileSync(path, 'utf8')).toBe('before');
  await writeFile(path, ['af', 'ter']);
  expect(readFileSync(path, 'utf8')).toBe('after');
  expect(readdirSync(dir)).toEqual(['whole.txt']);
});

test('a link stays, and what it points to is replaced', async () => {
  const [file, link] = [join(dir, 'target.txt'), join(dir, 'link.txt')];
  writeFileSync(file, 'before');
  symlinkSync(file, link);
  await writeFile(link, ['after']);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('after');
});

test('what is no file is written to, not replaced', async () => {
  const path = join(dir, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = readFile(path, 'utf8');
  await writeFile(path, ['through ', 'it']);
  expect(await reader).toBe('through it');
  expect(lstatSync(path).isFIFO()).toBe(true);
});

test('a folder cannot be written', async () => {
  await expect(writeFile(dir, ['x'])).rejects.toThrow(`cannot write ${dir}`);
});

test('a file that cannot be written is told by its name', async () => {
  const path = join(dir, 'no-such-folder', 'x.txt');
  await expect(writeFile(path, ['x'])).rejects.toThrow(`cannot write ${path}`);
  expect(existsSync(path)).toBe(false);
});

const failing = (code: string): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
  });

test('a reader that has gone is no error; another failure is', async () => {
  await expect(writeTo(failing('EPIPE'), ['x'])).resolves.toBeUndefined();
  await expect(writeTo(failing('ENOSPC'), ['x'])).rejects.toThrow('ENOSPC');
});

test('the stream stays open for the next', async () => {
  const seen: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      seen.push(chunk.toString());
      done();
    },
  });
  await writeTo(stream, ['a', 'b']);
  await writeTo(stream, ['c']);
  expect(seen.join('')).toBe('abc');
});
