import { Transform, type TransformCallback } from 'node:stream';

/** Bytes of one line that are read; a regex never sees more. */
export const MAX_LINE = 64 * 1024;

const LF = 0x0a;

/**
 * Stands before the splitter: passes bytes on and drops what a line has over {@link MAX_LINE}, so that neither memory nor
 * a parser meets more. Newlines all pass: line numbers stay true.
 */
export class LineGuard extends Transform {
  readonly #onLong: (line: number) => void;
  readonly #limit: number;
  /** 1-based number of the line that is being passed. */
  #line = 1;
  /** Bytes of it seen so far. */
  #seen = 0;

  constructor(onLong: (line: number) => void, limit = MAX_LINE) {
    super();
    this.#onLong = onLong;
    this.#limit = limit;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    let start = 0;
    /** From here to `start` everything passes in one piece. */
    let from = 0;
    while (start < chunk.length) {
      const newline = chunk.indexOf(LF, start);
      const end = newline === -1 ? chunk.length : newline;
      const room = this.#limit - this.#seen;
      if (end - start > room) {
        if (room >= 0) this.#onLong(this.#line);
        const cut = start + Math.max(room, 0);
        if (cut > from) this.push(chunk.subarray(from, cut));
        from = end;
        // One over the limit marks the line as told.
        this.#seen = this.#limit + 1;
      } else {
        this.#seen += end - start;
      }
      if (newline === -1) break;
      this.#line += 1;
      this.#seen = 0;
      start = newline + 1;
    }
    if (from < chunk.length) this.push(from === 0 ? chunk : chunk.subarray(from));
    done();
  }
}
