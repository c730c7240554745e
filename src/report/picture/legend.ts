/** What the shapes of the picture mean; only kinds of mark that occur are told. */
import type { Result } from '../../model/result.ts';
import { all, h, type Markup } from '../markup.ts';
import { glyph, markNames } from './shapes.ts';

const LINE = 18;
const FULL = 980;

interface Entry {
  readonly text: string;
  readonly sign: (x: number, y: number) => Markup;
}

const block =
  (kind: string, height: number) =>
  (x: number, y: number): Markup =>
    h('rect', { class: kind, x, y: y - height / 2, width: 14, height });

const STATES: readonly Entry[] = [
  { text: 'handler in place', sign: block('source-live', 2) },
  { text: 'no handler', sign: block('down', 7) },
  { text: 'MSI-X off', sign: block('off', 14) },
  { text: 'window that the guest or host meant', sign: block('window calm', 14) },
  { text: 'interrupts', sign: block('activity', 10) },
];

/** With more windows than this some may share pixels. */
const MANY = 20;
const CROWD: Entry = {
  text: 'many windows, as high as their share of the time',
  sign: block('off', 3),
};

function entriesOf(result: Result): readonly Entry[] {
  const kinds = [...new Set(result.marks.filter((m) => m.at !== null).map((mark) => mark.kind))];
  return [
    ...STATES,
    ...(result.windows.length > MANY ? [CROWD] : []),
    ...kinds.map((kind) => ({
      text: markNames[kind],
      sign: (x: number, y: number) => glyph(kind, x + 7, y),
    })),
  ];
}

/** Of a page: each sign is a picture of its own, so that lines break where the screen ends. */
export const legendList = (result: Result): Markup =>
  h(
    'ul',
    { class: 'legend picture' },
    entriesOf(result).map(({ text, sign }) =>
      h(
        'li',
        {},
        h(
          'svg',
          { viewBox: '0 0 14 16', width: 14, height: 16, 'aria-hidden': 'true' },
          sign(0, 8),
        ),
        text,
      ),
    ),
  );

/** Of a picture alone: entries in lines, as many as fit. */
export function legend(result: Result): { readonly inside: Markup; readonly height: number } {
  let x = 6;
  let y = 12;
  const inside = h(
    'g',
    { class: 'legend' },
    entriesOf(result).map(({ text, sign }) => {
      const width = 20 + text.length * 6.4 + 16;
      if (x + width > FULL) {
        x = 6;
        y += LINE;
      }
      const placed = all(sign(x, y), h('text', { class: 'caption', x: x + 20, y: y + 4 }, text));
      x += width;
      return placed;
    }),
  );
  return { inside, height: y + 12 };
}
