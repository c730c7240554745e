import { describe, expect, test } from '@jest/globals';
import type { Result, ResultFinding, ResultRule, ResultWindow } from '../../src/model/result.ts';
import { diffText } from '../../src/report/diff-text.ts';
import { diffResults, isEmpty } from '../../src/report/diff.ts';
import { finding, nvmeResize, resize, source } from '../support/result.ts';

const result = (
  windows: readonly ResultWindow[],
  findings: readonly ResultFinding[],
  over: Partial<Result> = {},
): Result => nvmeResize({ windows, findings, rules: [], ...over });

const other = { sources: [source({ digest: 'another' })] };

const rule = (id: string, outcome: ResultRule['outcome']): ResultRule => ({
  id,
  outcome,
  missing: [],
});

test('a result does not differ from itself', () => {
  const diff = diffResults(nvmeResize(), nvmeResize());
  expect(isEmpty(diff)).toBe(true);
  expect(diffText(diff, false)).toBe('No difference.\n');
});

describe('findings', () => {
  test('go by their fingerprint, not by number or time', () => {
    const before = result([], [finding({ id: 'F1', fingerprint: 'a' })]);
    const after = result(
      [],
      [
        finding({ id: 'F1', fingerprint: 'b' }),
        finding({ id: 'F2', fingerprint: 'a', at: '99.000000000' }),
      ],
    );
    const { findings } = diffResults(before, after);
    expect(findings.came.map((one) => one.fingerprint)).toEqual(['b']);
    expect([findings.went, findings.changed]).toEqual([[], []]);
  });

  test('two of a kind are two', () => {
    const one = finding({ fingerprint: 'a' });
    const { findings } = diffResults(result([], [one, { ...one }]), result([], [one]));
    expect([findings.came.length, findings.went.length]).toEqual([0, 1]);
  });

  test('that changed say in what', () => {
    const before = result([], [finding({ severity: 'high', confidence: 'high' })]);
    const after = result([], [finding({ severity: 'info', confidence: 'high' })]);
    expect(diffResults(before, after).findings.changed.map((one) => one.changes)).toEqual([
      [{ field: 'severity', before: 'high', after: 'info' }],
    ]);
  });
});

describe('windows', () => {
  const first = resize({ id: 'W1', start: '1.000000000', end: '1.002000000' });
  const second = resize({ id: 'W2', start: '2.000000000', end: '2.002000000' });

  test('of the same log go by their instant', () => {
    const { windows } = diffResults(result([first, second], []), result([second], []));
    expect([windows.came, windows.went, windows.changed]).toEqual([[], [first], []]);
  });

  test('of the same log that end elsewhere have changed', () => {
    const longer = { ...first, end: '1.003000000' };
    expect(diffResults(result([first], []), result([longer], [])).windows.changed).toMatchObject([
      { changes: [{ field: 'end', before: '1.002000000', after: '1.003000000' }] },
    ]);
  });

  test('of another log go by device, cause and live vectors, in their order', () => {
    const later = resize({ id: 'W1', start: '71.000000000', end: '71.009000000' });
    const { windows, sameSources } = diffResults(
      result([first, second], []),
      result([later], [], other),
    );
    expect(sameSources).toBe(false);
    expect([windows.came, windows.went, windows.changed]).toEqual([[], [second], []]);
  });

  test('of another cause are others', () => {
    const { windows } = diffResults(
      result([first], []),
      result([{ ...first, cause: 'close' }], [], other),
    );
    expect([windows.came.length, windows.went.length]).toEqual([1, 1]);
  });
});

test('rules whose outcome changed, and another tool', () => {
  const before = result([], [], { rules: [rule('a', 'pass'), rule('b', 'pass')] });
  const after = result([], [], {
    rules: [rule('a', 'not-applicable'), rule('b', 'pass')],
    tool: { ...before.tool, version: '9.9.9' },
  });
  const diff = diffResults(before, after);
  expect(diff.rules.map(({ changes }) => changes)).toEqual([
    [{ field: 'outcome', before: 'pass', after: 'not-applicable' }],
  ]);
  expect(diff.tool).toEqual([{ field: 'version', before: before.tool.version, after: '9.9.9' }]);
});

test('as text: what came and is worst first, marked, and nothing of a log gets through raw', () => {
  const before = result([resize({ start: '1.000000000', end: '1.002000000', live: [0] })], []);
  const after = result(
    [],
    [
      finding({ fingerprint: 'x', rule: 'late-vector', severity: 'medium', message: 'late' }),
      finding({
        fingerprint: 'y',
        rule: 'intx-redirect',
        severity: 'critical',
        message: 'bad \u001b[31m',
      }),
    ],
    other,
  );
  expect(diffText(diffResults(before, after), false)).toBe(
    `The two were made of different logs: windows are compared by their order, not by time.

Findings: 2 came, 0 went, 0 changed
  + critical intx-redirect: bad \\x1b[31m
  + medium late-vector: late

Windows: 0 came, 1 went, 0 changed
  - 0000:01:00.0 msix-disabled (resize) at 1.000000, 2.000 ms, live 0
`,
  );
});
