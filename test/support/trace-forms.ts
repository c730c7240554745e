/** The recordings of one program in every form, `fixtures/trace-forms`. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LineFormat } from '../../src/model/format.ts';
import { formats } from '../../parsers/index.ts';

const FOLDER = join(process.cwd(), 'fixtures', 'trace-forms');

/** Names of all forms: `ev.default`, `kp.trace.tgid`, … */
export const formNames: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt.gz'))
  .map((name) => name.slice(0, -'.txt.gz'.length))
  .toSorted();

/** Lines enough to recognise a format by. */
export const HEAD_LINES = 100;

export function formLines(name: string): readonly string[] {
  const text = gunzipSync(readFileSync(join(FOLDER, `${name}.txt.gz`))).toString('utf8');
  return text.replace(/\n$/, '').split('\n');
}

const lineFormats = formats.filter((format): format is LineFormat => format.reads === 'lines');

/** The format that claims most of these lines. */
export function formatOf(lines: readonly string[]): LineFormat {
  const votes = lineFormats.map((format) => ({
    format,
    count: lines.filter((line) => format.claims(line)).length,
  }));
  const best = votes.toSorted((a, b) => b.count - a.count)[0];
  if (best === undefined || best.count === 0) throw new Error('claimed by none');
  return best.format;
}
