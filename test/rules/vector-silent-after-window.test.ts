import { describe, expect, test } from '@jest/globals';
import type { Case, DeviceTimeline, WindowVector } from '../../src/model/timeline.ts';
import { longestQuiet } from '../../src/rules/steady.ts';
import { vectorSilentAfterWindow } from '../../src/rules/vector-silent-after-window.ts';
import {
  aCase,
  aSource,
  device,
  loss,
  ms,
  vectorTimeline,
  window,
  windowVector,
} from '../support/case.ts';
import { judge } from '../support/rule.ts';

const silent = (over: Partial<WindowVector> = {}): WindowVector =>
  windowVector({ resumed: false, firstAfter: null, silenceChance: 1e-9, ...over });

/** Ten milliseconds a bin: interrupts in every bin up to the window. */
const busy = vectorTimeline({
  activity: { start: ms(0), step: ms(10), counts: Array.from({ length: 100 }, () => 1) },
});

function after(
  vector: WindowVector,
  of: Partial<DeviceTimeline> = {},
  over: Partial<Case> = {},
): ReturnType<typeof judge> {
  const devices = [device({ windows: [window({ vectors: [vector] })], vectors: [busy], ...of })];
  return judge(vectorSilentAfterWindow, aCase({ devices, ...over }));
}

test('a steady vector that has its handler back and is silent', () => {
  expect(after(silent()).findings).toMatchObject([
    {
      severity: 'critical',
      confidence: 'high',
      vectors: [0],
      windows: ['W1'],
      at: ms(1002),
      messageId: 'silent',
      message:
        '0000:01:00.0: vector 0 fired 50 times before W1 (100 a second just before it) and has its handler back, but did not fire ' +
        'in the 58.998 s that the log shows after it',
      data: { chance: 1e-9, longestPauseBefore: '0.010000000' },
    },
  ]);
});

test('one whose handler never came back', () => {
  expect(after(silent({ end: null })).findings).toMatchObject([{ messageId: 'gone' }]);
});

test.each([
  ['fired again', silent({ resumed: true })],
  ['might have fired unseen', silent({ resumed: null })],
  ['has no rate', silent({ rate: null })],
  ['has no known chance', silent({ silenceChance: null })],
  ['may be silent by chance', silent({ silenceChance: 0.001 })],
  ['fired too seldom to have a habit', silent({ firedBefore: 9 })],
])('not a vector that %s', (_, vector) => {
  expect(after(vector).findings).toEqual([]);
});

test('just enough of a habit, just implausible enough', () => {
  expect(after(silent({ firedBefore: 10, silenceChance: 0.00099 })).findings).toMatchObject([
    { confidence: 'medium' },
  ]);
});

test.each([
  ['posted interrupts', { posted: true }],
  [
    'MSI-X still off: another rule',
    { windows: [window({ state: 'open', end: null, vectors: [silent()] })] },
  ],
  ['MSI-X off on purpose', { windows: [window({ cause: 'guest-disable', vectors: [silent()] })] }],
  ['a vector that was not live', { windows: [window({ live: [3], vectors: [silent()] })] }],
] as const)('%s', (_, of) => {
  expect(after(silent(), of).findings).toEqual([]);
});

test('silence counts until the guest itself switches MSI-X off', () => {
  const off = window({ id: 'W2', cause: 'guest-disable', start: ms(2002), end: ms(2010) });
  const { findings } = after(silent(), { windows: [window({ vectors: [silent()] }), off] });
  expect(findings).toMatchObject([{ data: { lasted: '1 s' } }]);
});

test.each([
  [19, 1],
  [21, 0],
])('a vector that once rested for %i bins of 10 ms, silent for 0.6 s: %i finding', (rest, n) => {
  const counts = Array.from({ length: 100 }, (_, i) => (i > 50 && i < 50 + rest ? 0 : 1));
  const vectors = [vectorTimeline({ activity: { start: ms(0), step: ms(10), counts } })];
  const sources = [aSource({ last: ms(1602) })];
  expect(after(silent(), { vectors }, { sources }).findings).toHaveLength(n);
});

test('blames the first window after which it was silent', () => {
  const windows = [
    window({ vectors: [silent()] }),
    window({ id: 'W2', start: ms(3000), end: ms(3002), vectors: [silent()] }),
  ];
  expect(after(silent(), { windows }).findings.map((f) => f.windows)).toEqual([['W1']]);
});

test('a loss any time later may hide its interrupts; without a histogram its rests are not known', () => {
  const lost = after(silent(), {}, { losses: [loss({ from: ms(40_000), to: ms(40_001) })] });
  expect(lost.findings).toMatchObject([{ confidence: 'medium' }]);
  expect(lost.findings[0]?.doubts).toContain(
    'the recorder lost events after the window began: the vector may have fired there',
  );
  expect(after(silent(), { vectors: [] }).findings).toMatchObject([{ confidence: 'medium' }]);
});

test.each([
  ['resumed', windowVector(), 'pass'],
  ['without history', windowVector({ rate: null, resumed: null }), 'not-applicable'],
] as const)('%s: %s', (_, vector, outcome) => {
  expect(after(vector).outcome).toBe(outcome);
});

test('without single interrupts nothing can be said', () => {
  const seen = new Set(['call', 'vfio_msi_disable']);
  expect(after(silent(), {}, { seen })).toMatchObject({
    outcome: 'not-applicable',
    missing: ['irq_handler_entry or vfio_msihandler'],
  });
});

describe('the longest quiet', () => {
  test.each([
    [[1, 1, 1], 30, 10],
    [[1, 0, 0, 1, 0, 1], 60, 30],
    [[1, 0, 0, 0, 0, 1], 50, null],
    [[0, 0, 1, 1], 40, 10],
    [[0, 0, 1, 0], 40, null],
    [[], 40, null],
  ])('of %j until %i ms: %j ms', (counts, until, quiet) => {
    const activity = { start: ms(0), step: ms(10), counts };
    expect(longestQuiet(activity, ms(until))).toBe(quiet === null ? null : ms(quiet));
  });
});
