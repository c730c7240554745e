import { expect, test } from '@jest/globals';
import { explainRule } from '../../src/rules/explain.ts';
import { rules } from '../../src/rules/index.ts';
import { readPage } from '../support/rule-page.ts';
import { ruleOf } from '../support/rule.ts';
import { userRule } from '../support/user-rule.ts';

const page = `# a-rule

Something.

## What it means

One \`word\` and a [link](b.md) that is **long enough** to be wrapped somewhere here.

- first
  goes on
- second

## Evidence

\`\`\`log trace-cmd
secret
\`\`\`

## Fix

See <https://example.com/x>.
`;

test('shows the prose of the page as plain text, wrapped', () => {
  expect(explainRule(ruleOf([], { requires: [['a', 'b'], ['c']] }), page, 40)).toBe(`a-rule
Something is so

severity  high
status    stable, since 0.1.0
page      docs/rules/a-rule.md

What it means
  One word and a link that is long
  enough to be wrapped somewhere here.

  - first goes on
  - second

Fix
  See https://example.com/x.

Says
  - {device} saw {n} and {absent}

Needs in the log
  - one of a, b
  - one of c
`);
});

test('without a page the metadata says what to do', () => {
  expect(explainRule(ruleOf([]), null)).toContain(
    'Needs in the log\n  nothing: it says what it is blind to\n\nWhat to do\n  - give {n}\n',
  );
});

test('a rule of a user has no page and no version', () => {
  const text = explainRule(userRule().rule, null);
  expect(text).not.toContain('page ');
  expect(text).toContain('status    stable\n');
});

test.each(rules.map((rule) => [rule.meta.id, rule] as const))('%s fits 80 columns', (id, rule) => {
  const text = explainRule(rule, readPage(id));
  const long = text.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '));
  expect(long.filter((line) => !/^\s*(?:- )?\S+$/u.test(line))).toEqual([]);
  expect(text).toContain('What it means\n');
  expect(text).not.toContain('```');
});
