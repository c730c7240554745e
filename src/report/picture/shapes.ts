/** Many spans as few shapes: what shares a pixel is drawn once. */
import type { ResultMark } from '../../model/result.ts';
import { h, round, type Markup } from '../markup.ts';
import { LEFT, RIGHT, type Scale } from './axis.ts';
import type { Lane, Span } from './scene.ts';

/** So that a window of a microsecond is seen in a trace of an hour. */
const LEAST = 2;

/** A run wider than this that holds many spans says how much of it they fill. */
const CROWD = 6;

export interface Run<T> {
  readonly x: number;
  readonly width: number;
  /** Of its width, the part that its spans fill; 1 for a single span and for a few that stand close. */
  readonly share: number;
  readonly items: readonly T[];
}

/** Spans in pixels, those that touch or overlap as one. */
export function runsOf<T extends Span>(
  spans: readonly T[],
  scale: Scale,
  gap = 0.5,
): readonly Run<T>[] {
  const runs: { x: number; end: number; filled: number; items: T[] }[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const x = scale.x(span.from);
    const stop = scale.x(span.to);
    const end = Math.max(stop, x + LEAST);
    const last = runs.at(-1);
    if (last !== undefined && x <= last.end + gap) {
      // In time, not in rounded pixels: a thousand short spans share one.
      last.filled += fill(span, scale);
      last.end = Math.max(last.end, end);
      last.items.push(span);
    } else runs.push({ x, end, filled: fill(span, scale), items: [span] });
  }
  return runs.map(({ x, end, filled, items }) => {
    const width = round(end - x);
    const share = items.length === 1 || width <= CROWD ? 1 : Math.min(1, filled / width);
    return { x, width, share, items };
  });
}

const fill = ({ from, to }: Span, scale: Scale): number =>
  ((to - from) / (scale.to - scale.from)) * (RIGHT - LEFT);

/** As high as the share, and high enough to be seen. */
export const thickness = (height: number, share: number): number =>
  round(Math.max(Math.min(3, height), height * share));

/** One path for all spans; a crowd is as high as the part of the time that it fills. */
export function spansPath(spans: readonly Span[], scale: Scale, y: number, height: number): string {
  return runsOf(spans, scale)
    .map(({ x, width, share }) => {
      const tall = thickness(height, share);
      return `M${x} ${round(y + (height - tall) / 2)}h${width}v${tall}h${-width}z`;
    })
    .join('');
}

/** Interrupts of a lane as bars on `bottom`, at most `height` high at `most` interrupts a bin and vector. */
export function activityPath(
  activity: NonNullable<Lane['activity']>,
  members: number,
  most: number,
  scale: Scale,
  bottom: number,
  height: number,
): string {
  const columns = new Map<number, { width: number; count: number }>();
  activity.counts.forEach((count, i) => {
    if (count === 0) return;
    const from = activity.from + i * activity.step;
    const x = Math.floor(scale.x(from));
    const width = Math.max(1, round(scale.x(from + activity.step) - x));
    const known = columns.get(x);
    if (known === undefined) columns.set(x, { width, count: count / members });
    else known.count = Math.max(known.count, count / members);
  });
  return [...columns]
    .map(([x, { width, count }]) => {
      const tall = round(Math.max(1.5, (Math.min(count, most) / most) * height));
      return `M${x} ${bottom}v${-tall}h${width}v${tall}z`;
    })
    .join('');
}

/** What each kind of mark looks like around (0, 0); shape tells it without colour. */
const GLYPHS: Readonly<Record<ResultMark['kind'], string>> = {
  stray: 'M0-6L5 0L0 6L-5 0z',
  intx: 'M-4.500-4.500h9v9h-9z',
  failure: 'M-4.500-4.500L4.500 4.500M-4.500 4.500L4.500-4.500',
  symptom: 'M0-5.500L5.500 4.500H-5.500z',
  'late-vector': 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z',
};

export const markNames: Readonly<Record<ResultMark['kind'], string>> = {
  stray: 'stray interrupt',
  intx: 'hit on the INTx line',
  failure: 'refused by the host',
  symptom: 'complaint of a driver',
  'late-vector': 'first unmask of a late vector',
};

export const glyph = (kind: ResultMark['kind'], x: number, y: number): Markup =>
  h('path', { class: `mark ${kind}`, d: GLYPHS[kind], transform: `translate(${x} ${y})` });
