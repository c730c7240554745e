// The example rules of the documentation pass their own tests, through the whole pipe.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { testRuleFile } from '../../src/rules/test-rules.ts';
import { readRuleFile } from '../../src/rules/yaml/index.ts';
import { analyzeWith } from '../support/rule-page.ts';

const folder = join(process.cwd(), 'docs', 'rules', 'examples');
const files = readdirSync(folder);

test('there are examples', () => {
  expect(files).toHaveLength(3);
});

test.each(files)('%s', async (file) => {
  const { rules, faults } = readRuleFile(readFileSync(join(folder, file), 'utf8'));
  expect(faults).toEqual([]);
  expect(rules).toHaveLength(1);
  const verdicts = await testRuleFile(
    rules,
    ({ text }, userRules) => analyzeWith([{ format: null, text }], userRules),
    () => Promise.resolve(null),
  );
  expect(verdicts.map((verdict) => [verdict.is, verdict.why])).toEqual(
    verdicts.map(() => ['pass', '']),
  );
  expect(verdicts.length).toBeGreaterThan(1);
});
