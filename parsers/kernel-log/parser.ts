import type { LineParser, ParserOptions, Sink } from '../../src/model/format.ts';
import type { ClockKind } from '../../src/model/time.ts';
import { cleaned } from './clean.ts';
import type { Entry } from './entry.ts';
import { classify, mayBeKnown } from './messages/index.ts';
import { Narrator } from './narrator.ts';
import { afterCaller, piecesOf, readHeader, type Header } from './prefix/index.ts';
import { unescape } from './prefix/escape.ts';
import { RecordReader } from './records/index.ts';
import { Wrapped } from './wrapped.ts';

/** Lines to records: finds prefixes, puts torn and wrapped lines together; what records say is the narrator's part. */
export class KernelLogParser implements LineParser {
  readonly #sink: Sink;
  readonly #narrator: Narrator;
  readonly #records: RecordReader;
  readonly #wrapped = new Wrapped();

  constructor(sink: Sink, options: ParserOptions) {
    this.#sink = sink;
    this.#narrator = new Narrator(sink, options);
    this.#records = new RecordReader(this.#narrator);
  }

  get epoch(): bigint {
    return this.#narrator.epoch;
  }

  get clock(): ClockKind {
    return this.#narrator.clock;
  }

  line(text: string, number: number): void {
    const line = cleaned(text);
    if (this.#records.take(line, number, text)) return;
    const header = readHeader(line);
    if (header === null) this.#unprefixed(line, number, text);
    else this.#prefixed(header, line, number, text);
  }

  end(): void {
    this.#records.end();
    this.#narrator.end();
  }

  #prefixed(header: Header, line: string, number: number, text: string): void {
    const rest = line.slice(header.length);
    const [first = '', ...others] = pieces(rest);
    this.#tell(header, first, number, text);
    if (others.length > 0) this.#torn(others, number, text);
  }

  /** `login: [   12.345678] irq 23: nobody cared`: what a writer lost its line end before, and printk's after it. */
  #torn(pieces: readonly string[], number: number, text: string): void {
    let useful = false;
    for (const piece of pieces) {
      const header = readHeader(piece);
      // A stamp can also be part of a message: only what is known is taken for a record
      if (header === null || classify(piece.slice(header.length).trim()) === null) continue;
      if (this.#tell(header, piece.slice(header.length), number, text)) useful = true;
    }
    if (useful) this.#sink.problem('line-torn', number, text);
  }

  #tell(header: Header, rest: string, number: number, text: string): boolean {
    const message = (header.escaped ? unescape(rest) : rest).trim();
    const entry: Entry = { header, realtime: null, message, line: number, text };
    const told = this.#narrator.tell(entry);
    this.#wrapped.begin(entry, told);
    return told;
  }

  #unprefixed(line: string, number: number, text: string): void {
    const [first = '', ...others] = pieces(line);
    if (others.length > 0) {
      this.#torn(others, number, text);
      return;
    }
    const trimmed = first.trim();
    const message = trimmed.slice(afterCaller(trimmed, 0));
    if (this.#narrator.bare(message, number, text) || this.#narrator.snapshot(line, number, text)) {
      this.#wrapped.forget();
      return;
    }
    const joined = this.#wrapped.join(message);
    if (joined !== null && this.#narrator.tellMore(joined)) this.#wrapped.forget();
    else this.#wrapped.orBegin(message, number, text);
  }
}

/** Only a line that says something is worth a look for stamps inside. */
const pieces = (line: string): readonly string[] =>
  line.includes('[') && mayBeKnown(line) ? piecesOf(line) : [line];
