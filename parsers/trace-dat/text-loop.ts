/** The text of the file `trace` inside a recording, which is all that a latency tracer leaves. */
import type { LineParser, Sink } from '../../src/model/format.ts';
import { TraceLineParser } from '../trace/line-parser.ts';
import type { Pages } from './pages.ts';

/** Characters of a line that are waited for; a longer one is no line of a trace. */
const LINE_MAX = 64 * 1024;

export class TextLoop {
  readonly parser: LineParser;
  readonly #pieces: Pages;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #line = 0;

  /** `pieces` may be cut anywhere. */
  constructor(pieces: Pages, sink: Sink) {
    this.#pieces = pieces;
    this.parser = new TraceLineParser(sink, 'tracefs');
  }

  /** Reads some lines; false if there are no more. */
  read(): boolean {
    const piece = this.#pieces.next();
    const lines = (
      this.#rest + this.#decoder.decode(piece ?? undefined, { stream: piece !== null })
    ).split('\n');
    const rest = lines.pop() ?? '';
    const whole = piece !== null && rest.length <= LINE_MAX;
    this.#rest = whole ? rest : '';
    if (!whole && rest !== '') lines.push(rest);
    for (const line of lines) {
      this.#line += 1;
      this.parser.line(line, this.#line);
    }
    return piece !== null;
  }

  end(): void {
    this.parser.end();
  }
}
