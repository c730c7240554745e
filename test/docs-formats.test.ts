// The pages of docs/formats show the samples that the parsers are tested with. `UPDATE_DOCS=1 npx jest docs-formats`
// writes the section anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Format, Sample } from '../src/model/format.ts';
import { formats } from '../parsers/index.ts';

const update = process.env['UPDATE_DOCS'] === '1';

const pageOf = (id: string): string => join(process.cwd(), 'docs', 'formats', `${id}.md`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The section as it must stand at the end of a page: the lines under where they were seen. */
function section(samples: readonly Sample[]): string {
  const bySource = new Map<string, string[]>();
  for (const { from, line } of samples) {
    const lines = bySource.get(from) ?? [];
    // Blanks at the end of a line do not survive editors.
    const shown = line.trimEnd();
    if (!lines.includes(shown)) lines.push(shown);
    bySource.set(from, lines);
  }
  const blocks = [...bySource].map(
    ([from, lines]) => `${capital(from)}:\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`,
  );
  return `## Samples\n\n${blocks.join('\n')}`;
}

/** What stands before the section; a new page gets the format's own words. */
function textBefore(format: Format): string {
  const page = pageOf(format.id);
  if (!existsSync(page)) return `# ${format.id}: ${format.title}\n\n${format.describes}.\n\n`;
  const text = readFileSync(page, 'utf8');
  const at = text.indexOf('\n## Samples\n');
  return at < 0 ? `${text.trimEnd()}\n\n` : text.slice(0, at + 1);
}

test.each(formats.map((format): [string, Format] => [format.id, format]))(
  'the page of %s shows its samples',
  (id, format) => {
    const samples = format.reads === 'lines' ? section(format.samples) : '';
    const expected =
      samples === '' ? `${textBefore(format).trimEnd()}\n` : textBefore(format) + samples;
    if (update) writeFileSync(pageOf(id), expected);
    expect(readFileSync(pageOf(id), 'utf8')).toBe(expected);
  },
);
