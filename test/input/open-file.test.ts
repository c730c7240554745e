import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as nextTurn } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { FileBlocks, openDescriptor, openFile } from '../../src/input/open-file.ts';
import { PipeBlocks } from '../../src/input/open-pipe.ts';
import { until } from '../../src/input/until.ts';
import { collect, inChunks } from '../support/chunks.ts';
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

test('a descriptor of a file goes on where it was', async () => {
  const bytes = filled(200_000);
  const fd = openSync(fileOf(bytes), 'r');
  readSync(fd, Buffer.alloc(1000));
  const rest = await collect(openDescriptor(fd) ?? inChunks(''));
  closeSync(fd);
  expect(bytes.subarray(1000).equals(rest)).toBe(true);
});

test('what is neither file nor pipe is left to Node', () => {
  const fd = openSync('/dev/null', 'r');
  expect(openDescriptor(fd)).toBeNull();
  closeSync(fd);
  expect(openDescriptor(fd)).toBeNull();
});

const writers: ChildProcess[] = [];
afterAll(() => {
  for (const writer of writers) writer.kill();
});

/** A named pipe into which somebody writes by a command. */
function pipeFrom(command: string, name: string): string {
  const path = join(home, name);
  const script = `mkfifo '${path}' && exec > '${path}' && ${command}`;
  writers.push(spawn('bash', ['-c', script], { stdio: 'ignore' }));
  return path;
}

async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await nextTurn(5);
}

test.each([false, true])('a pipe is read whole, its memory used again: %s', async (reused) => {
  const bytes = filled(1_000_003);
  const path = pipeFrom(`cat '${fileOf(bytes)}'`, `pipe-${reused}`);
  await appears(path);
  const pipe = openFile(path);
  expect(pipe).toBeInstanceOf(PipeBlocks);
  if (reused && pipe instanceof PipeBlocks) pipe.reuse();
  const memories = new Set<unknown>();
  const blocks: Buffer[] = [];
  for await (const block of pipe) {
    memories.add(block.buffer);
    blocks.push(Buffer.from(block));
  }
  expect(bytes.equals(Buffer.concat(blocks))).toBe(true);
  expect(memories.size === 1).toBe(reused);
});

test('a silent pipe is let go at a signal', async () => {
  const path = pipeFrom('printf begin && exec sleep 60', 'silent');
  await appears(path);
  const stop = new AbortController();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const block of until(openFile(path), stop.signal)) {
      seen.push(Buffer.from(block).toString());
      setTimeout(() => stop.abort(), 20);
    }
  })();
  await expect(reading).rejects.toThrow('interrupted');
  expect(seen).toEqual(['begin']);
});
