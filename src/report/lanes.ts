/**
 * A window as a picture in text: one lane for each live vector over the window and some margin, under a scale.
 *
 *              |0        |+500 us  |+1 ms
 *   0 irq 34   =====..xxxxxxx.............=====
 */
import type { ResultMark, ResultWindow, ResultWindowVector, Seconds } from '../model/result.ts';
import { nanosOf, vectorSet } from './words.ts';

export interface LaneOptions {
  /** Columns of the whole picture. */
  readonly width: number;
  readonly unicode: boolean;
  /** Where an open window stops being drawn: the last instant of the case. */
  readonly until: Seconds | null;
}

type State = 'live' | 'down' | 'off' | 'hit';

interface Signs extends Readonly<Record<State, string>> {
  readonly tick: string;
  readonly open: string;
}

const ASCII: Signs = { live: '=', down: '.', off: 'x', hit: '!', tick: '|', open: '>' };
const UNICODE: Signs = { live: '━', down: '·', off: '×', hit: '!', tick: '│', open: '▸' };

const SAYS: Readonly<Record<State, string>> = {
  live: 'handler in place',
  down: 'no handler',
  off: 'MSI-X off',
  hit: 'interrupt arrived',
};

const MAX_LANES = 16;

interface Axis {
  readonly from: bigint;
  readonly to: bigint;
  readonly zero: bigint;
  readonly columns: number;
}

interface Lane {
  readonly label: string;
  readonly states: readonly State[];
}

/** The lines of the picture; none for a window without times. */
export function lanes(
  window: ResultWindow,
  marks: readonly ResultMark[],
  options: LaneOptions,
): readonly string[] {
  const start = nanosOf(window.start ?? window.startBound?.[0]);
  if (start === null) return [];
  const open = window.end === null && window.endBound === undefined;
  const end = lastOf(window, start, open ? options.until : null);
  const span = end > start ? end - start : 1n;
  const margin = span / 6n + 1n;

  const vectors = window.vectors.length > 0 ? window.vectors : window.live.map((v) => bare(v));
  const labels = vectors.map((v) => nameOf(v));
  const labelWidth = Math.max(8, ...labels.map((l) => l.length)) + 1;
  const columns = Math.max(16, options.width - labelWidth - 1);
  const axis: Axis = { from: start - margin, to: open ? end : end + margin, zero: start, columns };

  const own = marks.filter((m) => m.window === window.id && m.at !== null);
  const drawn = vectors.map((vector, i) => ({
    label: labels[i] ?? '',
    states: statesOf(vector, window, own, axis, open),
  }));
  const all = [...foldSame(drawn, vectors), ...strayLanes(own, vectors, axis)];
  return print(all, axis, labelWidth, options.unicode ? UNICODE : ASCII, open);
}

const bare = (vector: number | null): ResultWindowVector => ({
  vector,
  irq: null,
  start: null,
  end: null,
  firedBefore: null,
  rate: null,
  expectedLost: null,
  expectedLostRange: null,
  expectedDelayed: null,
  resumed: null,
  firstAfter: null,
});

const nameOf = (v: ResultWindowVector): string =>
  `${v.vector ?? '?'}${v.irq === null ? '' : ` irq ${v.irq}`}`;

function lastOf(window: ResultWindow, start: bigint, until: Seconds | null): bigint {
  const times = [window.end, window.endBound?.[1], window.offEnd, until];
  for (const v of window.vectors) times.push(v.end);
  return times
    .map((time) => nanosOf(time))
    .reduce<bigint>((last, time) => (time !== null && time > last ? time : last), start);
}

/** The columns that [from, to] touches, at least one; empty outside the axis. */
function columnsOf(from: bigint, to: bigint, axis: Axis): readonly [number, number] {
  const length = Number(axis.to - axis.from);
  const at = (time: bigint): number => (Number(time - axis.from) / length) * axis.columns;
  const first = Math.max(0, Math.floor(at(from)));
  const last = Math.min(axis.columns, Math.max(Math.ceil(at(to)), first + 1));
  return [first, last];
}

function statesOf(
  vector: ResultWindowVector,
  window: ResultWindow,
  marks: readonly ResultMark[],
  axis: Axis,
  open: boolean,
): readonly State[] {
  const states = Array.from<unknown, State>({ length: axis.columns }, () => 'live');
  const paint = (from: bigint, to: bigint, state: State): void => {
    const [first, last] = columnsOf(from, to, axis);
    states.fill(state, first, last);
  };
  const down = nanosOf(vector.start ?? window.start) ?? axis.zero;
  const shown = nanosOf(vector.end);
  const back =
    shown ?? (vector.start !== null || open ? axis.to : (nanosOf(window.end) ?? axis.to));
  paint(down, back, 'down');
  const off = nanosOf(window.offStart);
  if (off !== null) paint(off, nanosOf(window.offEnd) ?? axis.to, 'off');
  for (const mark of marks) {
    const at = nanosOf(mark.at);
    if (at !== null && isOf(mark, vector)) paint(at, at, 'hit');
  }
  return states;
}

const isOf = (mark: ResultMark, vector: ResultWindowVector): boolean =>
  mark.kind === 'stray' && mark.vector !== null && mark.vector === vector.vector;

/** Marks that belong to no drawn vector get a lane of their own: the legacy line, a stray, the guest. */
function strayLanes(
  marks: readonly ResultMark[],
  vectors: readonly ResultWindowVector[],
  axis: Axis,
): readonly Lane[] {
  const found: Lane[] = [];
  for (const [kind, label] of [
    ['intx', 'INTx'],
    ['stray', 'stray'],
  ] as const) {
    const own = marks.filter((m) => m.kind === kind && !vectors.some((v) => isOf(m, v)));
    if (own.length === 0) continue;
    const states = Array.from<unknown, State | null>({ length: axis.columns }, () => null);
    for (const mark of own) {
      const at = nanosOf(mark.at);
      if (at !== null) states.fill('hit', ...columnsOf(at, at, axis));
    }
    found.push({ label, states: states.map((state) => state ?? 'live') });
  }
  return found;
}

/** Neighbours with the same picture share a lane, so that a hundred vectors fit a screen. */
function foldSame(drawn: readonly Lane[], vectors: readonly ResultWindowVector[]): readonly Lane[] {
  if (drawn.length <= 8) return drawn;
  const groups: { states: readonly State[]; members: (number | null)[]; label: string }[] = [];
  drawn.forEach((lane, i) => {
    const last = groups.at(-1);
    const vector = vectors[i]?.vector ?? null;
    if (last !== undefined && last.states.join() === lane.states.join()) last.members.push(vector);
    else groups.push({ states: lane.states, members: [vector], label: lane.label });
  });
  return groups.map(({ states, members, label }) => ({
    states,
    label: members.length === 1 ? label : vectorSet(members),
  }));
}

function print(
  all: readonly Lane[],
  axis: Axis,
  labelWidth: number,
  signs: Signs,
  open: boolean,
): readonly string[] {
  const lines = [`${'vector'.padEnd(labelWidth)} ${scale(axis, signs.tick)}`.trimEnd()];
  const used = new Set<State>();
  for (const lane of all.slice(0, MAX_LANES)) {
    const isExtra = lane.label === 'INTx' || lane.label === 'stray';
    const body = lane.states
      .map((state) => {
        if (isExtra && state === 'live') return ' ';
        used.add(state);
        return signs[state];
      })
      .join('');
    lines.push(
      `${lane.label.slice(0, labelWidth).padEnd(labelWidth)} ${open && !isExtra ? body.slice(0, -1) + signs.open : body}`.trimEnd(),
    );
  }
  if (all.length > MAX_LANES) lines.push(`(${all.length - MAX_LANES} more lanes)`);
  const legend = (['live', 'down', 'off', 'hit'] as const)
    .filter((state) => used.has(state))
    .map((state) => `${signs[state]} ${SAYS[state]}`);
  if (open) legend.push(`${signs.open} to the end of the log`);
  let line = ' '.repeat(labelWidth);
  for (const item of legend) {
    if (line.length + item.length + 3 > labelWidth + 1 + axis.columns && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = ' '.repeat(labelWidth);
    }
    line += ` ${item}  `;
  }
  lines.push(line.trimEnd());
  return lines;
}

const UNITS = [
  ['ns', 1],
  ['us', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
] as const;

/** Ticks at round spans after the window's start; each label stands right of its tick. */
function scale(axis: Axis, tick: string): string {
  const length = Number(axis.to - axis.from);
  const rough = length / Math.max(2, Math.floor(axis.columns / 14));
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? rough);
  const [unit, size] = UNITS.findLast(([, ns]) => step >= ns * 0.1) ?? UNITS[0];
  const line = Array.from({ length: axis.columns }, () => ' ');
  let free = 0;
  for (let offset = 0; offset <= Number(axis.to - axis.zero); offset += step) {
    const [column] = columnsOf(axis.zero + BigInt(Math.round(offset)), axis.zero, axis);
    const text = `${tick}${offset === 0 ? '0' : `+${Number((offset / size).toFixed(3))} ${unit}`}`;
    if (column < free || column + text.length > axis.columns) continue;
    for (let i = 0; i < text.length; i++) line[column + i] = text.charAt(i);
    free = column + text.length + 1;
  }
  return line.join('');
}
