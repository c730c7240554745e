/** What a report says of windows: the facts of one, and tables of many. */
import type { Result, ResultWindow, ResultWindowVector } from '../../model/result.ts';
import { code, left, right, type Block, type Fact } from '../document.ts';
import type { RenderOptions } from '../output.ts';
import {
  count,
  duration,
  expected,
  few,
  nanosOf,
  poissonRange,
  spanOf,
  stamp,
  vectorSet,
  wallTime,
} from '../words.ts';

/** How long it lasted: `1.287 ms`, `0.90 ms to 3.49 ms` between bounds, `still open`. */
export function lengthOf(window: ResultWindow): string {
  const { startBound, endBound } = window;
  const exact = spanOf(window.start, window.end);
  if (startBound !== undefined || endBound !== undefined) {
    const most = spanOf(startBound?.[0] ?? window.start, endBound?.[1] ?? window.end);
    const least = spanOf(startBound?.[1] ?? window.start, endBound?.[0] ?? window.end);
    if (most !== null && least !== null) {
      return least > 0 ? `${duration(least)} to ${duration(most)}` : `at most ${duration(most)}`;
    }
  }
  if (exact !== null) return duration(exact);
  if (window.state === 'open') return 'still open';
  return window.state === 'final' ? 'to the end' : 'unknown';
}

/** The same for a narrow column: `max 3.49 ms` where only bounds are known. */
function shortLength(window: ResultWindow): string {
  const { startBound, endBound } = window;
  if (startBound === undefined && endBound === undefined) return lengthOf(window);
  const most = spanOf(startBound?.[0] ?? window.start, endBound?.[1] ?? window.end);
  return most === null ? lengthOf(window) : `max ${duration(most)}`;
}

const weights = new WeakMap<ResultWindow, readonly number[]>();

/** What it is worth to look at first: a window still open, then lost interrupts, then length. */
function weightOf(window: ResultWindow): readonly number[] {
  const known = weights.get(window);
  if (known !== undefined) return known;
  const weight = [
    window.state === 'open' ? 1 : 0,
    expected(window).lost ?? 0,
    spanOf(window.start, window.end) ?? 0,
  ];
  weights.set(window, weight);
  return weight;
}

/** The worst of several windows, the first of equals. */
export function worstOf(windows: readonly ResultWindow[]): ResultWindow | null {
  let worst: ResultWindow | null = null;
  for (const window of windows) {
    if (worst === null || compare(weightOf(window), weightOf(worst)) > 0) worst = window;
  }
  return worst;
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i === -1 ? 0 : (a[i] ?? 0) - (b[i] ?? 0);
};

/** `resize from 1 to 2 vectors`. */
export function causeOf(window: ResultWindow): string {
  const { sizeBefore: from, sizeAfter: to } = window;
  if (window.kind === 'vector-rearm')
    return 'the handler of one vector was replaced, MSI-X stayed on';
  if (window.cause !== 'resize' && window.cause !== 'enable-failed') return window.cause;
  if (from === null)
    return to === null ? window.cause : `${window.cause} to ${count(to, 'vector')}`;
  return to === null
    ? `${window.cause} from ${count(from, 'vector')}`
    : `${window.cause} from ${from} to ${count(to, 'vector')}`;
}

const between = (bound: readonly [string, string]): string =>
  `${stamp(bound[0])}..${stamp(bound[1])}`;

/** From when to when, and how long; `last` is where the case ends. */
function spanText(window: ResultWindow, last: string | null): string {
  const { startBound, endBound } = window;
  if (window.start === null && startBound === undefined) return 'no clock: only its order is known';
  const start = startBound === undefined ? stamp(window.start) : between(startBound);
  if (window.end === null && endBound === undefined) {
    const soFar = spanOf(window.start ?? startBound?.[0] ?? null, last);
    const length = soFar === null ? '' : ` (${duration(soFar)})`;
    return window.state === 'open'
      ? `from ${start}, still open at the end of the log${length}`
      : `from ${start} to the end of the log${length}`;
  }
  const end = endBound === undefined ? stamp(window.end) : between(endBound);
  return `${start} to ${end} (${lengthOf(window)})`;
}

/** The span in which the enable bit was clear, or null where no line shows it. */
function offText(window: ResultWindow): string | null {
  const { offStart, offEnd } = window;
  if (offStart === null) return offEnd === null ? null : `until ${stamp(offEnd)}`;
  const off = spanOf(offStart, offEnd);
  return off === null
    ? `from ${stamp(offStart)} on`
    : `${stamp(offStart)} to ${stamp(offEnd)} (${duration(off)})`;
}

/** The live vectors by index, and by irq where no line shows the index. */
export function liveOf(window: ResultWindow): string {
  const unnamed = window.vectors.filter((v) => v.vector === null && v.irq !== null);
  const known = vectorSet(window.live.filter((v) => v !== null));
  if (window.live.every((v) => v !== null) || unnamed.length === 0) return vectorSet(window.live);
  const irqs = `irq ${unnamed.map((v) => v.irq).join(', ')} (index not shown)`;
  return known === 'none' ? irqs : `${known} and ${irqs}`;
}

/** The central 95 % of how many were lost: of one vector as the engine has it, of several for their sum. */
export function lostRange(
  vectors: readonly ResultWindowVector[],
  lost: number,
): readonly [number, number] | null {
  const ranges = vectors.map((v) => v.expectedLostRange).filter((range) => range !== null);
  return ranges.length > 1 ? poissonRange(lost) : (ranges[0] ?? null);
}

function expectedText(window: ResultWindow): string | null {
  const { lost, delayed } = expected(window);
  if (lost === null && delayed === null) return null;
  const bounds = lost === null ? null : lostRange(window.vectors, lost);
  const range = bounds === null ? '' : ` (${few(bounds[0])} to ${few(bounds[1])})`;
  const parts: string[] = [];
  if (lost !== null) parts.push(`${few(lost)} lost${range}`);
  if (delayed !== null) parts.push(`${few(delayed)} delayed`);
  return parts.join(', ');
}

const named = (vectors: readonly ResultWindowVector[]): string =>
  `${vectors.length === 1 ? 'vector' : 'vectors'} ${vectorSet(vectors.map((v) => v.vector))}`;

function afterText(window: ResultWindow): string | null {
  const again = window.vectors.filter((v) => v.resumed === true);
  const silent = window.vectors.filter((v) => v.resumed === false);
  const parts: string[] = [];
  const first = again
    .map((v) => spanOf(v.end ?? window.end, v.firstAfter))
    .filter((span) => span !== null && span >= 0)
    .toSorted((a, b) => (a ?? 0) - (b ?? 0))[0];
  if (again.length > 0) {
    const after =
      typeof first !== 'number'
        ? ''
        : first === 0
          ? ', at once'
          : `, first after ${duration(first)}`;
    parts.push(`${named(again)} fired again${after}`);
  }
  if (silent.length > 0) parts.push(`${named(silent)} not seen to fire again`);
  return parts.length === 0 ? null : parts.join('; ');
}

/** All that is known of one window. `last` is where the case ends. */
export function windowFacts(
  window: ResultWindow,
  last: string | null,
  result: Result,
  options: RenderOptions,
): Block {
  const rows: Fact[] = [windowFact(window, last)];
  const add = (name: string, value: string | null): void => {
    if (value !== null) rows.push({ name, value: [value] });
  };
  add('wall time', wallTime(window.start, result, options.zone));
  add('cause', causeOf(window));
  add('live', liveOf(window));
  add('MSI-X off', offText(window));
  add('expected', expectedText(window));
  add('after', afterText(window));
  add('seen by', window.basis.length === 0 ? null : window.basis.join(', '));
  if (window.doubts.length > 0)
    add('doubts', `confidence ${window.confidence}: ${window.doubts.join('; ')}`);
  return { is: 'facts', rows };
}

/** The line that names a window and its time. */
export const windowFact = (window: ResultWindow, last: string | null): Fact => ({
  name: 'window',
  value: [code(window.id), `, ${spanText(window, last)}`],
});

/** The `most` worst, in their own order. */
export function worstOnes(windows: readonly ResultWindow[], most: number): readonly ResultWindow[] {
  if (windows.length <= most) return windows;
  const ranked = windows
    .map((window, at) => ({ window, at, weight: weightOf(window) }))
    .toSorted((a, b) => compare(b.weight, a.weight) || a.at - b.at)
    .slice(0, most);
  return ranked.toSorted((a, b) => a.at - b.at).map(({ window }) => window);
}

const orDash = (value: number | null): string => (value === null ? '-' : few(value));

/** Compact rows. */
export function windowTable(windows: readonly ResultWindow[], withDevice: boolean): Block {
  const columns = [
    left('id'),
    right('start'),
    right('length'),
    left('cause'),
    ...(withDevice ? [left('device', true)] : []),
    left('live', true),
    right('lost'),
    right('delayed'),
  ];
  const rows = windows.map((window) => {
    const { lost, delayed } = expected(window);
    return [
      window.id,
      stamp(window.start ?? window.startBound?.[0] ?? null),
      shortLength(window),
      window.kind === 'vector-rearm' ? 'rearm' : window.cause,
      ...(withDevice ? [window.device] : []),
      vectorSet(window.live),
      orDash(lost),
      orDash(delayed),
    ];
  });
  return { is: 'table', columns, rows };
}

/** The last instant that any source or window knows. */
export function lastInstant(result: Result): string | null {
  let last: string | null = null;
  const times = [
    ...result.sources.map((s) => s.last),
    ...result.windows.map((w) => w.end ?? w.start),
  ];
  for (const time of times) {
    const at = nanosOf(time);
    if (at !== null && at > (nanosOf(last) ?? at - 1n)) last = time;
  }
  return last;
}
