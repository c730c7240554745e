/** What a window costs: ranges against exact sums, silence against a vector's own habit, and a run whose truth is known. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { WindowVector } from '../../src/model/timeline.ts';
import { expectedIn, poissonRange, rounded, silenceChance } from '../../src/timeline/cost.ts';
import { traceCmd } from '../../parsers/trace-cmd/index.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { analyzeFiles } from '../support/analyze-files.ts';
import { parsed } from '../support/json.ts';
import { KernelSpeaker } from '../support/kernel-speaker.ts';
import { TracedDevice } from '../support/traced-device.ts';
import { caseOf, foundBy, windowsIn } from '../support/timeline.ts';

// Exact: summed with 60 digits.
test.each([
  [0, 0, 0],
  [0.01, 0, 0],
  [0.0253, 0, 0],
  [0.026, 0, 1],
  [0.05, 0, 1],
  [0.24, 0, 1],
  [0.25, 0, 2],
  [0.5, 0, 2],
  [1, 0, 3],
  [2, 0, 5],
  [3, 0, 7],
  [3.6, 0, 8],
  [3.7, 1, 8],
  [5, 1, 10],
  [10, 4, 17],
  [20, 12, 29],
  [50, 37, 64],
  [100, 81, 120],
  [300, 267, 334],
  [699.9, 649, 752],
  [700, 649, 752],
])('the central 95 %% around %d: %i to %i', (mean, low, high) => {
  expect(poissonRange(mean)).toEqual([low, high]);
});

test.each([
  [701, 650, 753],
  [1000, 938, 1062],
  [5000, 4862, 5139],
  [1e9, 999_938_020, 1_000_061_980],
])('around %d, by the normal approximation: within a count of %i to %i', (mean, low, high) => {
  const [from, to] = poissonRange(mean);
  expect(Math.abs(from - low)).toBeLessThanOrEqual(1);
  expect(Math.abs(to - high)).toBeLessThanOrEqual(1);
});

test('numbers of interrupts', () => {
  expect(expectedIn(100, 5_000_000)).toBe(0.5);
  expect(expectedIn(100, -5)).toBe(0);
  expect(rounded(0.123456)).toBe(0.123);
  expect(rounded(1234.5)).toBe(1230);
  expect(rounded(0)).toBe(0);
  expect(silenceChance(10, 1e9)).toBeCloseTo(Math.exp(-10), 12);
  expect(silenceChance(10, 0)).toBe(1);
});

/** Vector 0 fires `before` times, `everyUs` apart; behind a window only vector 1 does, for `after` seconds. */
function silent(
  before: number,
  everyUs: number,
  after: number,
): { readonly vectors: readonly WindowVector[]; readonly found: readonly string[] } {
  const kernel = new KernelSpeaker('functions', 'vectors', 'fires');
  const device = new TracedDevice(kernel);
  device.enable(1);
  device.fire(0, before, everyUs);
  device.disable();
  device.enable(2);
  device.fire(1, after * 10, 100_000);
  const of = caseOf({ format: tracefs, lines: kernel.lines });
  return { vectors: windowsIn(of).flatMap(({ vectors }) => vectors), found: foundBy(of) };
}

describe('a vector that is not heard of again', () => {
  test('with a steady habit: by chance impossible', () => {
    const { vectors, found } = silent(50, 1000, 5);
    expect(vectors).toMatchObject([
      { vector: 0, resumed: false, firstAfter: null, firedBefore: 50 },
    ]);
    expect(vectors[0]?.silenceChance).toBeLessThan(1e-100);
    expect(found).toContain('vector-silent-after-window');
  });

  test('with too few interrupts before: nothing is said', () => {
    const { vectors, found } = silent(7, 1000, 5);
    expect(vectors).toMatchObject([{ resumed: false, silenceChance: null }]);
    expect(found).not.toContain('vector-silent-after-window');
  });

  test('that had paused as long before: nothing is said', () => {
    const { vectors, found } = silent(10, 3_000_000, 5);
    expect(vectors).toMatchObject([{ resumed: false, silenceChance: null }]);
    expect(found).not.toContain('vector-silent-after-window');
  });

  test('in a trace that ends soon: likely enough', () => {
    const kernel = new KernelSpeaker('functions', 'vectors', 'fires');
    const device = new TracedDevice(kernel);
    device.enable(1);
    device.fire(0, 10, 100_000);
    device.disable();
    device.enable(2);
    device.fire(1, 3, 100_000);
    const of = caseOf({ format: tracefs, lines: kernel.lines });
    const [vector] = windowsIn(of).flatMap(({ vectors }) => vectors);
    expect(vector?.silenceChance).toBeGreaterThan(0.01);
    expect(foundBy(of)).not.toContain('vector-silent-after-window');
  });

  test('where interrupts are not traced it is not known', () => {
    const kernel = new KernelSpeaker('functions', 'vectors');
    const device = new TracedDevice(kernel);
    device.enable(2);
    device.disable();
    device.enable(3);
    const of = caseOf({ format: tracefs, lines: kernel.lines });
    expect(windowsIn(of).flatMap(({ vectors }) => vectors)).toMatchObject([
      { firedBefore: null, resumed: null, silenceChance: null, expectedLost: null },
      { firedBefore: null, resumed: null, silenceChance: null, expectedLost: null },
    ]);
  });
});

const sum = (numbers: readonly (number | null)[]): number =>
  numbers.reduce<number>((total, one) => total + (one ?? 0), 0);

describe('a device whose every interrupt was logged by itself (Linux 6.1)', () => {
  interface Expected {
    readonly raised: { readonly totalWithoutHandler: number; readonly totalWhileOff: number };
  }
  const folder = 'fixtures/doorbell-storm';
  const { raised } = parsed<Expected>(readFileSync(`${folder}/expected.json`, 'utf8'));
  const text = gunzipSync(readFileSync(`${folder}/trace-cmd-report.txt.gz`)).toString('utf8');
  const windows = windowsIn(caseOf({ format: traceCmd, lines: text.split('\n') })).filter(
    ({ cause }) => cause === 'resize',
  );
  const vectors = windows.flatMap((window) => window.vectors);
  const lost = sum(vectors.map(({ expectedLost }) => expectedLost));
  const delayed = sum(vectors.map(({ expectedDelayed }) => expectedDelayed));

  test('seven windows, 28 outages', () => {
    expect(windows).toHaveLength(7);
    expect(vectors).toHaveLength(28);
  });

  test('what was lost while the bit was clear, within a factor of 1.5', () => {
    expect(lost).toBeGreaterThan(raised.totalWhileOff / 1.5);
    expect(lost).toBeLessThan(raised.totalWhileOff * 1.5);
  });

  test('what was raised without a handler, within a factor of 1.5', () => {
    expect(lost + delayed).toBeGreaterThan(raised.totalWithoutHandler / 1.5);
    expect(lost + delayed).toBeLessThan(raised.totalWithoutHandler * 1.5);
  });
});

test('MSI-X that the guest itself switched off costs nothing, whatever the rate was', async () => {
  const { windows } = await analyzeFiles(['fixtures/nvme-resize/trace-cmd-report.txt']);
  const costs = windows.flatMap(({ cause, vectors }) =>
    vectors.map(({ expectedLost, expectedDelayed, firedBefore }) => ({
      cause,
      fired: (firedBefore ?? 0) > 0,
      known: expectedLost !== null && expectedDelayed !== null,
    })),
  );
  expect(costs).toContainEqual({ cause: 'guest-disable', fired: true, known: false });
  expect(costs).toContainEqual({ cause: 'resize', fired: true, known: true });
  expect(costs).not.toContainEqual({ cause: 'guest-disable', fired: true, known: true });
});
