import { describe, expect, test } from '@jest/globals';
import type { Draft, Severity } from '../../src/model/finding.ts';
import { defineRule, type Rule } from '../../src/model/rule.ts';
import { nanos } from '../../src/model/time.ts';
import type { Case } from '../../src/model/timeline.ts';
import { runRules } from '../../src/rules/engine.ts';
import { aCase, device, evidence, ms, window } from '../support/case.ts';
import { draft, ruleOf } from '../support/rule.ts';

const run = (rules: readonly Rule[], input: Case = aCase()): ReturnType<typeof runRules> =>
  runRules(input, { rules });

const overridden = (how: 'off' | Severity, draftSeverity?: Severity): unknown =>
  runRules(aCase(), {
    rules: [ruleOf([draft(draftSeverity === undefined ? {} : { severity: draftSeverity })])],
    overrides: new Map([['a-rule', how]]),
  });

const printOf = (over: Partial<Draft<'says'>>, id = 'a-rule'): string | undefined =>
  run([ruleOf([draft(over)], { id })]).findings[0]?.fingerprint;
describe('outcomes', () => {
  test('a rule without drafts passes', () => {
    expect(run([ruleOf([])]).outcomes).toEqual([
      { id: 'a-rule', outcome: 'pass', missing: [], error: null },
    ]);
  });

  test('a group without any of its signals makes a rule not applicable, and it is not asked', () => {
    const { findings, outcomes } = run([
      ruleOf([draft()], { requires: [['irq_handler_entry', 'x'], ['y', 'z'], ['w']] }),
    ]);
    expect(findings).toEqual([]);
    expect(outcomes).toEqual([
      { id: 'a-rule', outcome: 'not-applicable', missing: ['y or z', 'w'], error: null },
    ]);
  });

  test('a blind rule without drafts is not applicable; with drafts it speaks', () => {
    expect(run([ruleOf([], { blind: ['a rate'] })]).outcomes[0]).toMatchObject({
      outcome: 'not-applicable',
      missing: ['a rate'],
    });
    expect(run([ruleOf([draft()], { blind: ['a rate'] })]).outcomes[0]).toMatchObject({
      outcome: 'findings',
      missing: [],
    });
  });

  test('a rule that throws half way spoils only itself', () => {
    const torn = defineRule(ruleOf([]).meta, function* (): Iterable<Draft> {
      yield draft();
      throw new Error('no such vector');
    });
    const { findings, outcomes } = run([torn, ruleOf([draft()], { id: 'b-rule' })]);
    expect(findings.map((f) => f.rule)).toEqual(['b-rule']);
    expect(outcomes).toEqual([
      { id: 'a-rule', outcome: 'error', missing: [], error: 'no such vector' },
      { id: 'b-rule', outcome: 'findings', missing: [], error: null },
    ]);
  });

  test('a message that the rule does not have is an error of the rule', () => {
    const wrong = defineRule<string>(ruleOf([]).meta, () => [{ ...draft(), message: 'sais' }]);
    expect(run([wrong]).outcomes[0]).toMatchObject({
      outcome: 'error',
      error: 'no message "sais" in rule a-rule',
    });
  });
});

describe('a finding', () => {
  test('has its template filled, and unknown fields say so', () => {
    expect(run([ruleOf([draft()])]).findings[0]).toMatchObject({
      id: 'F1',
      message: '0000:01:00.0 saw 3 and unknown',
      remedy: 'give 3',
      docs: 'docs/rules/a-rule.md',
    });
  });

  test('of a user has no page of ours', () => {
    expect(run([ruleOf([draft()], { id: 'site/one' })]).findings[0]?.docs).toBe('');
  });

  test.each([
    ['low', undefined, 'low'],
    ['critical', 'info', 'critical'],
  ] as const)('overridden to %s from %s', (how, from, is) => {
    expect(overridden(how, from)).toMatchObject({ findings: [{ severity: is }] });
  });

  test('of a rule that is off is neither found nor an outcome', () => {
    expect(overridden('off')).toEqual({ findings: [], outcomes: [] });
  });
});

describe('order', () => {
  test('is severity, device with the case last, rule, time with none last; ids follow it', () => {
    const { findings } = run([
      ruleOf([draft({ device: null }), draft({ device: 'b' }), draft({ device: 'a', at: null })], {
        id: 'z',
      }),
      ruleOf([draft({ device: 'a', at: ms(2) }), draft({ device: 'a', at: ms(1) })], { id: 'z' }),
      ruleOf([draft({ device: 'a' })], { id: 'y' }),
      ruleOf([draft({ device: 'c' })], { id: 'x', severity: 'critical' }),
    ]);
    expect(findings.map((f) => [f.id, f.severity, f.device, f.rule, f.at])).toEqual([
      ['F1', 'critical', 'c', 'x', ms(1000)],
      ['F2', 'high', 'a', 'y', ms(1000)],
      ['F3', 'high', 'a', 'z', ms(1)],
      ['F4', 'high', 'a', 'z', ms(2)],
      ['F5', 'high', 'a', 'z', null],
      ['F6', 'high', 'b', 'z', ms(1000)],
      ['F7', 'high', null, 'z', ms(1000)],
    ]);
  });
});

describe('fingerprint', () => {
  const plain = printOf({});

  test('is sixteen hex digits', () => {
    expect(plain).toMatch(/^[0-9a-f]{16}$/u);
  });

  test.each([
    ['time', { at: ms(5) }],
    ['counts', { data: { n: 9 } }],
    ['windows', { windows: ['W9'] }],
    ['evidence', { evidence: [evidence({ line: 99 })] }],
    ['confidence', { confidence: 'low' }],
  ] as const)('does not change with %s', (_, over) => {
    expect(printOf(over)).toBe(plain);
  });

  test('changes with device, rule and identity', () => {
    const prints = [
      plain,
      printOf({ device: 'b' }),
      printOf({}, 'b-rule'),
      printOf({ identity: '1' }),
    ];
    expect(new Set(prints).size).toBe(4);
  });

  test.each([
    ['vdev 0xffff8e1d4279d800', 'vdev 0xff3d1d0c41cf0800'],
    ['task vt-216', 'task vt-9'],
  ])('of %s is that of %s: the number is of one run', (a, b) => {
    expect(printOf({ device: a })).toBe(printOf({ device: b }));
  });
});

test('the same case gives the same bytes', () => {
  const input = aCase({ devices: [device({ windows: [window({ start: nanos(5) })] })] });
  expect(JSON.stringify(runRules(input))).toBe(JSON.stringify(runRules(input)));
});
