import { describe, expect, test } from '@jest/globals';
import type { Case, Window } from '../../../src/model/timeline.ts';
import {
  aCase,
  aSource,
  DEVICE,
  device,
  failure,
  lateVector,
  ms,
  redirect,
  stray,
  symptom,
  vectorTimeline,
  window,
} from '../../support/case.ts';
import { judge } from '../../support/rule.ts';
import { userRule } from '../../support/user-rule.ts';
import { kindInfo, momentKindNames } from '../../../src/rules/yaml/moment-kinds.ts';
import { scenesOf } from '../../../src/rules/yaml/moments.ts';

/** Everything that a case can hold, once. */
const full = aCase({
  devices: [
    device({
      driver: 'ice',
      windows: [window()],
      failures: [failure()],
      lateVectors: [lateVector()],
      vectors: [
        vectorTimeline({
          worstRearm: { window: window({ id: 'W9', kind: 'vector-rearm' }), rate: 10, expected: 1 },
        }),
      ],
    }),
  ],
  strays: [stray()],
  redirects: [redirect()],
  symptoms: [symptom()],
  seen: new Set([
    'call',
    'vfio_msi_disable',
    'call_return',
    'irq_handler_entry',
    'no_irq_handler',
    'free_irq',
  ]),
});

test.each(momentKindNames)('%s: a moment has exactly the fields that its kind promises', (kind) => {
  const moment = scenesOf(full)
    .flatMap((scene) => scene.moments)
    .find((one) => one.kind === kind);
  expect(Object.keys(moment?.fields ?? {}).toSorted()).toEqual(
    Object.keys(kindInfo(kind).fields).toSorted(),
  );
  expect(moment?.at === null).toBe(!kindInfo(kind).instant);
});

const run = (
  match: string,
  input: Case,
  over: Record<string, string> = {},
): ReturnType<typeof judge> => judge(userRule({ match, ...over }).rule, input);

/** Windows at these milliseconds, one long each, in a log of a minute. */
const at = (...starts: readonly number[]): Case =>
  aCase({
    devices: [
      device({
        windows: starts.map((start, i): Window =>
          window({ id: `W${i + 1}`, start: ms(start), end: ms(start + 1) }),
        ),
      }),
    ],
  });

const faulted = (after: number): Case => ({
  ...at(1000),
  strays: [stray({ at: ms(1000 + after), window: null })],
  seen: full.seen,
});

const oneWindow = (length: number | null, last = 60_000): Case =>
  aCase({
    sources: [aSource({ last: ms(last) })],
    devices: [device({ windows: [window({ end: length === null ? null : ms(1000 + length) })] })],
  });

const strayAtTime = (strayAt: number): Case => ({
  ...full,
  strays: [stray({ at: ms(strayAt) })],
});

test.each(momentKindNames)('%s can be waited for', (on) => {
  expect(run(`{ start: { on: ${on} } }`, full).findings).toMatchObject([{ device: DEVICE }]);
});

describe('count and for', () => {
  test.each([
    ['{ start: { on: window }, count: 3 }', [1, 2], 0],
    ['{ start: { on: window }, count: 3 }', [1, 2, 50_000], 3],
    ['{ start: { on: window }, count: 3, for: 1s }', [0, 999, 1001], 0],
    ['{ start: { on: window }, count: 3, for: 1s }', [0, 999, 1000], 3],
    ['{ start: { on: window }, count: 2, for: 1s }', [0, 5000, 5500, 5900, 9000], 3],
  ])('%s over %j: %i', (match, starts, matches) => {
    const { findings } = run(match, at(...starts));
    expect(findings.map((f) => f.data['matches'])).toEqual(matches === 0 ? [] : [matches]);
  });
});

describe('then', () => {
  test.each([
    [0, 1],
    [5000, 1],
    [5001, 0],
    [-1, 0],
  ])('within 5 s, at %i ms: %i', (after, n) => {
    const match = '{ start: { on: window }, then: { on: stray, within: 5s } }';
    expect(run(match, faulted(after)).findings).toHaveLength(n);
  });

  test('steps come one after the other, not before', () => {
    const match = '{ start: { on: window }, then: [{ on: stray }, { on: window-end }] }';
    expect(run(match, faulted(0.5)).findings).toHaveLength(1);
    expect(run(match, faulted(1.5)).findings).toHaveLength(0);
  });

  test('a guard may compare with the start and the device', () => {
    const match =
      '{ start: { on: window }, then: { on: stray, when: irq == 34 and start.live == 1 and device.driver == null } }';
    expect(run(match, faulted(1)).findings).toHaveLength(1);
  });
});

describe('unless', () => {
  const match = '{ start: { on: window }, unless: { on: window-end, within: 2s } }';
  test.each([
    ['it came in time', 2000, 60_000, 0],
    ['it came late', 2001, 60_000, 1],
    ['it never came', null, 60_000, 1],
    ['the log ends before it had to', null, 2999, 0],
    ['the log ends just then', null, 3000, 1],
  ] as const)('%s', (_, length, last, n) => {
    expect(run(match, oneWindow(length, last)).findings).toHaveLength(n);
  });

  test('without a span of its own it reaches to the last step', () => {
    const guarded = '{ start: { on: window }, then: { on: symptom }, unless: { on: stray } }';
    expect(run(guarded, strayAtTime(30_999)).findings).toHaveLength(0);
    expect(run(guarded, strayAtTime(31_001)).findings).toHaveLength(1);
  });
});

test('where picks devices', () => {
  const devices = ['0000:65:00.0', '0000:66:00.0'].map((name) =>
    device({ name, windows: [window({ device: name })] }),
  );
  const { findings } = run('{ start: { on: window } }', aCase({ devices }), {
    where: 'name ~ "0000:65:*"',
  });
  expect(findings.map((f) => f.device)).toEqual(['0000:65:00.0']);
});

test('a message names fields of start, last step and device; spans have units', () => {
  const { findings } = run('{ start: { on: window }, then: { on: stray } }', full, {
    message:
      '"{device} ({device.driver}): {cause} took {start.duration}, CPU {then.cpu} {span} later"',
  });
  expect(findings).toMatchObject([
    {
      message: '0000:01:00.0 (ice): resize took 2 ms, CPU 3 1 ms later',
      vectors: [0],
      windows: ['W1'],
      at: ms(1000),
      rule: 'site/many-resizes',
      severity: 'medium',
    },
  ]);
});

test('what names no device belongs to the case', () => {
  const input = aCase({ strays: [stray({ device: null })], seen: full.seen });
  expect(run('{ start: { on: stray } }', input).findings).toMatchObject([{ device: null }]);
});

test('without stamps a timed rule cannot answer, an untimed one can', () => {
  const input = aCase({ devices: [device({ windows: [window({ start: null, end: null })] })] });
  expect(run('{ start: { on: window }, count: 1, for: 1s }', input)).toMatchObject({
    outcome: 'not-applicable',
    missing: ['stamps: the rule compares times'],
  });
  expect(run('{ start: { on: window } }', input).findings).toMatchObject([{ at: null }]);
});

test('as sure as the least sure moment of the surest match', () => {
  const windows = [window({ confidence: 'low' }), window({ id: 'W2', confidence: 'medium' })];
  const input = aCase({ devices: [device({ windows })] });
  expect(run('{ start: { on: window } }', input).findings).toMatchObject([
    { confidence: 'medium' },
  ]);
});

// Trying every pair took a minute here.
test('many windows are searched in no more than a moment', () => {
  const many = at(...Array.from({ length: 10_000 }, (_, i) => i));
  const before = performance.now();
  run('{ start: { on: window }, then: { on: stray, within: 1h } }', { ...many, seen: full.seen });
  expect(performance.now() - before).toBeLessThan(10_000);
});
