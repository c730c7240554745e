/** Lays a document out as text for a terminal, a pipe or a mail. */
import { ascii, visible } from './escape.ts';
import {
  clip,
  type Block,
  type Fact,
  type Inline,
  type Quote,
  type Section,
  type Tone,
} from './document.ts';
import { lanes } from './lanes.ts';
import type { RenderOptions } from './output.ts';
import { tableLines } from './table.ts';

// Select graphic rendition, ECMA-48: 1 bold, 2 faint, 31 red, 33 yellow, 36 cyan.
const SGR: Readonly<Record<Tone, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
  strong: '1',
  dim: '2',
  code: '',
};

/** No single piece of prose is longer; names and messages can be hostile in length too. */
const PIECE_LENGTH = 2_000;

interface Fragment {
  readonly text: string;
  readonly tone: Tone | null;
}

export class TextLayout {
  readonly #options: RenderOptions;
  readonly #door: (text: string) => string;

  constructor(options: RenderOptions) {
    this.#options = options;
    this.#door = options.unicode ? visible : ascii;
  }

  title(text: string): string {
    return `${this.#wrap([{ text: clip(text, 1_000), tone: 'strong' }], 0).join('\n')}\n`;
  }

  section(section: Section): string {
    const indent = section.under ? 2 : 0;
    const lines: string[] = [];
    const blocks = section.blocks();
    blocks.forEach((block, i) => {
      const laid = this.#block(block, indent);
      if (laid.length === 0) return;
      const before = blocks[i - 1];
      const tight =
        before?.is === 'heading' || (i === 0 && section.under && block.is === 'paragraph');
      if (!tight) lines.push('');
      lines.push(...laid);
    });
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }

  #block(block: Block, indent: number): readonly string[] {
    const pad = ' '.repeat(indent);
    const room = this.#options.width - indent;
    switch (block.is) {
      case 'heading':
      case 'paragraph':
        return this.#wrap(block.text, indent);
      case 'items':
        return block.items.flatMap((item) => this.#hang(`${pad}- `, item, indent + 2));
      case 'facts':
        return this.#facts(block.rows, indent);
      case 'quotes':
        return this.#quotes(block.quotes).map((line) => pad + line);
      case 'commands':
        return block.lines.map((line) => `${pad}  ${this.#door(clip(line, PIECE_LENGTH))}`);
      case 'picture':
        return lanes(block.window, block.marks, {
          width: room,
          unicode: this.#options.unicode,
          until: block.until,
        }).map((line) => pad + line);
      case 'table':
      default: {
        const rows = block.rows.map((row) => row.map((cell) => this.#door(clip(cell, 500))));
        return tableLines(block.columns, rows, room).map((line) => pad + line);
      }
    }
  }

  #facts(rows: readonly Fact[], indent: number): readonly string[] {
    const width = Math.max(10, ...rows.map((row) => row.name.length)) + 2;
    return rows.flatMap(({ name, value }) => {
      const label = this.#paint({ text: name, tone: 'dim' }) + ' '.repeat(width - name.length);
      return this.#hang(' '.repeat(indent) + label, value, indent + width);
    });
  }

  /** grep's `file:line: text`, so that an editor can jump; never wrapped. */
  #quotes(quotes: readonly Quote[]): readonly string[] {
    const width = Math.max(...quotes.map((quote) => quote.role.length));
    return quotes.map(({ role, source, line, text }) => {
      const place = this.#paint({ text: `${this.#door(source)}:${line}:`, tone: 'dim' });
      return `${role.padEnd(width)}  ${place} ${this.#door(text).trim()}`;
    });
  }

  #hang(first: string, text: Inline, indent: number): readonly string[] {
    const lines = this.#wrap(text, indent);
    return [first + (lines[0] ?? '').slice(indent), ...lines.slice(1)];
  }

  /** Fills lines with words; a word longer than a line is cut. */
  #wrap(text: Inline, indent: number): readonly string[] {
    const room = Math.max(20, this.#options.width - indent);
    const pad = ' '.repeat(indent);
    const lines: string[] = [];
    let line = '';
    let used = 0;
    for (const word of this.#words(text, room)) {
      const length = word.reduce((total, fragment) => total + fragment.text.length, 0);
      if (used > 0 && used + 1 + length > room) {
        lines.push(pad + line);
        line = '';
        used = 0;
      }
      line += (used > 0 ? ' ' : '') + word.map((fragment) => this.#paint(fragment)).join('');
      used += length + (used > 0 ? 1 : 0);
    }
    if (used > 0) lines.push(pad + line);
    return lines;
  }

  #words(text: Inline, room: number): readonly (readonly Fragment[])[] {
    const words: Fragment[][] = [[]];
    for (const piece of text) {
      const tone = typeof piece === 'string' ? null : piece.tone;
      const raw = typeof piece === 'string' ? piece : piece.text;
      this.#door(clip(raw, PIECE_LENGTH))
        .split(' ')
        .forEach((part, i) => {
          if (i > 0) words.push([]);
          for (let at = 0; at < part.length; at += room) {
            if (at > 0) words.push([]);
            words.at(-1)?.push({ text: part.slice(at, at + room), tone });
          }
        });
    }
    return words.filter((word) => word.length > 0);
  }

  #paint({ text, tone }: Fragment): string {
    const sgr = tone === null || !this.#options.colour ? '' : SGR[tone];
    return sgr === '' ? text : `\u{1b}[${sgr}m${text}\u{1b}[0m`;
  }
}
