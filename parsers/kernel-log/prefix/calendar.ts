/** Calendar stamps at the start of a line: syslog's, the journal's, and dmesg's ISO form. */
import { monthOf } from '../time/months.ts';
import { at, part } from './header.ts';

export interface Calendar {
  readonly end: number;
  readonly wall: string;
  /** dmesg's ISO form names no host; every other form does, or leaves it out on request. */
  readonly style: 'syslog' | 'iso' | 'dmesg-iso' | 'journal-full' | 'unix';
}

/** `Nov 22 13:32:25 `, `Nov  2 13:32:25.678901 `, `янв 14 10:00:00 `, `11月 22 10:00:00 `. */
const MONTH_DAY =
  /(([^\s\d[\]{}"'=:(),;]{2,9}|\d{1,2}[月월]) {1,2}\d{1,2} \d\d:\d\d:\d\d(?:[.,]\d{1,9})?) /y;

/** `14 янв 10:00:00 `. */
const DAY_MONTH = /(\d{1,2} ([^\s\d[\]{}"'=:(),;]{2,9}) \d\d:\d\d:\d\d(?:\.\d{1,9})?) /y;

/** `Sun Nov 22 13:32:25 2026 ` (OpenWrt's logread). */
const WEEKDAY_MONTH =
  /[^\s\d[\]{}"'=:(),;]{2,9} (([^\s\d[\]{}"'=:(),;]{2,9}) {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}) /y;

/** `2026-11-22T13:32:25.678901+00:00 `, `2026-11-22T13:32:25+0000 `, `2026-11-22 13:32:25 `. */
const ISO = /(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:([.,])\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) /y;

/** `Sun 2026-11-22 13:32:25 UTC `, `… 13:32:25.678901 CET `, `… +03 ` (journal short-full, with-unit). */
const FULL =
  /[^\s\d[\]{}"'=:(),;]{1,9} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? (?:[A-Z]{2,5}|[+-]\d\d(?:\d\d)?)) /y;

/** `1795354345.678901 ` (journal short-unix). */
const UNIX = /(\d{9,11}\.\d{6}) /y;

/** The second group is the word that must name a month: any text can have a number and a time after a word. */
const WITH_MONTH = [MONTH_DAY, DAY_MONTH, WEEKDAY_MONTH];

const OTHERS = [
  ['journal-full', FULL],
  ['unix', UNIX],
] as const;

/** The calendar stamp at `from`; null where none is. Fields may still be out of range: they are read when they are needed. */
export function calendarAt(line: string, from: number): Calendar | null {
  const iso = at(ISO, line, from);
  if (iso !== null) {
    const style = part(iso, 2) === ',' ? 'dmesg-iso' : 'iso';
    return { end: ISO.lastIndex, wall: part(iso, 1), style };
  }
  for (const form of WITH_MONTH) {
    const match = at(form, line, from);
    if (match === null) continue;
    const end = form.lastIndex;
    return monthOf(part(match, 2)) === null ? null : { end, wall: part(match, 1), style: 'syslog' };
  }
  for (const [style, form] of OTHERS) {
    const match = at(form, line, from);
    if (match !== null) return { end: form.lastIndex, wall: part(match, 1), style };
  }
  return null;
}
