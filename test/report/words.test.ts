import { expect, test } from '@jest/globals';
import {
  count,
  duration,
  few,
  poissonRange,
  stamp,
  vectorSet,
  wallTime,
} from '../../src/report/words.ts';
import { nvmeResize } from '../support/result.ts';

test.each([
  [0, '0 ns'],
  [850, '850 ns'],
  [999, '999 ns'],
  [1_500, '1.5 us'],
  [471_000, '471 us'],
  [999_499, '999 us'],
  [999_500, '1.000 ms'],
  [1_287_000, '1.287 ms'],
  [46_827_000, '46.83 ms'],
  [999_949_999, '999.9 ms'],
  [121_946_718_000, '121.9 s'],
  [599_949_999_999, '599.9 s'],
  [1_203_000_000_000, '20 min 3 s'],
  [11_520_000_000_000, '3 h 12 min'],
  [200_000_000_000_000, '2 d 8 h'],
  [-1_287_000, '-1.287 ms'],
])('%d ns reads %s', (ns, text) => {
  expect(duration(ns)).toBe(text);
});

test.each([
  ['40.004604000', '40.004604'],
  ['40.004604001', '40.004604001'],
  ['1795342852.279804000', '1795342852.279804'],
  [null, 'unknown'],
])('the stamp %s reads %s', (time, text) => {
  expect(stamp(time)).toBe(text);
});

test.each([
  [[], 'none'],
  [[0], '0'],
  [[3, 0, 1, 2, 7], '0-3,7'],
  [[5, null], '5,?'],
  [[null, null], '? x2'],
])('the vectors %j read %s', (vectors, text) => {
  expect(vectorSet(vectors)).toBe(text);
});

test.each([
  [0, '0'],
  [0.004, '<0.01'],
  [0.05, '0.05'],
  [2.44, '2.4'],
  [3, '3'],
  [1524.3, '1,524'],
])('%d interrupts read %s', (value, text) => {
  expect(few(value)).toBe(text);
});

test('counts are grouped and agree with their noun', () => {
  expect(count(1, 'window')).toBe('1 window');
  expect(count(10_000, 'window')).toBe('10,000 windows');
});

test('wall time is told only where the clock is tied to the calendar', () => {
  const result = nvmeResize();
  expect(wallTime('40.004604000', result, 'UTC')).toBe('2026-11-22 10:20:52.279804 UTC');
  expect(wallTime('40.004604000', result, 'Europe/Berlin')).toBe(
    '2026-11-22 11:20:52.279804 +01:00',
  );
  expect(wallTime('40.004604000', result, 'Nowhere/Town')).toBeNull();
  const untied = nvmeResize({ clock: { ...result.clock, realtimeOffset: null } });
  expect(wallTime('40.004604000', untied, 'UTC')).toBeNull();
});

test('a realtime clock is its own wall time', () => {
  const clock = {
    name: 'realtime',
    source: 'qemu.log',
    kind: 'realtime',
    realtimeOffset: null,
  } as const;
  expect(wallTime('1795342852.279804000', nvmeResize({ clock }), 'UTC')).toBe(
    '2026-11-22 10:20:52.279804 UTC',
  );
});

test.each([
  [0, [0, 0]],
  [0.05, [0, 1]],
  [4, [1, 8]],
  [15, [8, 23]],
  [100, [81, 120]],
  [1_600, [1_521, 1_679]],
])('of %d expected, 95 %% lie in %j', (mean, range) => {
  expect(poissonRange(mean)).toEqual(range);
});
