import { expect, test } from '@jest/globals';
import { rulesOfModule } from '../../src/rules/module-rules.ts';
import { aCase } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const meta = {
  id: 'site/quiet',
  since: '',
  severity: 'low',
  status: 'test',
  summary: 'Nothing is said',
  requires: [['call']],
  messages: { says: 'quiet' },
  remedy: '',
};
const evaluate = (): [] => [];
const rule = { meta, evaluate };

test('one rule, or a list of them, without blind', () => {
  expect(rulesOfModule(rule)).toMatchObject({ faults: [], rules: [{ meta }] });
  const { rules } = rulesOfModule([rule, { ...rule, blind: () => ['sight'] }]);
  expect(rules.map((one) => judge(one, aCase()).outcome)).toEqual(['pass', 'not-applicable']);
});

test.each([
  [undefined, 'the default export must be a rule or a list of rules'],
  ['x', 'the default export must be a rule or a list of rules'],
  [{ evaluate }, 'meta is missing'],
  [{ meta }, 'evaluate must be a function'],
  [{ ...rule, blind: 1 }, 'blind must be a function'],
  [{ evaluate, meta: { ...meta, id: 'late-vector' } }, 'meta.id must be'],
  [{ evaluate, meta: { ...meta, severity: 'bad' } }, 'meta.severity must be'],
  [{ evaluate, meta: { ...meta, summary: 1 } }, 'meta.summary must be'],
  [{ evaluate, meta: { ...meta, since: null } }, 'meta.since must be'],
  [{ evaluate, meta: { ...meta, status: 'new' } }, 'meta.status must be'],
  [{ evaluate, meta: { ...meta, messages: {} } }, 'meta.messages must'],
  [{ evaluate, meta: { ...meta, messages: { a: 1 } } }, 'meta.messages must'],
  [{ evaluate, meta: { ...meta, remedy: null } }, 'meta.remedy must'],
  [{ evaluate, meta: { ...meta, requires: ['call'] } }, 'meta.requires must'],
  [{ evaluate, meta: { ...meta, requires: [[]] } }, 'meta.requires must'],
])('%#', (exported, message) => {
  expect(rulesOfModule([rule, exported])).toMatchObject({
    faults: [expect.stringContaining(`rule 2: ${message}`)],
  });
});

test('an empty list is no rules', () => {
  expect(rulesOfModule([]).faults).toEqual(['the module exports no rule']);
});
