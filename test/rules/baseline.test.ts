import { describe, expect, test } from '@jest/globals';
import {
  BASELINE_SCHEMA,
  emptyBaseline,
  printBaseline,
  sortByBaseline,
  updateBaseline,
  type Baseline,
  type BaselineEntry,
  type Known,
} from '../../src/rules/baseline.ts';
import { readBaseline } from '../../src/rules/yaml/read-baseline.ts';

const A = 'aaaaaaaaaaaaaaaa';
const B = 'bbbbbbbbbbbbbbbb';

const finding = (fingerprint: string, over: Partial<Known> = {}): Known => ({
  fingerprint,
  rule: 'late-vector',
  device: '0000:01:00.0',
  severity: 'medium',
  ...over,
});

const entry = (fingerprint: string, over: Partial<BaselineEntry> = {}): BaselineEntry => ({
  fingerprint,
  rule: 'late-vector',
  device: '0000:01:00.0',
  count: 1,
  reason: 'known since spring',
  expires: null,
  ...over,
});

const baseline = (...entries: readonly BaselineEntry[]): Baseline => ({
  schema: BASELINE_SCHEMA,
  entries,
});

const sorted = (findings: readonly Known[], ...entries: readonly BaselineEntry[]): unknown => {
  const { fresh, known, unused, expired } = sortByBaseline(
    findings,
    baseline(...entries),
    '2026-11-22',
  );
  return [fresh.length, known.length, unused.length, expired.length];
};

describe('sorting', () => {
  test.each([
    ['nothing known', [finding(A)], [], [1, 0, 0, 0]],
    ['known', [finding(A)], [entry(A)], [0, 1, 0, 0]],
    ['another', [finding(B)], [entry(A)], [1, 0, 1, 0]],
    ['one more than known', [finding(A), finding(A)], [entry(A)], [1, 1, 0, 0]],
    ['less than known', [finding(A)], [entry(A, { count: 2 })], [0, 1, 1, 0]],
    ['two entries add up', [finding(A), finding(A)], [entry(A), entry(A)], [0, 2, 0, 0]],
    ['the last day', [finding(A)], [entry(A, { expires: '2026-11-22' })], [0, 1, 0, 0]],
    ['a day late', [finding(A)], [entry(A, { expires: '2026-11-21' })], [1, 0, 0, 1]],
    ['nothing found', [], [entry(A)], [0, 0, 1, 0]],
  ] as const)('%s: fresh, known, unused, expired = %j', (_, findings, entries, numbers) => {
    expect(sorted(findings, ...entries)).toEqual(numbers);
  });

  test('the first of a kind are the known ones', () => {
    const [first, second] = [finding(A), finding(A, { severity: 'high' })];
    const { fresh, known } = sortByBaseline([first, second], baseline(entry(A)), '2026-11-22');
    expect([known, fresh]).toEqual([[first], [second]]);
  });
});

const counts = (findings: readonly Known[], before: Baseline, whole: boolean): unknown =>
  updateBaseline(findings, before, { reason: 'new', whole }).entries.map((one) => [
    one.fingerprint,
    one.count,
    one.reason,
  ]);

describe('updating', () => {
  test.each([
    ['a new one', [finding(A)], [], true, [[A, 1, 'new']]],
    ['two of a kind', [finding(A), finding(A)], [], true, [[A, 2, 'new']]],
    ['keeps a reason', [finding(A)], [entry(A)], true, [[A, 1, 'known since spring']]],
    [
      'shrinks a count',
      [finding(A)],
      [entry(A, { count: 3 })],
      true,
      [[A, 1, 'known since spring']],
    ],
    ['drops what is gone', [], [entry(A)], true, []],
    ['a partial run drops nothing', [], [entry(A)], false, [[A, 1, 'known since spring']]],
    [
      'a partial run shrinks nothing',
      [finding(A)],
      [entry(A, { count: 3 })],
      false,
      [[A, 3, 'known since spring']],
    ],
    [
      'a partial run raises and adds',
      [finding(A), finding(A), finding(B)],
      [entry(A)],
      false,
      [
        [A, 2, 'known since spring'],
        [B, 1, 'new'],
      ],
    ],
  ] as const)('%s', (_, findings, entries, whole, expected) => {
    expect(counts(findings, baseline(...entries), whole)).toEqual(expected);
  });

  test('sorts by rule, device and fingerprint, whatever the order of the findings', () => {
    const findings = [
      finding(B),
      finding(A),
      finding('c', { rule: 'a-rule' }),
      finding('d', { device: null }),
    ];
    const there = updateBaseline(findings, emptyBaseline, { reason: '', whole: true });
    const back = updateBaseline(findings.toReversed(), emptyBaseline, { reason: '', whole: true });
    expect(there.entries.map((one) => one.fingerprint)).toEqual(['c', 'd', A, B]);
    expect(printBaseline(back)).toBe(printBaseline(there));
  });
});

const yaml = (fields: string): string =>
  `schema: msixray.baseline/1\nentries:\n  - { ${fields} }\n`;

describe('the file', () => {
  test.each([
    ['empty', emptyBaseline],
    [
      'with entries',
      baseline(entry(A, { expires: '2026-12-31' }), entry(B, { device: null, count: 7 })),
    ],
  ])('%s is read as it was written', (_, written) => {
    expect(readBaseline(printBaseline(written))).toEqual({ baseline: written, faults: [] });
  });

  test('is one entry a line', () => {
    expect(printBaseline(baseline(entry(A)))).toBe(`{
  "schema": "msixray.baseline/1",
  "entries": [
    {"fingerprint":"aaaaaaaaaaaaaaaa","rule":"late-vector","device":"0000:01:00.0","count":1,"reason":"known since spring"}
  ]
}
`);
  });

  test.each([
    ['', 1, 'a baseline is one map with schema and entries'],
    ['[]', 1, 'a baseline must be a map of keys and values'],
    ['schema: x\nentries: []', 1, 'schema must be msixray.baseline/1'],
    ['entries: []', 1, 'schema is missing'],
    [
      'schema: msixray.baseline/1\nentreis: []',
      2,
      'unknown key "entreis" (did you mean "entries"?)',
    ],
    [yaml(`fingerprint: ${A}, rule: r`), 3, 'reason is missing'],
    [yaml('fingerprint: abc, rule: r, reason: x'), 3, 'a fingerprint is sixteen hex digits'],
    [
      yaml(`fingerprint: ${A}, rule: r, reason: x, count: 0`),
      3,
      'count must be a whole number from 1 up',
    ],
    [
      yaml(`fingerprint: ${A}, rule: r, reason: x, expires: 2026-13-01`),
      3,
      'expires must be a day like 2026-12-31',
    ],
    [yaml(`fingerprint: ${A}, rule: r, reason: x, until: x`), 3, 'unknown key "until"'],
    ['{', 1, 'Flow'],
  ])('%#: %s', (text, line, message) => {
    const { baseline: read, faults } = readBaseline(text);
    expect(read).toBeNull();
    expect(faults.map((fault) => [fault.line, fault.message])).toContainEqual([
      line,
      expect.stringContaining(message),
    ]);
  });

  test.each(['null', '', '~'])('a day of "%s" is none', (day) => {
    const text = yaml(`fingerprint: ${A}, rule: r, reason: x, device: ${day}, expires: ${day}`);
    expect(readBaseline(text).baseline?.entries).toMatchObject([{ device: null, expires: null }]);
  });

  test('a hand-written entry needs no count, device or day', () => {
    expect(readBaseline(yaml(`fingerprint: ${A}, rule: r, reason: x`)).baseline?.entries).toEqual([
      { fingerprint: A, rule: 'r', device: null, count: 1, reason: 'x', expires: null },
    ]);
  });
});
