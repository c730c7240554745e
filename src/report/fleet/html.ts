/** A summary as one page without script. */
import { createHash } from 'node:crypto';
import type { Block, Document, Inline, Section } from '../document.ts';
import { clip } from '../document.ts';
import { STYLE } from '../html/style.ts';
import { all, type Child, h, type Markup, own } from '../markup.ts';

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

export function htmlPage(document: Document): string {
  const title = clip(document.title, 1_000);
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      h('title', {}, title),
      h('style', {}, own(STYLE)),
    ),
    h('body', {}, h('h1', {}, title), document.sections.map(sectionMarkup)),
  );
  return `<!doctype html>\n${page.markup}\n`;
}

const sectionMarkup = (section: Section): Markup => h('section', {}, section.blocks().map(block));

function block(item: Block): Markup {
  switch (item.is) {
    case 'heading':
      return h('h2', {}, inline(item.text));
    case 'paragraph':
      return h('p', {}, inline(item.text));
    case 'items':
      return h(
        'ul',
        {},
        item.items.map((text) => h('li', {}, inline(text))),
      );
    case 'table': {
      const classOf = (index: number): string | null =>
        item.columns[index]?.align === 'right' ? 'n' : null;
      return h(
        'div',
        { class: 'scroll' },
        h(
          'table',
          {},
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              item.columns.map(({ title }, index) => h('th', { class: classOf(index) }, title)),
            ),
          ),
          h(
            'tbody',
            {},
            item.rows.map((row) =>
              h(
                'tr',
                {},
                row.map((cell, index) => h('td', { class: classOf(index) }, clip(cell, 500))),
              ),
            ),
          ),
        ),
      );
    }
    case 'facts':
    case 'quotes':
    case 'commands':
    case 'picture':
    default:
      // A summary has none of these.
      return all();
  }
}

const inline = (text: Inline): Child =>
  text.map((piece) =>
    typeof piece === 'string'
      ? clip(piece, 2_000)
      : h(piece.tone === 'strong' ? 'strong' : 'span', {}, clip(piece.text, 2_000)),
  );
