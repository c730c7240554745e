/** How values read: durations, instants, counts and sets, in the words that every output shares. */
import { DateTime } from 'luxon';
import { severities, type Severity } from '../model/finding.ts';
import type { Result, ResultFinding, ResultWindow, Seconds } from '../model/result.ts';
import { formatSeconds, parseSeconds } from '../model/time.ts';

/** Nanoseconds of a time in the result; null stays null, and so does what is no number. */
export const nanosOf = (text: Seconds | null | undefined): bigint | null =>
  text === null || text === undefined ? null : parseSeconds(text);

/** Whole seconds and nanoseconds of a time as the contract writes it; null for any other text. */
function halves(text: Seconds): readonly [number, number] | null {
  const dot = text.length - 10;
  if (dot < 1 || text.charAt(dot) !== '.' || text.startsWith('-')) return null;
  const seconds = Number(text.slice(0, dot));
  const rest = Number(text.slice(dot + 1));
  return Number.isInteger(seconds) && Number.isInteger(rest) ? [seconds, rest] : null;
}

/** The span between two times in nanoseconds; null where one is unknown. Exact in a double up to 104 days. */
export function spanOf(
  start: Seconds | null | undefined,
  end: Seconds | null | undefined,
): number | null {
  if (start === null || start === undefined || end === null || end === undefined) return null;
  // Pictures ask this a million times; a bigint would cost most of their time.
  const quickFrom = halves(start);
  const quickTo = quickFrom === null ? null : halves(end);
  if (quickFrom !== null && quickTo !== null)
    return (quickTo[0] - quickFrom[0]) * 1e9 + (quickTo[1] - quickFrom[1]);
  const from = nanosOf(start);
  const to = nanosOf(end);
  return from === null || to === null ? null : Number(to - from);
}

const decimals = (value: number): string =>
  value < 9.9995 ? value.toFixed(3) : value < 99.995 ? value.toFixed(2) : value.toFixed(1);

/** `850 ns`, `471 us`, `1.287 ms`, `121.9 s`, `20 min 3 s`, `3 h 12 min`: four digits, so that spans compare at a glance. */
export function duration(ns: number): string {
  if (ns < 0) return `-${duration(-ns)}`;
  if (ns < 1e3) return `${Math.round(ns)} ns`;
  if (ns < 999_500)
    return `${trim(ns < 1e5 && ns % 1e3 !== 0 ? decimals(ns / 1e3) : (ns / 1e3).toFixed(0))} us`;
  if (ns < 999.95e6) return `${decimals(ns / 1e6)} ms`;
  if (ns < 599.95e9) return `${decimals(ns / 1e9)} s`;
  const seconds = Math.round(ns / 1e9);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const trim = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/u, '') : text);

/** A time as its log prints it: six decimals where that is exact, else nine; `unknown` for null. */
export function stamp(time: Seconds | null): string {
  if (time === null) return 'unknown';
  return time.endsWith('000') && /\.\d{9}$/u.test(time) ? time.slice(0, -3) : time;
}

/** `2026-11-22 10:20:52.279804 UTC`, or null where the clock has no known relation to the calendar. */
export function wallTime(time: Seconds | null, result: Result, zone: string): string | null {
  const at = nanosOf(time);
  const offset =
    result.clock.kind === 'realtime'
      ? (nanosOf(result.clock.realtimeOffset) ?? 0n)
      : nanosOf(result.clock.realtimeOffset);
  if (at === null || offset === null) return null;
  const wall = at + offset;
  if (wall < 0n) return null;
  const day = dayOf(Number(wall / 1_000_000_000n), zone);
  if (day === null) return null;
  const fraction = formatSeconds(wall)
    .replace(/^\d+\./u, '')
    .slice(0, 6);
  return `${day.text}.${fraction} ${day.zone}`;
}

interface Day {
  readonly text: string;
  readonly zone: string;
}

/** Neighbouring rows of a table share their second, and luxon is slow. */
let lastDay: { readonly second: number; readonly zone: string; readonly day: Day | null } | null =
  null;

function dayOf(second: number, zone: string): Day | null {
  if (lastDay?.second === second && lastDay.zone === zone) return lastDay.day;
  const day = DateTime.fromSeconds(second, { zone });
  const shown = day.isValid
    ? {
        text: day.toFormat('yyyy-MM-dd HH:mm:ss'),
        zone: zone === 'UTC' ? 'UTC' : day.toFormat('ZZ'),
      }
    : null;
  lastDay = { second, zone, day: shown };
  return shown;
}

/** `0-3,7`: table indices in order; `?` for a live vector whose index no line shows. */
export function vectorSet(vectors: readonly (number | null)[]): string {
  const known = [...new Set(vectors.filter((v) => v !== null))].toSorted((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < known.length; i++) {
    const from = known[i];
    let to = from;
    while (i + 1 < known.length && known[i + 1] === (to ?? 0) + 1) to = known[++i];
    parts.push(from === to ? `${from}` : `${from}-${to}`);
  }
  const unknown = vectors.filter((v) => v === null).length;
  if (unknown > 0) parts.push(unknown === 1 ? '?' : `? x${unknown}`);
  return parts.length === 0 ? 'none' : parts.join(',');
}

/** `1 window`, `2 windows`, `10,000 windows`. */
export const count = (n: number, noun: string, plural = `${noun}s`): string =>
  `${grouped(n)} ${n === 1 ? noun : plural}`;

/** `10,000`: groups of three, in every locale. */
export const grouped = (n: number | string): string =>
  String(n).replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');

/** A few digits of an expectation: `0.05`, `2.4`, `31`. */
export function few(value: number): string {
  if (value === 0) return '0';
  if (value < 0.01) return '<0.01';
  if (value < 1) return value.toFixed(2);
  return value < 10 ? trim(value.toFixed(1)) : grouped(Math.round(value));
}

/** Findings worst first, then as the engine ordered them. */
export const worstFirst = (findings: readonly ResultFinding[]): readonly ResultFinding[] =>
  findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));

/** `1 critical, 2 high`. */
export function severityCounts(counts: Readonly<Partial<Record<Severity, number>>>): string {
  const parts = severities
    .filter((s) => (counts[s] ?? 0) > 0)
    .map((s) => `${grouped(counts[s] ?? 0)} ${s}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** Sums what is known; null where nothing is. */
export function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

interface Expected {
  readonly lost: number | null;
  readonly delayed: number | null;
}

/** A hundred vectors in ten thousand windows are summed once. */
const sums = new WeakMap<ResultWindow, Expected>();

/** Expected losses and delays of all vectors of a window. */
export function expected(window: ResultWindow): Expected {
  const known = sums.get(window);
  if (known !== undefined) return known;
  const made = {
    lost: sum(window.vectors.map((v) => v.expectedLost)),
    delayed: sum(window.vectors.map((v) => v.expectedDelayed)),
  };
  sums.set(window, made);
  return made;
}

/** The central 95 % of a Poisson distribution around `mean`, in whole events. */
export function poissonRange(mean: number): readonly [number, number] {
  if (mean > 500) {
    const reach = 1.96 * Math.sqrt(mean);
    return [Math.floor(mean - reach), Math.ceil(mean + reach)];
  }
  let chance = Math.exp(-mean);
  let below = chance;
  let events = 0;
  let low = below >= 0.025 ? 0 : null;
  while (below < 0.975) {
    events++;
    chance *= mean / events;
    below += chance;
    if (low === null && below >= 0.025) low = events;
  }
  return [low ?? events, events];
}
