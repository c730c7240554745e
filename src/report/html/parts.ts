/** Small parts that every section of the page is made of. */
import type { ResultEvidence } from '../../model/result.ts';
import { clip, type Fact, type Inline } from '../document.ts';
import { all, h, type Child, type Markup } from '../markup.ts';

/** Characters of a quoted line. */
const QUOTE = 1_000;
const PROSE = 4_000;

/** Pieces of a document's prose. */
export const inline = (text: Inline): Markup =>
  all(
    text.map((piece) => {
      if (typeof piece === 'string') return clip(piece, PROSE);
      const shown = clip(piece.text, PROSE);
      if (piece.tone === 'code') return h('code', {}, shown);
      if (piece.tone === 'strong') return h('strong', {}, shown);
      return h('span', { class: piece.tone }, shown);
    }),
  );

export const factList = (rows: readonly Fact[]): Markup | null =>
  rows.length === 0
    ? null
    : h(
        'dl',
        {},
        rows.map(({ name, value }) => all(h('dt', {}, name), h('dd', {}, inline(value)))),
      );

export interface Head {
  readonly title: string;
  readonly number?: boolean;
}

export interface Row {
  readonly id?: string;
  /** What the filter finds. */
  readonly filter?: string;
  readonly cells: readonly Child[];
}

export function table(
  kind: string,
  caption: string,
  heads: readonly Head[],
  rows: readonly Row[],
): Markup {
  const numeric = heads.map((head) => (head.number === true ? 'n' : null));
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: kind },
      h('caption', { hidden: true }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map(({ title }, i) => h('th', { scope: 'col', class: numeric[i] ?? null }, title)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map(({ id, filter, cells }) =>
          h(
            'tr',
            {
              id: id ?? null,
              'data-filter': filter === undefined ? null : clip(filter, 500).toLowerCase(),
            },
            cells.map((cell, i) => h('td', { class: numeric[i] ?? null }, cell)),
          ),
        ),
      ),
    ),
  );
}

/** Quoted lines with their place. */
export const evidenceTable = (evidence: readonly ResultEvidence[], most: number): Markup =>
  all(
    table(
      'evidence',
      'Evidence',
      [{ title: 'Role' }, { title: 'Place' }, { title: 'Line' }],
      evidence.slice(0, most).map(({ role, source, line, text }) => ({
        cells: [
          role,
          h('code', { class: 'place' }, `${clip(source, 200)}:${line}`),
          clip(text.trim(), QUOTE),
        ],
      })),
    ),
    evidence.length > most
      ? h('p', { class: 'dim' }, `and ${evidence.length - most} more lines (see -f json)`)
      : null,
  );

export const section = (id: string, title: string, ...children: readonly Child[]): Markup =>
  h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    ...children,
  );

export const picture = (
  attributes: Readonly<Record<string, string>>,
  size: { readonly width: number; readonly height: number },
  title: string,
  inside: Markup,
): Markup =>
  h(
    'svg',
    {
      class: 'picture',
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-label': clip(title, 300),
      ...attributes,
    },
    inside,
  );
