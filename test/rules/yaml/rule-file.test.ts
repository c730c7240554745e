import { expect, test } from '@jest/globals';
import { printFault, readRuleFile } from '../../../src/rules/yaml/index.ts';
import { faultsOf, ruleText, userRule } from '../../support/user-rule.ts';

test('a rule becomes metadata, tests and notes', () => {
  const { rule, falsePositives, references, tests } = userRule({
    status: 'test',
    remedy: 'Stop it.',
    requires: '[vector_teardown, [kernel-log, irq_handler_entry]]',
    falsepositives: '[a planned reload]',
    references: '[https://example.com/1]',
    tests: '[{ name: one, log: a.log, expect: 1 }, { text: "x", expect: 0 }]',
  });
  expect(rule.meta).toEqual({
    id: 'site/many-resizes',
    since: '',
    severity: 'medium',
    status: 'test',
    summary: 'Many resizes',
    requires: [['vector_teardown'], ['kernel-log', 'irq_handler_entry']],
    messages: { match: '{device}: {matches} of them' },
    remedy: 'Stop it.',
  });
  expect(falsePositives).toEqual(['a planned reload']);
  expect(references).toEqual(['https://example.com/1']);
  expect(tests).toEqual([
    { name: 'one', expect: 1, line: 11, log: { path: 'a.log' } },
    { name: 'test 2', expect: 0, line: 11, log: { text: 'x' } },
  ]);
});

test('what a rule does not require itself follows from what it waits for', () => {
  const groups = userRule({ match: '{ start: { on: window }, then: { on: symptom } }' }).rule.meta
    .requires;
  expect(groups.map((group) => group[0])).toEqual(['vfio_msi_disable', 'kernel-log']);
});

test('several rules in one file, one a document', () => {
  const second = ruleText({ id: 'site/other' });
  const { rules, faults } = readRuleFile(`${ruleText()}---\n${second}---\n`);
  expect(faults).toEqual([]);
  expect(rules.map(({ rule }) => rule.meta.id)).toEqual(['site/many-resizes', 'site/other']);
});

test('JSON is YAML', () => {
  const json = JSON.stringify({
    id: 'a/b',
    title: 'T',
    severity: 'low',
    match: { start: { on: 'stray' } },
    message: 'm',
  });
  expect(readRuleFile(json)).toMatchObject({
    faults: [],
    rules: [{ rule: { meta: { id: 'a/b' } } }],
  });
});

const start = '{ start: { on: window';

test.each([
  [{ id: '' }, 1, 1, 'id is missing'],
  [{ severity: '' }, 1, 1, 'severity is missing'],
  [{ message: '' }, 1, 1, 'message is missing'],
  [{ match: '' }, 1, 1, 'match is missing: what the rule waits for'],
  [{ id: 'no-slash' }, 1, 5, 'an id is words of a-z, 0-9 and - with a slash, like site/no-intx'],
  [
    { severity: 'hihg' },
    3,
    11,
    'severity must be one of critical, high, medium, low, info (did you mean "high"?)',
  ],
  [{ title: '[a]' }, 2, 8, 'title must be a text'],
  [{ sevrity: 'low' }, 6, 1, 'unknown key "sevrity" (did you mean "severity"?)'],
  [{ zzz: 'low' }, 6, 1, 'unknown key "zzz"'],
  [{ where: 'nmae == "x"' }, 6, 8, 'unknown field "nmae" (did you mean "name"?)'],
  [{ where: '"nmae == 3"' }, 6, 9, 'unknown field "nmae" (did you mean "name"?)'],
  [{ match: 'window' }, 4, 8, 'match must be a map of keys and values'],
  [{ match: '{ then: { on: window } }' }, 4, 8, 'match has no start'],
  [
    { match: '{ start: { on: windw } }' },
    4,
    23,
    'nothing is called "windw" (did you mean "window"?); there are window, window-end, failure, stray, intx, symptom, late-vector, rearm, vector, device',
  ],
  [{ match: `${start}, when: live >> 1 } }` }, 4, 43, 'a value was expected and not >'],
  [{ match: `${start}, when: start.live > 1 } }` }, 4, 37, 'unknown field "start.live"'],
  [{ match: `${start} }, cuont: 3 }` }, 4, 33, 'unknown key "cuont" (did you mean "count"?)'],
  [{ match: `${start} }, count: 0 }` }, 4, 40, 'count must be a whole number from 1 up'],
  [{ match: `${start} }, for: 60 }` }, 4, 38, 'for must be a text'],
  [
    { match: `${start} }, for: 60sec }` },
    4,
    38,
    'for must be a number with a unit (ns, us, ms, s, m, h), like 200ms',
  ],
  [
    { match: `${start}, within: 1s } }` },
    4,
    17,
    'the start is the beginning: within has no meaning there',
  ],
  [
    { match: `${start} }, unless: { on: stray } }` },
    4,
    41,
    'unless needs within where no step follows the start',
  ],
  [
    { match: '{ start: { on: device }, for: 1m }' },
    4,
    17,
    'device has no time: nothing can come after it, and for has no meaning',
  ],
  [
    { match: `${start} }, then: { on: device } }` },
    4,
    39,
    'device has no time and cannot come after a start',
  ],
  [
    { message: '"{device} {cuase}"' },
    5,
    19,
    'the message names an unknown field "cuase" (did you mean "cause"?)',
  ],
  [{ message: '"{then.kind}"' }, 5, 10, 'the message names an unknown field "then.kind"'],
  [{ tests: '[{ log: a }]' }, 6, 9, 'expect is missing: how many findings'],
  [{ tests: '[{ expect: 1 }]' }, 6, 9, 'a test has either log, a path, or text, the log itself'],
  [
    { tests: '[{ log: a, text: b, expect: 1 }]' },
    6,
    9,
    'a test has either log, a path, or text, the log itself',
  ],
  [{ requires: '[[1]]' }, 6, 12, 'requires holds names of events, and lists of them'],
  [{ remedy: '&a x' }, 6, 12, 'anchors and aliases are not supported'],
  [{ remedy: '!!js/function x' }, 6, 23, 'tags are not supported'],
])('%j: %i:%i %s', (over, line, column, message) => {
  const [fault, ...more] = faultsOf(ruleText(over));
  expect([fault?.line, fault?.message]).toEqual([line, expect.stringContaining(message)]);
  expect(fault?.column).toBe(column);
  expect(more.filter((one) => one.line !== line)).toEqual([]);
});

test.each([
  ['', 'the file holds no rule'],
  ['# nothing\n', 'the file holds no rule'],
  ['- a\n- b\n', 'a rule must be a map of keys and values'],
  ['id: [', 'Flow'],
  ['id: a\nid: b\n', 'unique'],
  [`${ruleText()}---\n${ruleText()}`, 'two rules are called site/many-resizes'],
  [`x: ${'a'.repeat(1 << 20)}`, 'the file is longer than 1048576 characters'],
])('%#: a file that is no rule file', (text, message) => {
  const { rules, faults } = readRuleFile(text);
  expect(faults[0]?.message).toContain(message);
  expect(rules.length === 0 || faults.length > 0).toBe(true);
});

test('a fault prints as editors read it', () => {
  expect(printFault('r.yaml', { line: 3, column: 5, message: 'no' })).toBe('r.yaml:3:5: no');
});
