/** The text of the file `trace` inside a recording, which is all that a latency tracer leaves. */
import type { LineParser, Sink } from '../../src/model/format.ts';
import { TraceLineParser } from '../trace/line-parser.ts';
import { type Span, textOf } from './cursor.ts';

const BLOCK = 256 * 1024;
const NEWLINE = 10;

export class TextLoop {
  readonly parser: LineParser;
  readonly #text: Span;
  #at = 0;
  #line = 0;

  constructor(text: Span, sink: Sink) {
    this.#text = text;
    this.parser = new TraceLineParser(sink, 'tracefs');
  }

  /** Reads some lines; false if there are no more. */
  read(): boolean {
    const block = this.#text.read(this.#at, BLOCK);
    if (block.length === 0) return false;
    const last = block.lastIndexOf(NEWLINE);
    // The end of a text, or a line longer than a block, ends without a newline.
    const end = last < 0 || block.length < BLOCK ? block.length : last;
    const text = textOf(block.subarray(0, end));
    for (const line of (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')) {
      this.#line += 1;
      this.parser.line(line, this.#line);
    }
    this.#at += end === last ? end + 1 : end;
    return true;
  }

  end(): void {
    this.parser.end();
  }
}
