import { expect, test } from '@jest/globals';
import { parseTimePoint } from '../../src/cli/time-point.ts';

test.each([
  ['40.004604', 'UTC', { is: 'clock', ns: 40_004_604_000n }],
  ['0', 'UTC', { is: 'clock', ns: 0n }],
  ['+5s', 'UTC', { is: 'after-start', ns: 5_000_000_000n }],
  ['+1.5ms', 'UTC', { is: 'after-start', ns: 1_500_000n }],
  ['-2m', 'UTC', { is: 'before-end', ns: 120_000_000_000n }],
  ['-1h', 'UTC', { is: 'before-end', ns: 3_600_000_000_000n }],
  ['+250us', 'UTC', { is: 'after-start', ns: 250_000n }],
  ['2026-11-22T13:00:46Z', 'UTC', { is: 'wall', ns: 1_795_352_446_000_000_000n }],
  ['2026-11-22T13:00:46.000000001Z', 'UTC', { is: 'wall', ns: 1_795_352_446_000_000_001n }],
  ['2026-11-22 13:00:46.25', 'UTC', { is: 'wall', ns: 1_795_352_446_250_000_000n }],
  ['2026-11-22T14:00:46', 'Europe/Berlin', { is: 'wall', ns: 1_795_352_446_000_000_000n }],
  ['2026-11-22T14:00:46+01:00', 'UTC', { is: 'wall', ns: 1_795_352_446_000_000_000n }],
  ['2026-11-22', 'UTC', { is: 'wall', ns: 1_795_305_600_000_000_000n }],
])('%s in %s', (text, zone, expected) => {
  expect(parseTimePoint(text, zone)).toEqual(expected);
});

test.each(['', '5s', '+5', '+s', '-', 'now', '2026-13-01', '13:00', '1e3', '+5d', '40.'])(
  '%s is no time',
  (text) => {
    expect(() => parseTimePoint(text, 'UTC')).toThrow(`${text} is no time`);
  },
);
