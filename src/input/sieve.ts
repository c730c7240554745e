import type { Bytes } from './codecs.ts';
import { MAX_LINE } from './guard-lines.ts';
import { type LineStage, type OnLine, trimmed } from './line-stage.ts';
import { FOUND, NeedleSearch, NEWLINE } from './needle-search.ts';

const LF = 0x0a;

/**
 * Lines without any of the needles die as bytes: they are counted, and no string is made of them. Those that are left,
 * those over the limit, and the last ones, whatever they hold, are the same as from `everyLine`.
 */
export const sieve =
  (needles: readonly string[]): LineStage =>
  async (bytes: Bytes, onLine: OnLine) => {
    const lines = new Sieve(new NeedleSearch(needles), onLine);
    for await (const chunk of bytes) {
      lines.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
    return lines.end();
  };

class Sieve {
  readonly #search: NeedleSearch;
  readonly #onLine: OnLine;
  /** Of the line that is being read. */
  #state: number;
  #wanted = false;
  /** Its bytes in earlier chunks: at most the limit and one, copied. */
  #carried: Buffer | null = null;
  /** How many there were, kept or not. */
  #carriedBytes = 0;
  #count = 0;
  /** Number of the last line that was handed on. */
  #told = 0;
  readonly #tail = new Tail();

  constructor(search: NeedleSearch, onLine: OnLine) {
    this.#search = search;
    this.#onLine = onLine;
    this.#state = search.start;
  }

  push(chunk: Buffer): void {
    this.#tail.push(chunk);
    const search = this.#search;
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      if (!this.#wanted) {
        this.#state = search.run(chunk, at, this.#state);
        at = search.at;
        if (this.#state === FOUND) this.#wanted = true;
        else if (this.#state !== NEWLINE) break;
      }
      if (this.#wanted) {
        // What else is in the line does not matter any more.
        const newline = chunk.indexOf(LF, at);
        if (newline === -1) break;
        at = newline + 1;
      }
      this.#line(chunk, start, at - 1);
      start = at;
      this.#wanted = false;
      this.#state = search.start;
    }
    this.#carry(chunk, start);
  }

  /** The count of lines. */
  end(): number {
    if (this.#carriedBytes > 0) this.#line(Buffer.alloc(0), 0, 0);
    for (const [number, line] of this.#tail.lines(this.#count)) {
      if (number > this.#told) this.#onLine(trimmed(line.toString()), number, false);
    }
    return this.#count;
  }

  /** A line ends at `end` of the chunk; it began at `start`, or in what is carried. */
  #line(chunk: Buffer, start: number, end: number): void {
    this.#count += 1;
    const length = this.#carriedBytes + end - start;
    const cut = length > MAX_LINE;
    if (this.#wanted || cut) {
      const here = chunk.subarray(start, Math.min(end, start + MAX_LINE + 1));
      const whole = this.#carried === null ? here : Buffer.concat([this.#carried, here]);
      const text = whole.toString('utf8', 0, Math.min(whole.length, MAX_LINE));
      this.#onLine(trimmed(text), this.#count, cut);
      this.#told = this.#count;
    }
    this.#carried = null;
    this.#carriedBytes = 0;
  }

  /** The chunk ends inside a line: it is another's memory, so what is needed is copied. */
  #carry(chunk: Buffer, start: number): void {
    if (start >= chunk.length) return;
    const kept = this.#carried?.length ?? 0;
    const piece = chunk.subarray(start, start + Math.max(0, MAX_LINE + 1 - kept));
    this.#carried =
      this.#carried === null ? Buffer.from(piece) : Buffer.concat([this.#carried, piece]);
    this.#carriedBytes += chunk.length - start;
  }
}

/** Bytes at the end in which the last lines are looked for, and how many of them: a parser takes the last stamp from there. */
const TAIL_BYTES = 16 * 1024;
const TAIL_LINES = 8;

/** The end of the input, as it stands in the last chunks. */
class Tail {
  #chunks: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes - (this.#chunks[0]?.length ?? 0) >= TAIL_BYTES) {
      this.#bytes -= this.#chunks.shift()?.length ?? 0;
    }
  }

  /** Whole lines, in order, with their numbers; `count` is that of all lines. */
  lines(count: number): readonly (readonly [number: number, line: Buffer])[] {
    const bytes = Buffer.concat(this.#chunks);
    const lines: [number, Buffer][] = [];
    let end = bytes.at(-1) === LF ? bytes.length - 1 : bytes.length;
    for (let number = count; number > 0 && lines.length < TAIL_LINES; number -= 1) {
      const before = end === 0 ? -1 : bytes.lastIndexOf(LF, end - 1);
      // What stands first may be the rest of a line, unless all lines are here.
      if (before === -1 && number > 1) break;
      lines.unshift([number, bytes.subarray(before + 1, end)]);
      end = before;
    }
    return lines;
  }
}
