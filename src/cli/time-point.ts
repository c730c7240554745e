/** The T of `--since` and `--until`. */
import { DateTime } from 'luxon';
import { fractionNanos, parseSeconds } from '../model/time.ts';
import type { TimePoint } from '../model/time-point.ts';
import { Trouble } from './trouble.ts';

/**
 * `40.0046` on the result's clock, `+5s` after its start, `-5s` before its end (also `ms`, `us`, `m`, `h`), or ISO 8601;
 * without an offset that is in `zone`.
 */
export function parseTimePoint(text: string, zone: string): TimePoint {
  const span = /^([+-])(\d{1,12}(?:\.\d{1,9})?)(us|ms|s|m|h)$/u.exec(text);
  if (span !== null) {
    const ns = spanNanos(span[2] ?? '', span[3] ?? 's');
    return { is: span[1] === '+' ? 'after-start' : 'before-end', ns };
  }
  const seconds = /^\d/u.test(text) ? parseSeconds(text) : null;
  if (seconds !== null) return { is: 'clock', ns: seconds };
  const wall = isoNanos(text, zone);
  if (wall !== null) return { is: 'wall', ns: wall };
  throw new Trouble(
    `${text} is no time`,
    'like 40.0046 on the clock of the result, +5s from its start, -5s from its end, or 2026-11-22T13:00:46.25Z',
  );
}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['us', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const spanNanos = (number: string, unit: string): bigint =>
  ((parseSeconds(number) ?? 0n) * (UNITS.get(unit) ?? 0n)) / 1_000_000_000n;

/** Luxon keeps milliseconds: the fraction is read apart. */
function isoNanos(text: string, zone: string): bigint | null {
  const match = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/u.exec(
    text,
  );
  const iso = match === null ? text : `${(match[1] ?? '').replace(' ', 'T')}${match[3] ?? ''}`;
  const time = DateTime.fromISO(iso, { zone });
  if (!time.isValid || !/^\d{4}-/u.test(text)) return null;
  return BigInt(time.toMillis()) * 1_000_000n + BigInt(fractionNanos(match?.[2] ?? ''));
}
