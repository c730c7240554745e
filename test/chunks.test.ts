/** However a pipe cuts its bytes, the result is the same to the byte. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { analyze } from '../src/analyze.ts';
import type { Result } from '../src/model/result.ts';
import { bytesInput, defaults } from './support/analyze-files.ts';
import { parsed } from './support/json.ts';

const whole = readFileSync('fixtures/nvme-resize/trace-cmd-report.txt');

/** The lines around the first window: small enough to be cut in every way. */
const lines = whole.toString('latin1').split('\n');
const excerpt = Buffer.from(['cpus=2', ...lines.slice(1281, 1336), ''].join('\n'), 'latin1');

const resultOf = async (bytes: Uint8Array, chunk: number): Promise<string> =>
  JSON.stringify(await analyze([bytesInput('trace', bytes, chunk)], defaults));

test('a trace around one window, in chunks of many sizes up to its length', async () => {
  const expected = await resultOf(excerpt, excerpt.length);
  expect(expected).toContain('live-vectors-disabled');
  const differing: number[] = [];
  for (let chunk = 1; chunk <= excerpt.length; chunk += chunk < 70 ? 1 : 127) {
    if ((await resultOf(excerpt, chunk)) !== expected) differing.push(chunk);
  }
  expect(differing).toEqual([]);
}, 60_000);

test.each([61, 997, 65_535])(
  'the whole trace in chunks of %i bytes',
  async (chunk) => {
    expect(await resultOf(whole, chunk)).toBe(await resultOf(whole, whole.length));
  },
  60_000,
);

test.each(['nvme-resize/qemu.log', 'nvme-resize/dmesg.txt', 'vfio-user-qemu-11.1/noresize1.log'])(
  '%s seven bytes at a time',
  async (name) => {
    const bytes = readFileSync(`fixtures/${name}`);
    expect(await resultOf(bytes, 7)).toBe(await resultOf(bytes, bytes.length));
  },
  60_000,
);

test('a compressed trace in small chunks', async () => {
  const packed = readFileSync('fixtures/nvme-resize/tracefs-trace.txt.gz');
  const cut = parsed<Result>(await resultOf(packed, 13));
  const plain = parsed<Result>(await resultOf(gunzipSync(packed), 65_536));
  expect(cut.windows).toEqual(plain.windows);
}, 60_000);
