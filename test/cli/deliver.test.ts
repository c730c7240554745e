import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
