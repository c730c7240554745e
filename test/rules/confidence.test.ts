import { describe, expect, test } from '@jest/globals';
import type { Draft } from '../../src/model/finding.ts';
import type { Case } from '../../src/model/timeline.ts';
import { runRules } from '../../src/rules/engine.ts';
import { aCase, aSource, device, evidence, loss, ms, window } from '../support/case.ts';
import { draft, ruleOf } from '../support/rule.ts';

const underLosses = (over: Partial<Draft<'says'>>, input: Partial<Case>): unknown => {
  const [finding] = runRules(aCase(input), { rules: [ruleOf([draft(over)])] }).findings;
  return [finding?.confidence, finding?.doubts];
};
const one = [device({ windows: [window()] })];
const arrival = {
  at: ms(1001),
  windows: ['W1'],
  evidence: [evidence({ source: 1, role: 'arrives' as const })],
};
const underClocks = (
  second: Parameters<typeof aSource>[0],
  over: Partial<Draft<'says'>> = arrival,
): unknown => {
  const input = aCase({
    sources: [aSource(), aSource({ name: 'dmesg.txt', ...second })],
    devices: [device({ windows: [window()] })],
  });
  const [finding] = runRules(input, { rules: [ruleOf([draft(over)])] }).findings;
  return [finding?.confidence, finding?.doubts];
};

describe('confidence under losses', () => {
  test.each([
    ['before the window', loss({ from: ms(900), to: ms(999) }), 'high'],
    ['up to its first instant', loss({ from: ms(900), to: ms(1000) }), 'medium'],
    ['inside it', loss({ from: ms(1001), to: ms(1001) }), 'medium'],
    ['after it', loss({ from: ms(1003), to: ms(1004) }), 'high'],
    ['before an unknown instant', loss({ from: null, to: ms(1001) }), 'medium'],
    ['at an unknown time', loss({ from: null, to: null }), 'medium'],
  ] as const)('a loss %s', (_, lost, confidence) => {
    expect(underLosses({ windows: ['W1'] }, { devices: one, losses: [lost] })).toEqual([
      confidence,
      confidence === 'high' ? [] : ['the recorder lost events in the time of W1'],
    ]);
  });

  test('does not raise a low one', () => {
    expect(
      underLosses(
        { confidence: 'low', windows: ['W1'] },
        { devices: one, losses: [loss({ from: null })] },
      ),
    ).toEqual(['low', expect.anything()]);
  });

  test('in one of two windows is a doubt and no cap', () => {
    const two = [device({ windows: [window(), window({ id: 'W2', start: ms(9), end: ms(10) })] })];
    const lost = [loss({ from: ms(9), to: ms(9) })];
    expect(underLosses({ windows: ['W1', 'W2'] }, { devices: two, losses: lost })).toEqual([
      'high',
      ['the recorder lost events in the time of W2'],
    ]);
  });

  test('at the instant of a finding without a window', () => {
    expect(underLosses({}, { losses: [loss({ from: ms(900), to: ms(1100) })] })).toEqual([
      'medium',
      ['the recorder lost events at this time'],
    ]);
    expect(
      underLosses({ device: null }, { losses: [loss({ from: ms(900), to: ms(1100) })] }),
    ).toEqual(['high', []]);
  });
});

test('what the lines themselves state is not lowered by a loss', () => {
  const lost = { devices: one, losses: [loss({ from: null, to: null })] };
  expect(underLosses({ windows: ['W1'], observed: true }, lost)).toEqual(['high', []]);
  expect(underLosses({ windows: ['W1'], observed: false }, lost)).toEqual([
    'medium',
    expect.anything(),
  ]);
});

describe('confidence under clocks', () => {
  test.each([
    ['that keeps it inside the window', { offsetError: ms(1) }, 'high', []],
    [
      'that reaches beyond an edge of the window',
      { offsetError: ms(1.001) },
      'medium',
      ['dmesg.txt is placed to within 1.001 ms only: the interrupt may lie outside W1'],
    ],
    [
      'unknown',
      { offsetError: null },
      'medium',
      ['how well dmesg.txt is placed in time is not known'],
    ],
    ['unplaced', { offset: null }, 'low', ['dmesg.txt and trace.txt are not on one clock']],
  ] as const)('an arrival from another source, error %s', (_, source, confidence, doubts) => {
    expect(underClocks(source)).toEqual([confidence, doubts]);
  });

  test('what comes long after the window does not claim to lie inside it', () => {
    expect(underClocks({ offsetError: ms(1) }, { ...arrival, at: ms(1003.5) })).toEqual([
      'high',
      [],
    ]);
  });

  test('an arrival from the source that shows the window hangs on no clock', () => {
    const same = { ...arrival, evidence: [evidence({ role: 'arrives' as const })] };
    expect(underClocks({ offset: null }, same)).toEqual(['high', []]);
  });

  test('context from another source is no arrival', () => {
    const context = { ...arrival, evidence: [evidence({ source: 1, role: 'context' as const })] };
    expect(underClocks({ offset: null }, context)).toEqual(['high', []]);
  });
});
