import { describe, expect, test } from '@jest/globals';
import { readAnnotations } from '../../src/rules/annotations.ts';
import { testAnnotatedLog, testRuleFile, type TestedResult } from '../../src/rules/test-rules.ts';
import { readRuleFile } from '../../src/rules/yaml/index.ts';
import { ruleText } from '../support/user-rule.ts';

const result: TestedResult = {
  findings: [
    { rule: 'site/many-resizes', device: 'a' },
    { rule: 'late-vector', device: 'a' },
    { rule: 'late-vector', device: 'b' },
  ],
  rules: [
    { id: 'site/many-resizes', outcome: 'findings', missing: [] },
    { id: 'late-vector', outcome: 'findings', missing: [] },
    { id: 'events-lost', outcome: 'pass', missing: [] },
    { id: 'spurious-vector', outcome: 'not-applicable', missing: ['kernel-log'] },
  ],
};

describe('annotations', () => {
  test('are taken out and leave their line empty', () => {
    const log =
      '# tracer: nop\n# expect: late-vector count=2 device=0000:01:00.0\nx\n# ok: site/one\n# todo: events-lost\n';
    expect(readAnnotations(log)).toEqual({
      text: '# tracer: nop\n\nx\n\n\n',
      annotations: [
        { is: 'expect', rule: 'late-vector', count: 2, device: '0000:01:00.0', line: 2 },
        { is: 'ok', rule: 'site/one', count: null, device: null, line: 4 },
        { is: 'todo', rule: 'events-lost', count: null, device: null, line: 5 },
      ],
      faults: [],
    });
  });

  test.each([
    ['# expect:', '"" is no id of a rule'],
    ['# expect: Late', '"Late" is no id of a rule'],
    [
      '# expect: a cuont=2',
      '"cuont=2" is no condition of expect: device=NAME, and count=N after expect',
    ],
    ['# ok: a count=2', '"count=2" is no condition of ok: device=NAME, and count=N after expect'],
    [
      '# expect: a device=',
      '"device=" is no condition of expect: device=NAME, and count=N after expect',
    ],
  ])('%s', (line, message) => {
    expect(readAnnotations(line)).toMatchObject({
      annotations: [],
      faults: [{ line: 1, message }],
    });
  });

  test.each(['#expect: a', ' # expect: a', '# expected: a', '# entries-in-buffer: 1'])(
    '%s is a line of the log',
    (line) => {
      expect(readAnnotations(line)).toEqual({ text: line, annotations: [], faults: [] });
    },
  );
});

const judgeLog = async (text: string): Promise<unknown> => {
  const verdicts = await testAnnotatedLog({ name: 'x.log', text }, [], () =>
    Promise.resolve(result),
  );
  return verdicts.map((verdict) => [verdict.line, verdict.is, verdict.why]);
};

describe('an annotated log', () => {
  test.each([
    ['# expect: late-vector', 'pass', ''],
    ['# expect: late-vector count=2', 'pass', ''],
    ['# expect: late-vector count=3', 'fail', '3 expected, 2 found'],
    ['# expect: late-vector device=b count=1', 'pass', ''],
    ['# expect: late-vector device=c', 'fail', 'at least one expected, 0 found'],
    [
      '# expect: spurious-vector',
      'fail',
      'at least one expected, 0 found: not applicable, the log lacks kernel-log',
    ],
    ['# expect: no-such-rule', 'fail', 'there is no such rule, or it is switched off'],
    ['# ok: events-lost', 'pass', ''],
    ['# ok: late-vector', 'fail', '2 found'],
    ['# ok: late-vector device=c', 'pass', ''],
    ['# todo: events-lost', 'todo', 'not found yet'],
    ['# todo: late-vector', 'fail', 'it is found now: make it an expect'],
    [
      '# expect: late-vector x',
      'fail',
      '"x" is no condition of expect: device=NAME, and count=N after expect',
    ],
    ['no annotation', 'fail', 'the log holds no annotation'],
  ])('%s: %s', async (text, is, why) => {
    expect(await judgeLog(text)).toEqual([[1, is, why]]);
  });

  test('verdicts come in the order of the lines', async () => {
    expect(await judgeLog('# ok: events-lost\n# ok: !\n# expect: late-vector')).toEqual([
      [1, 'pass', ''],
      [2, 'fail', '"!" is no id of a rule'],
      [3, 'pass', ''],
    ]);
  });
});

const judgeFile = async (tests: string): Promise<unknown> => {
  const { rules, faults } = readRuleFile(ruleText({ tests }));
  expect(faults).toEqual([]);
  const logs: Readonly<Record<string, string>> = { 'a.log': 'text of a' };
  const verdicts = await testRuleFile(
    rules,
    ({ text }, [rule]) =>
      Promise.resolve(
        text.includes('none') || rule === undefined ? { ...result, findings: [] } : result,
      ),
    (path) => Promise.resolve(logs[path] ?? null),
  );
  return verdicts.map(({ name, is, why }) => [name, is, why]);
};

describe('the tests of a rule file', () => {
  test.each([
    ['[{ text: x, expect: 1 }]', ['site/many-resizes: test 1', 'pass', '']],
    ['[{ name: n, log: a.log, expect: 1 }]', ['site/many-resizes: n', 'pass', '']],
    ['[{ text: x, expect: 0 }]', ['site/many-resizes: test 1', 'fail', '0 expected, 1 found']],
    ['[{ text: none, expect: 1 }]', ['site/many-resizes: test 1', 'fail', '1 expected, 0 found']],
    [
      '[{ log: b.log, expect: 1 }]',
      ['site/many-resizes: test 1', 'fail', 'the log b.log cannot be read'],
    ],
  ])('%s', async (tests, verdict) => {
    expect(await judgeFile(tests)).toEqual([verdict]);
  });
});
