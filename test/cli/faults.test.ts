/** What becomes of the program when the world breaks off: signals, full disks, files that cannot be read to their end. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from '@jest/globals';
import { analyze, type SourceInput } from '../../src/analyze.ts';
import type { Result } from '../../src/model/result.ts';
import { defaults } from '../support/analyze-files.ts';
import { parsed } from '../support/json.ts';

const bin = 'dist/bin/msixray.js';
const trace = 'fixtures/nvme-resize/trace-cmd-report.txt';
const whole = readFileSync(trace);
const folder = mkdtempSync(join(tmpdir(), 'msixray-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly out: string;
}

/** More than a pipe holds: it is taken once the program reads, and so listens to signals. */
const other = Buffer.from(' bash-1 [000] 39.000000: sys_enter: NR 0\n'.repeat(8000));

/** Writes to standard input, waits until it is taken, and sends the signal with the pipe still open. */
function interrupted(bytes: Buffer, signal: NodeJS.Signals): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, '-f', 'json', '-'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stdin.write(Buffer.concat([bytes, other]), () =>
      setTimeout(() => child.kill(signal), 1000),
    );
    child.once('close', (status) => resolve({ status, out }));
  });
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s gives the result of what was read, marked as such',
  async (signal) => {
    const { status, out } = await interrupted(whole, signal);
    const result = parsed<Result>(out);
    expect(result.summary.complete).toBe(false);
    expect(result.sources[0]?.incompleteWhy).toBe('interrupted');
    expect(result.findings.length).toBeGreaterThan(0);
    expect(status).toBe(1);
  },
);

test('interrupted before there was anything to find: 3', async () => {
  const { status, out } = await interrupted(whole.subarray(0, 20_000), 'SIGINT');
  expect(parsed<Result>(out).findings).toEqual([]);
  expect(status).toBe(3);
});

const source = (open: () => AsyncIterable<Uint8Array>): SourceInput => ({
  name: 'log',
  format: null,
  open,
});

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(whole);
  throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
}

test('a read error in the middle: what came before counts', async () => {
  const result = await analyze([source(breaking)], defaults);
  expect(result.sources[0]).toMatchObject({ complete: false, incompleteWhy: 'EIO: i/o error' });
  expect(result.findings.length).toBeGreaterThan(0);
});

test('a signal that came before: nothing is read, nobody waits', async () => {
  const never = source(() => new Readable({ read: () => undefined }));
  const result = await analyze([never], { ...defaults, signal: AbortSignal.abort() });
  expect(result.sources[0]).toMatchObject({ complete: false, incompleteWhy: 'interrupted' });
});

test('a file that shrinks while it is read ends there', async () => {
  const path = join(folder, 'shrinks');
  writeFileSync(path, whole);
  async function* shrinking(): AsyncGenerator<Uint8Array> {
    const { createReadStream } = await import('node:fs');
    for await (const chunk of createReadStream(path, { highWaterMark: 4096 })) {
      truncateSync(path, 8192);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stream without an encoding
      yield chunk as Buffer;
    }
  }
  const result = await analyze([source(shrinking)], defaults);
  expect(Number(result.sources[0]?.bytes)).toBeLessThan(whole.length);
});

const run = (...args: string[]): { status: number | null; stderr: string } =>
  spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });

test('a full disk: 2, and why', () => {
  const command = `${process.execPath} ${bin} -q -f json ${trace} > /dev/full`;
  const { status, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  expect({ status, stderr }).toMatchObject({ status: 2 });
  expect(stderr).toContain('no space left');
});

test('a folder that cannot be written to: 2, and no half file', () => {
  const { status, stderr } = run('-q', '-f', `json=${folder}/none/result.json`, trace);
  expect(status).toBe(2);
  expect(stderr).toContain('cannot write');
});

test('a source that cannot be read is told, and the others are read', () => {
  const path = join(folder, 'secret');
  writeFileSync(path, whole);
  chmodSync(path, 0);
  const { status, stderr } = run('--fail-on', 'never', join(folder, 'missing'), trace);
  expect(status).toBe(3);
  expect(stderr).toContain('missing: no such file');
});
