/**
 * The fast way of reading (lines that nobody wants die as bytes, interrupts are counted without a string) and the reference
 * (every line, by the full parser) give the same result to the byte, however the bytes are cut.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { analyze } from '../src/analyze.ts';
import { defaults } from './support/analyze-files.ts';
import { chance } from './support/random.ts';

/** Shipped logs, and where a development machine has them recordings and public logs. */
const FOLDERS = ['fixtures', '../shared/captures', '../shared/public-logs'];
const LOG = /\.(?:txt|log)(?:\.gz)?$/u;

const logs = FOLDERS.filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((path) => LOG.test(path) && !path.startsWith('fixtures/report/'));

const SIZES = [1, 2, 7, 61, 997, 4096, 65_536, 1_048_576] as const;

/** Pieces of all sizes in turn, as chance has it. */
function* inPieces(bytes: Uint8Array, seed: number): Generator<Uint8Array> {
  const { pick } = chance(seed);
  for (let at = 0; at < bytes.length;) {
    const size = pick(SIZES);
    // A copy: whoever kept a piece beyond its turn would not see what it was.
    yield Uint8Array.from(bytes.subarray(at, at + size));
    at += size;
  }
}

const resultOf = async (pieces: Iterable<Uint8Array>, reference: boolean): Promise<string> => {
  const source = { name: 'log', format: null, open: () => Readable.from(pieces) };
  return JSON.stringify(await analyze([source], { ...defaults, year: 2026, reference }));
};

/** Around the first difference of two texts: all of them would fill the screen. */
function difference(a: string, b: string): readonly string[] {
  if (a === b) return [];
  let at = 0;
  while (a[at] === b[at]) at += 1;
  return [a, b].map((text) => text.slice(Math.max(0, at - 100), at + 200));
}

test('there are logs of many forms', () => {
  expect(logs.length).toBeGreaterThan(100);
});

test.each(logs)('%s', async (path) => {
  const bytes = readFileSync(path);
  const reference = await resultOf([bytes], true);
  expect(difference(reference, await resultOf([bytes], false))).toEqual([]);
  for (const seed of [1, 2]) {
    expect(difference(reference, await resultOf(inPieces(bytes, seed), false))).toEqual([]);
  }
  expect(difference(reference, await resultOf(inPieces(bytes, 3), true))).toEqual([]);
});
