// docs/user-rules.md lists what a rule may wait for. `UPDATE_DOCS=1 npx jest docs-user-rules` writes the list anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { kindInfo, momentKindNames } from '../src/rules/yaml/moment-kinds.ts';
import { readRuleFile } from '../src/rules/yaml/index.ts';

const path = join(process.cwd(), 'docs', 'user-rules.md');
const update = process.env['UPDATE_DOCS'] === '1';

const fieldsOf = (kind: (typeof momentKindNames)[number]): string =>
  Object.entries(kindInfo(kind).fields)
    .map(([name, type]) => `\`${name}\` ${type}`)
    .join(', ');

const list = momentKindNames
  .filter((kind) => kind !== 'window-end')
  .map((kind) => `- \`${kind}\`: ${fieldsOf(kind)}\n`)
  .join('');

const LIST = /(?<=^## What to wait for\n\n(?:[^-].*\n)*\n)(?:- .*\n)+/mu;

test('every kind and field is listed', () => {
  const page = readFileSync(path, 'utf8');
  if (update)
    writeFileSync(
      path,
      page.replace(LIST, () => list),
    );
  expect(LIST.exec(readFileSync(path, 'utf8'))?.[0]).toBe(list);
});

test('the rule on the page is a rule', () => {
  const [, rule = ''] = /```yaml\n(.*?)```/su.exec(readFileSync(path, 'utf8')) ?? [];
  expect(readRuleFile(rule)).toMatchObject({ faults: [], rules: [{ tests: [{ expect: 1 }] }] });
});
