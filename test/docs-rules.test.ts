// A rule is one name: code, test and page. `UPDATE_DOCS=1 npx jest docs-rules` writes the openings of the pages, what their examples
// give, and the index anew.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rules } from '../src/rules/index.ts';
import {
  analyzeExamples,
  examplesOf,
  given,
  givenIn,
  headingsOf,
  openingOf,
  readPage,
  withGiven,
  writePage,
} from './support/rule-page.ts';

const update = process.env['UPDATE_DOCS'] === '1';

const metas = rules.map(({ meta }) => meta);
const ids = metas.map((meta) => meta.id);

const HEADINGS = ['What it means', 'Evidence', 'Causes', 'Not this rule', 'Fix', 'References'];

test.each(ids)('%s has its code and its test', (id) => {
  expect(existsSync(join('src', 'rules', `${id}.ts`))).toBe(true);
  expect(existsSync(join('test', 'rules', `${id}.test.ts`))).toBe(true);
});

test('every page is of a rule', () => {
  const pages = readdirSync(join('docs', 'rules')).filter((name) => name.endsWith('.md'));
  expect(pages.toSorted()).toEqual(['README.md', ...ids.map((id) => `${id}.md`)].toSorted());
});

test.each(metas.map((meta) => [meta.id, meta] as const))(
  '%s: the page opens as the rule says',
  (id, meta) => {
    const opening = openingOf(meta);
    const page = readPage(id);
    if (update) writePage(id, opening + page.slice(page.indexOf('\n## ')));
    expect(readPage(id).startsWith(opening)).toBe(true);
    expect(headingsOf(page)).toEqual(HEADINGS);
  },
);

test.each(ids)('%s: the examples give what the page says', async (id) => {
  const page = readPage(id);
  const result = await analyzeExamples(examplesOf(page));
  const says = given(result, id);
  if (update) writePage(id, withGiven(page, says));
  expect(givenIn(readPage(id))).toBe(says);
  expect(result.findings.map((finding) => finding.rule)).toContain(id);
});

test.each(ids)('%s: links of the page lead somewhere', (id) => {
  const links = Array.from(
    readPage(id).matchAll(/\]\(([\w-]+\.md)\)/gu),
    ([, target = '']) => target,
  );
  expect(links.filter((target) => !existsSync(join('docs', 'rules', target)))).toEqual([]);
});

/** The section of docs/rules/README.md. */
const list = metas
  .map(({ id, severity, summary }) => `- [${id}](${id}.md) (${severity}): ${summary}\n`)
  .join('');

const LIST = /(?<=^## All rules\n\n)(?:- .*\n)*/mu;

test('the index lists every rule', () => {
  const index = readPage('README');
  if (update)
    writePage(
      'README',
      index.replace(LIST, () => list),
    );
  expect(LIST.exec(readPage('README'))?.[0]).toBe(list);
});
