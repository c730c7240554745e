/** Inputs that once broke something, as `npm run fuzz` found them. */
import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { kindOfFile } from './fuzz/input.ts';
import { check } from './fuzz/oracles.ts';

const found = readdirSync('fixtures/fuzz').flatMap((name) => {
  const kind = kindOfFile(name);
  return kind === null ? [] : [{ name, kind }];
});

test.each(found)('$name holds every oracle', async ({ name, kind }) => {
  const stored = readFileSync(`fixtures/fuzz/${name}`);
  const bytes = name.endsWith('.br') ? brotliDecompressSync(stored) : stored;
  await expect(check({ kind, bytes }, true)).resolves.toBeUndefined();
});
