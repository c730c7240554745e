/** The recordings of one program in every form, `fixtures/trace-forms`. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LineFormat } from '../../src/model/format.ts';
import { detect } from '../../parsers/detect.ts';

const FOLDER = join(process.cwd(), 'fixtures', 'trace-forms');

/** Names of all forms: `ev.default`, `kp.trace.tgid`, … */
export const formNames: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt.gz'))
  .map((name) => name.slice(0, -'.txt.gz'.length))
  .toSorted();

export function formLines(name: string): readonly string[] {
  const text = gunzipSync(readFileSync(join(FOLDER, `${name}.txt.gz`))).toString('utf8');
  return text.replace(/\n$/, '').split('\n');
}

/** The format that the program itself would read these lines with. */
export function formatOf(lines: readonly string[]): LineFormat {
  const detected = detect(lines, new Uint8Array());
  if (detected === null || detected.format.reads !== 'lines') throw new Error('not recognised');
  return detected.format;
}
