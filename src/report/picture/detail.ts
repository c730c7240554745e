/** One window, close up: what each live vector went through, to the microsecond. */
import type { Result, ResultWindow, ResultWindowVector } from '../../model/result.ts';
import { all, h, type Markup } from '../markup.ts';
import { duration, nanosOf, stamp, vectorSet } from '../words.ts';
import { LEFT, RIGHT, scaleOf, spanTicks, type Scale } from './axis.ts';
import { rowLabel, type Drawing } from './overview.ts';
import { glyph, markNames, spansPath } from './shapes.ts';
import { clip } from '../document.ts';

const HEAD = 30;
const LANE = 22;
const MAX_LANES = 12;

interface Row {
  readonly label: string;
  readonly vector: ResultWindowVector;
}

export interface Detail {
  readonly height: number;
  readonly inside: Markup;
}

/** Null for a window without a time. `last` is where the case ends: an open window is drawn until there. */
export function detail(window: ResultWindow, last: string | null, drawing: Drawing): Detail | null {
  const base = nanosOf(window.startBound?.[0] ?? window.start);
  if (base === null) return null;
  const at = (time: string | null | undefined): number | null => {
    const ns = nanosOf(time);
    return ns === null ? null : Number(ns - base);
  };
  const open = window.end === null && window.endBound === undefined;
  const times = [
    window.end,
    window.endBound?.[1],
    window.offEnd,
    ...window.vectors.map((v) => v.end),
  ];
  const ends = [...times, open ? last : null].map(at).filter((time) => time !== null);
  const end = ends.reduce((a, b) => Math.max(a, b), 1_000);
  const scale = scaleOf(-end * 0.14, open ? end : end * 1.14);
  const rows = rowsOf(window);
  const shown = rows.slice(0, MAX_LANES);
  const bottom = HEAD + shown.length * LANE;
  const more = rows.length - shown.length;
  const zero = at(window.start) ?? 0;
  return {
    height: bottom + (more > 0 ? 24 : 6),
    inside: all(
      spanTicks(scale, zero, 8).map(({ x, label }) =>
        all(
          h('line', { class: 'grid', x1: x, x2: x, y1: HEAD - 6, y2: bottom }),
          h('text', { class: 'tick', x, y: HEAD - 12 }, label),
        ),
      ),
      bounds(window, at, scale, bottom),
      shown.map((row, i) => laneOf(row, window, { at, scale, y: HEAD + i * LANE, open })),
      marksOf(window, drawing.result, { at, scale, shown }, drawing),
      more > 0
        ? h('text', { class: 'label', x: 6, y: bottom + 16 }, `and ${more} more vectors`)
        : null,
    ),
  };
}

/** Neighbours that went through the same share a row. */
function rowsOf(window: ResultWindow): readonly Row[] {
  const rows: { vector: ResultWindowVector; members: (number | null)[] }[] = [];
  for (const vector of window.vectors) {
    const before = rows.at(-1);
    const same =
      before !== undefined &&
      before.vector.start === vector.start &&
      before.vector.end === vector.end;
    if (same && before.vector.vector !== null && vector.vector !== null)
      before.members.push(vector.vector);
    else rows.push({ vector, members: [vector.vector] });
  }
  return rows.map(({ vector, members }) => {
    const irq = vector.irq === null || members.length > 1 ? '' : ` irq ${vector.irq}`;
    return { vector, label: `${vectorSet(members)}${irq}` };
  });
}

type At = (time: string | null | undefined) => number | null;

/** Where the true start and end may lie. */
function bounds(window: ResultWindow, at: At, scale: Scale, bottom: number): Markup {
  const spans = [window.startBound, window.endBound].flatMap((bound) => {
    const from = at(bound?.[0]);
    const to = at(bound?.[1]);
    return from === null || to === null ? [] : [{ from, to }];
  });
  return all(
    spans.map((span) => {
      const d = spansPath([span], scale, HEAD - 4, bottom - HEAD + 4);
      return h('path', { class: 'bound', d }, h('title', {}, 'the true instant lies in here'));
    }),
  );
}

interface Place {
  readonly at: At;
  readonly scale: Scale;
  readonly y: number;
  readonly open: boolean;
}

function laneOf({ label, vector }: Row, window: ResultWindow, place: Place): Markup {
  const { at, scale, y, open } = place;
  const from = at(vector.start ?? window.start) ?? 0;
  const back = at(vector.end) ?? (vector.start === null && !open ? at(window.end) : null);
  const offFrom = at(window.offStart);
  const line = y + LANE / 2;
  const silent = vector.resumed === false;
  const lost =
    vector.expectedLost === null ? '' : `, expected lost ${vector.expectedLost.toFixed(2)}`;
  const gone = back === null ? 'never came back' : duration(back - from);
  const title = `no handler from ${stamp(vector.start ?? window.start)}, ${gone}${lost}`;
  return h(
    'g',
    {},
    h('title', {}, title),
    rowLabel(line + 4, label),
    h('line', { class: 'live', x1: LEFT, x2: RIGHT, y1: line, y2: line }),
    h('path', {
      class: 'down',
      d: spansPath([{ from, to: back ?? scale.to }], scale, line - 4, 8),
    }),
    offFrom === null
      ? null
      : h('path', {
          class: 'off',
          d: spansPath([{ from: offFrom, to: at(window.offEnd) ?? scale.to }], scale, line - 8, 16),
        }),
    offLabel(window, at, scale, line),
    firstAfter(vector, at, scale, line),
    silent
      ? h('text', { class: 'id', x: RIGHT - 2, y: line - 5, 'text-anchor': 'end' }, 'silent after')
      : null,
  );
}

/** How long the bit was clear, written into the block where there is room. */
function offLabel(window: ResultWindow, at: At, scale: Scale, line: number): Markup | null {
  const from = at(window.offStart);
  const to = at(window.offEnd);
  if (from === null || to === null) return null;
  const text = `off ${duration(to - from)}`;
  const x = (scale.x(from) + scale.x(to)) / 2;
  return scale.x(to) - scale.x(from) < text.length * 7
    ? null
    : h('text', { class: 'inside', x, y: line + 4 }, text);
}

function firstAfter(v: ResultWindowVector, at: At, scale: Scale, line: number): Markup | null {
  const time = at(v.firstAfter);
  const end = at(v.end) ?? 0;
  if (time === null || time < end) return null;
  if (time <= scale.to)
    return h(
      'path',
      { class: 'first', d: `M${scale.x(time)} ${line - 9}v18` },
      h('title', {}, 'fired again'),
    );
  return h(
    'text',
    { class: 'caption', x: RIGHT - 2, y: line - 5, 'text-anchor': 'end' },
    `fired after ${duration(time - end)}`,
  );
}

function marksOf(
  window: ResultWindow,
  result: Result,
  place: { readonly at: At; readonly scale: Scale; readonly shown: readonly Row[] },
  { link }: Drawing,
): Markup {
  return all(
    result.marks.map((mark, index) => {
      const at = place.at(mark.at);
      if (mark.window !== window.id || at === null || at > place.scale.to) return null;
      const row = place.shown.findIndex(({ vector }) => vector.vector === mark.vector);
      const y = row === -1 ? HEAD - 2 : HEAD + row * LANE + LANE / 2;
      return h(
        'a',
        { href: link('mark', index) },
        glyph(mark.kind, place.scale.x(at), y),
        h('title', {}, clip(`${markNames[mark.kind]}: ${mark.what}`, 200)),
      );
    }),
  );
}
