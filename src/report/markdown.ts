/** `-f markdown`: GitHub's and GitLab's flavour, readable as it is. */
import type { Result } from '../model/result.ts';
import { documentOf } from './content/case.ts';
import { clip, type Block, type Inline, type Section } from './document.ts';
import { html, markdown, markdownCell, markdownCode, markdownFence } from './escape.ts';
import { laidOut } from './fit.ts';
import { lanes } from './lanes.ts';
import type { Renderer, RenderOptions } from './output.ts';

const PIECE_LENGTH = 2_000;

/** Blanks at the ends of a piece separate it from its neighbours; the door trims. */
function plain(text: string): string {
  const words = markdown(text);
  if (words === '') return text === '' ? '' : ' ';
  return `${text.startsWith(' ') ? ' ' : ''}${words}${text.endsWith(' ') ? ' ' : ''}`;
}

const inline = (text: Inline): string =>
  text
    .map((piece) => {
      if (typeof piece === 'string') return plain(clip(piece, PIECE_LENGTH));
      const raw = clip(piece.text, PIECE_LENGTH);
      if (piece.tone === 'code') return markdownCode(raw);
      return piece.tone === 'dim' ? plain(raw) : `**${markdown(raw)}**`;
    })
    .join('')
    .trim();

export class MarkdownLayout {
  readonly #options: RenderOptions;

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  title(text: string): string {
    return `## ${markdown(clip(text, 1_000))}\n`;
  }

  section(section: Section): string {
    const { fold } = section;
    const folded = fold !== null && this.#options.fold;
    const blocks = section.blocks().filter((block) => !folded || block.is !== 'heading');
    const body = blocks.map((block) => this.#block(block)).filter((text) => text !== '');
    if (body.length === 0) return '';
    const text = body.join('\n\n');
    return folded
      ? `\n<details><summary>${html(fold)}</summary>\n\n${text}\n\n</details>\n`
      : `\n${text}\n`;
  }

  #block(block: Block): string {
    switch (block.is) {
      case 'heading':
        return `### ${inline(block.text)}`;
      case 'paragraph':
        return inline(block.text);
      case 'items':
        return block.items.map((item) => `- ${inline(item)}`).join('\n');
      case 'facts':
        return block.rows.map(({ name, value }) => `- ${name}: ${inline(value)}`).join('\n');
      case 'commands':
        return fence(block.lines.map((line) => clip(line, PIECE_LENGTH)));
      case 'quotes': {
        const width = Math.max(...block.quotes.map((quote) => quote.role.length));
        return fence(
          block.quotes.map(
            ({ role, source, line, text }) =>
              `${role.padEnd(width)}  ${source}:${line}: ${text.trim()}`,
          ),
        );
      }
      case 'picture': {
        const { width, unicode } = this.#options;
        const lines = lanes(block.window, block.marks, { width, unicode, until: block.until });
        return lines.length === 0 ? '' : fence(lines);
      }
      case 'table':
      default: {
        const head = block.columns.map((column) => column.title).join(' | ');
        const rule = block.columns
          .map(({ align }) => (align === 'left' ? '---' : '---:'))
          .join(' | ');
        const rows = block.rows.map((row) => `| ${row.map(cell).join(' | ')} |`);
        return [`| ${head} |`, `| ${rule} |`, ...rows].join('\n');
      }
    }
  }
}

const fence = (lines: readonly string[]): string => markdownFence(lines).join('\n');

const cell = (text: string): string => markdownCell(clip(text, 500));

export const renderer: Renderer = {
  render: (result: Result, options: RenderOptions) =>
    laidOut(documentOf(result, options), new MarkdownLayout(options), options.maxBytes),
};
