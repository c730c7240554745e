/** Calendar stamps, in every form that kernel logs have. */
import type { Nanos } from '../../../src/model/time.ts';
import { fractionNanos } from '../../../src/model/time.ts';
import { monthOf } from './months.ts';
import { fixedOffset, zoneOffset, type ZoneOffset } from './zone.ts';

/** Fields of a stamp as they stand. */
interface Civil {
  /** Null where the stamp has none. */
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string;
  /** `Z`, `+02:00`, `CET`; empty where the stamp has none. */
  readonly zone: string;
}

/** `2026-11-22T09:49:36,296483+00:00` (dmesg), `…25.678901+00:00` (syslog), `…25+0000`, `2026-11-22 13:32:25 UTC` (journal). */
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d|[+-]\d\d|[A-Z]{2,5})?$/;

/** `Nov 22 13:32:25`, `янв 14 10:00:00.123456`, and `Nov 22 09:49:36 2026` after the weekday of `dmesg -T`. */
const MONTH_DAY =
  /^([^\s\d]{2,9}|\d{1,2}[月월]) {1,2}(\d{1,2}) {1,2}(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: (\d{4}))?$/;

/** `14 янв 10:00:00`, the order of some locales. */
const DAY_MONTH = /^(\d{1,2}) ([^\s\d]{2,9}) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: (\d{4}))?$/;

function civilOf(text: string): Civil | null {
  const iso = ISO.exec(text);
  if (iso !== null) return civil(iso[1] ?? '', Number(iso[2]), iso.slice(3, 8), iso[8] ?? '');
  const day = MONTH_DAY.exec(text);
  if (day !== null) return civil(day[7] ?? '', monthOf(day[1] ?? ''), day.slice(2, 7), '');
  const turned = DAY_MONTH.exec(text);
  if (turned === null) return null;
  return civil(
    turned[7] ?? '',
    monthOf(turned[2] ?? ''),
    [turned[1] ?? '', ...turned.slice(3, 7)],
    '',
  );
}

/** `rest`: day, hour, minute, second, fraction. A day that the month does not have is no stamp. */
function civil(
  year: string,
  month: number | null,
  rest: readonly (string | undefined)[],
  zone: string,
): Civil | null {
  const [day, hour, minute, second] = rest.slice(0, 4).map(Number);
  if (month === null || month < 1 || month > 12) return null;
  if (day === undefined || hour === undefined || minute === undefined || second === undefined) {
    return null;
  }
  const inYear = year === '' ? null : Number(year);
  const lastDay = new Date(Date.UTC(inYear ?? LEAP_YEAR, month, 0)).getUTCDate();
  if (day < 1 || day > lastDay || hour > 23 || minute > 59 || second > 60) return null;
  return { year: inYear, month, day, hour, minute, second, fraction: rest[4] ?? '', zone };
}

const LEAP_YEAR = 2000;

/** A wall time: whole seconds since 1970 in UTC, and nanoseconds within the second. */
export interface WallTime {
  readonly seconds: number;
  readonly ns: Nanos;
  /** How many decimals the stamp has: 0 is a stamp of whole seconds. */
  readonly decimals: number;
}

/** Reads the wall times of one source. Remembers the year: stamps without one pass from December to January. */
export class WallClock {
  readonly #zone: ZoneOffset;
  #year: number | null;
  #month: number | null = null;

  /** `year` is that of the first stamp that has none; null leaves such stamps unplaced. */
  constructor(zone: string, year: number | null) {
    this.#zone = zoneOffset(zone);
    this.#year = year;
  }

  /** The instant of a stamp; `year-unknown` where only the year is missing, null where it is no stamp. */
  read(text: string): WallTime | 'year-unknown' | null {
    const unix = /^(\d{9,11})\.(\d{1,9})$/.exec(text);
    if (unix !== null) {
      const digits = unix[2] ?? '';
      return { seconds: Number(unix[1]), ns: fractionNanos(digits), decimals: digits.length };
    }
    const fields = civilOf(text);
    if (fields === null) return null;
    const year = fields.year ?? this.#yearOf(fields.month);
    if (year === null) return 'year-unknown';
    const { month, day, hour, minute, second, fraction } = fields;
    const local = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
    const offset = fixedOffset(fields.zone) ?? this.#zone(local);
    if (offset === null) return null;
    return { seconds: local - offset, ns: fractionNanos(fraction), decimals: fraction.length };
  }

  /** A month that is earlier than the last by more than one is in the next year; by one, the lines are out of order. */
  #yearOf(month: number): number | null {
    if (this.#year !== null && this.#month !== null && month < this.#month - 1) this.#year += 1;
    this.#month = month;
    return this.#year;
  }
}
