/** The trace that a dying kernel prints into its log, between two lines of dashes. */
import type { LineParser, ParserOptions, Sink } from '../../src/model/format.ts';
import { dumpStart, isDumpLine, openTraceLines } from '../trace/dump.ts';
import type { Entry } from './entry.ts';

/** A dump whose end is missing goes on for no more lines of other kinds than this. */
const PATIENCE = 16;

export class FtraceDump {
  readonly #sink: Sink;
  readonly #options: ParserOptions;
  #parser: LineParser | null = null;
  #patience = 0;
  /** The log's line around the trace line: events quote it. */
  #text = '';

  constructor(sink: Sink, options: ParserOptions) {
    this.#options = options;
    this.#sink = {
      event: (event) => {
        sink.event({ ...event, text: this.#text });
      },
      problem: (key, line, _text, count, cpu) => {
        sink.problem(key, line, this.#text, count, cpu);
      },
    };
  }

  /** True where the record is a part of a dump. */
  take({ message, line, text }: Entry): boolean {
    if (message.startsWith(dumpStart)) {
      this.end();
      this.#parser = openTraceLines(this.#sink, this.#options);
      this.#patience = PATIENCE;
      return true;
    }
    if (this.#parser === null) return false;
    if (/^-{20,}$/.test(message)) return true;
    if (!isDumpLine(message)) {
      this.#patience -= 1;
      if (this.#patience === 0) this.end();
      return false;
    }
    this.#text = text;
    this.#parser.line(message, line);
    this.#patience = PATIENCE;
    return true;
  }

  end(): void {
    this.#parser?.end();
    this.#parser = null;
  }
}
