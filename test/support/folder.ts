import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** A folder for the files of one suite; gone afterwards. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'msixray-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
