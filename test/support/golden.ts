/**
 * Golden files: the bytes that an output must give for a known result, in fixtures/report/. `UPDATE_GOLDEN=1 npx jest
 * test/report` writes them anew; read the difference before it is committed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';

const FOLDER = join('fixtures', 'report');

export function expectGolden(name: string, text: string): void {
  const path = join(FOLDER, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
}
