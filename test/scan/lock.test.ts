import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Locked, takeLock } from '../../src/scan/lock.ts';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';

const dir = folder();

test('one at a time, and nothing is left behind', async () => {
  const path = join(dir, 'one');
  const lock = await takeLock(path);
  await expect(takeLock(path)).rejects.toBeInstanceOf(Locked);
  await lock.release();
  expect(readdirSync(dir)).not.toContain('one');
  await (await takeLock(path)).release();
});

/** A lock as another owner would leave it. */
async function left(name: string, change: object): Promise<string> {
  const path = join(dir, name);
  const lock = await takeLock(path);
  const text = readFileSync(path, 'utf8');
  await lock.release();
  writeFileSync(path, JSON.stringify({ ...parsed<object>(text), id: 'other', ...change }));
  return path;
}

test.each([
  ['of a process that ended', { pid: spawnSync('true').pid }],
  ['of an earlier boot', { boot: 'other' }],
  ['of an earlier process of the same number', { began: '1' }],
])('a lock %s is taken over', async (name, change) => {
  const path = await left(name, change);
  const lock = await takeLock(path);
  expect(parsed<object>(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
  await lock.release();
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['of a living process', {}],
  ['of another machine', { host: 'elsewhere', pid: 1 }],
])('a lock %s is respected', async (name, change) => {
  const path = await left(name, change);
  await expect(takeLock(path)).rejects.toThrow(/is using it; if that is not so, delete/u);
  expect(existsSync(path)).toBe(true);
});

test('a lock that cannot be read is respected', async () => {
  const path = join(dir, 'garbled');
  writeFileSync(path, 'what');
  await expect(takeLock(path)).rejects.toBeInstanceOf(Locked);
});

test('of many who see a dead lock one gets it', async () => {
  const path = await left('dead', { boot: 'other' });
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
