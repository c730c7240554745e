/** A page of docs/rules, taken apart. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { analyze, type SourceInput } from '../../src/analyze.ts';
import type { Result } from '../../src/model/result.ts';
import type { Rule, RuleMeta } from '../../src/model/rule.ts';

export const pagePath = (id: string): string => join(process.cwd(), 'docs', 'rules', `${id}.md`);

export const readPage = (id: string): string => readFileSync(pagePath(id), 'utf8');

export const writePage = (id: string, text: string): void => writeFileSync(pagePath(id), text);

export const headingsOf = (page: string): readonly string[] =>
  Array.from(page.matchAll(/^## (.*)$/gmu), ([, heading = '']) => heading);

export interface Example {
  readonly format: string;
  readonly text: string;
}

/** The fenced blocks marked `log FORMAT`: together they are one case. */
export const examplesOf = (page: string): readonly Example[] =>
  Array.from(page.matchAll(/^```log (\S+)\n(.*?)^```$/gmsu), ([, format = '', text = '']) => ({
    format,
    text,
  }));

/** The page's opening, as its rule's metadata says it. */
export const openingOf = (meta: RuleMeta): string =>
  `# ${meta.id}\n\n${meta.summary}. Severity **${meta.severity}**, ${meta.status} since ${meta.since}.\n`;

const GIVES = /^gives\n\n```text\n.*?^```\n\nBeside it: [^\n]*\n/msu;

/** The part of a page that says what its examples give. */
export const givenIn = (page: string): string => GIVES.exec(page)?.[0] ?? '';

export const withGiven = (page: string, says: string): string => page.replace(GIVES, () => says);

/** What the examples give: the finding of the page's rule in words, and which other rules find something. */
export function given(result: Result, id: string): string {
  const own = result.findings.filter((finding) => finding.rule === id);
  const words = own.flatMap(({ severity, rule, message, confidence }) => [
    ...wrapped(`${severity.toUpperCase()} ${rule}: ${message}`),
    `confidence ${confidence}`,
  ]);
  const others = [...new Set(result.findings.map((finding) => finding.rule))].filter(
    (r) => r !== id,
  );
  const beside = others.length === 0 ? 'nothing' : others.map((r) => `[${r}](${r}.md)`).join(', ');
  return `gives\n\n\`\`\`text\n${words.join('\n')}\n\`\`\`\n\nBeside it: ${beside}.\n`;
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length > 98) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

/** The whole pipe over texts, the format found where none is given. */
export const analyzeWith = (
  logs: readonly { readonly format: string | null; readonly text: string }[],
  userRules: readonly Rule[],
): Promise<Result> =>
  analyze(
    logs.map(({ format, text }): SourceInput => ({
      name: `example.${format ?? 'log'}`,
      format,
      open: () => Readable.from([Buffer.from(text)]),
    })),
    {
      zone: 'UTC',
      year: null,
      offsets: new Map(),
      device: null,
      since: null,
      until: null,
      cpus: null,
      ruleOverrides: new Map(),
      userRules,
      strict: false,
    },
  );

export const analyzeExamples = (examples: readonly Example[]): Promise<Result> =>
  analyzeWith(examples, []);
