/** Drops the lines that nobody wants while they are bytes; of what is left, the parser may take some without a string. */
import type { Skim } from '../model/format.ts';
import type { Bytes } from './codecs.ts';
import { MAX_LINE } from './guard-lines.ts';
import { everyLine, type LineStage, type OnLine, trimmed } from './line-stage.ts';
import { OVERREAD } from './scan-code.ts';
import { ROOM, Scanner } from './scanner.ts';

const LF = 0x0a;
const CR = 0x0d;

/** A line over the limit holds one of the places that are this far apart, and no newline so far behind it. */
const STRIDE = MAX_LINE / 2;

/** The scanner is aimed anew after so many false alarms, if more than one line in so many gave one, and so often at most. */
const ALARMS = 50_000;
const LINES_PER_ALARM = 8;
const AIMS = 16;
/** Bytes that it is aimed by; fewer do when it begins. */
const CORPUS = 16 * 1024;

/**
 * Lines without any of the needles die as bytes: they are counted, and no string is made of them. Those that are left,
 * those over the limit, and the last line that is not empty are the same as from `everyLine`; what a skim takes is not
 * handed on.
 */
export const sieve =
  (needles: readonly string[], skims: ReadonlyMap<string, Skim> = new Map()): LineStage =>
  async (bytes, onLine) => {
    const scanner = Scanner.open(needles);
    if (scanner === null) return everyLine(copied(bytes), onLine);
    const skimOf = needles.map((needle) => skims.get(needle) ?? null);
    const lines = new Sieve(scanner, skimOf, onLine);
    try {
      for await (const chunk of bytes) lines.push(chunk);
      return lines.end();
    } finally {
      scanner.close();
    }
  };

/** For a reader who holds more than the last chunk. */
async function* copied(bytes: Bytes): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) yield Uint8Array.from(chunk);
}

class Sieve {
  readonly #scanner: Scanner;
  /** By the index of the needle. */
  readonly #skims: readonly (Skim | null)[];
  readonly #onLine: OnLine;
  readonly #memory: Buffer;
  /** Where the bytes begin that are held, at the start of a line, and where they end. */
  readonly #start: number;
  #end: number;
  /** Lines before the place that was reached. */
  #lines = 0;
  /** Inside a line that is over the limit and was handed on: all up to its newline is dropped. */
  #inLong = false;
  /** Number of the last line that was not left out. */
  #told = 0;
  /** The last line that is not empty, where it was left out. */
  #last: { readonly bytes: Buffer; readonly number: number } | null = null;
  #aims = 0;
  /** When the scanner was aimed: lines, and false alarms. */
  #aimedAt = { lines: 0, alarms: 0 };

  constructor(scanner: Scanner, skims: readonly (Skim | null)[], onLine: OnLine) {
    this.#scanner = scanner;
    this.#skims = skims;
    this.#onLine = onLine;
    this.#memory = scanner.memory;
    this.#start = scanner.start;
    this.#end = scanner.start;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + this.#start + ROOM - this.#end);
      this.#memory.set(piece, this.#end);
      this.#end += piece.length;
      at += piece.length;
      this.#take();
    }
  }

  /** The count of all lines. */
  end(): number {
    if (this.#inLong) this.#lines += 1;
    if (this.#end > this.#start) {
      // The last line has no newline of its own.
      this.#memory[this.#end] = LF;
      this.#end += 1;
      this.#take();
    }
    if (this.#last !== null) {
      const { bytes, number } = this.#last;
      this.#onLine(trimmed(bytes.toString()), number, false);
    }
    return this.#lines;
  }

  /** Takes the whole lines out of what is held. */
  #take(): void {
    const newline = this.#memory.lastIndexOf(LF, this.#end - 1);
    if (newline >= this.#start) {
      let from = this.#start;
      if (this.#inLong) {
        from = this.#memory.indexOf(LF, from) + 1;
        this.#lines += 1;
        this.#inLong = false;
      }
      if (from <= newline) this.#block(from, newline + 1);
      this.#memory.copyWithin(this.#start, newline + 1, this.#end);
      this.#end -= newline + 1 - this.#start;
    }
    if (!this.#inLong && this.#end - this.#start > MAX_LINE) {
      this.#lines += 1;
      this.#tell(this.#start, this.#end);
      this.#lines -= 1;
      this.#inLong = true;
    }
    if (this.#inLong) this.#end = this.#start;
  }

  /** Whole lines; what is behind them holds no newline. */
  #block(from: number, to: number): void {
    this.#memory.fill(0, this.#end, this.#end + OVERREAD);
    let at = from;
    for (let probe = from; probe < to - STRIDE;) {
      const newline = this.#memory.indexOf(LF, probe);
      if (newline - probe > STRIDE) {
        const start = Math.max(this.#memory.lastIndexOf(LF, probe) + 1, from);
        if (newline - start > MAX_LINE) {
          this.#sift(at, start);
          this.#lines += 1;
          this.#tell(start, newline);
          at = newline + 1;
        }
        probe = newline + 1;
      } else probe += STRIDE;
    }
    this.#sift(at, to);
    this.#keepLast(from, to);
  }

  /** Lines of which none is over the limit. */
  #sift(from: number, to: number): void {
    if (from === to) return;
    this.#aim(from, to);
    const scanner = this.#scanner;
    let skimmed = false;
    for (let at = from; at < to;) {
      if (!skimmed || !scanner.findAgain(at)) {
        const found = scanner.find(at, to);
        this.#lines += scanner.newlines;
        if (!found) break;
      }
      const newline = this.#memory.indexOf(LF, scanner.at);
      this.#lines += 1;
      skimmed = this.#skim(newline);
      if (!skimmed) this.#tell(scanner.lineStart, newline);
      at = newline + 1;
    }
  }

  #skim(newline: number): boolean {
    const skim = this.#skims[this.#scanner.needle] ?? null;
    if (skim === null) return false;
    const { lineStart, at } = this.#scanner;
    let end = newline;
    while (end > lineStart && this.#memory[end - 1] === CR) end -= 1;
    if (!skim(this.#memory, lineStart, at, end, this.#lines)) return false;
    this.#told = this.#lines;
    return true;
  }

  /** Hands on the line that was counted last. */
  #tell(from: number, to: number): void {
    this.#told = this.#lines;
    const isCut = to - from > MAX_LINE;
    const text = this.#memory.toString('utf8', from, isCut ? from + MAX_LINE : to);
    this.#onLine(trimmed(text), this.#lines, isCut);
  }

  /** Keeps the last line that is not empty, if it was left out: how far a log looked may stand there alone. */
  #keepLast(from: number, to: number): void {
    let number = this.#lines;
    for (let end = to; end > from; number -= 1) {
      const start =
        end - 2 < from ? from : Math.max(this.#memory.lastIndexOf(LF, end - 2) + 1, from);
      if (!this.#isEmpty(start, end - 1)) {
        const isOut = number > this.#told;
        this.#last = isOut
          ? { bytes: Buffer.from(this.#memory.subarray(start, end - 1)), number }
          : null;
        return;
      }
      end = start;
    }
  }

  #isEmpty(from: number, to: number): boolean {
    return from === to || trimmed(this.#memory.toString('utf8', from, to)) === '';
  }

  /** Aims the scanner by what is about to be searched, first of all and whenever it was misled too often. */
  #aim(from: number, to: number): void {
    const { isAimed } = this.#scanner;
    const alarms = this.#scanner.alarms - this.#aimedAt.alarms;
    const lines = this.#lines - this.#aimedAt.lines;
    const isMisled = alarms > ALARMS && alarms * LINES_PER_ALARM > lines && to - from >= CORPUS;
    if (isAimed && (!isMisled || this.#aims >= AIMS)) return;
    this.#aims += 1;
    this.#aimedAt = { lines: this.#lines, alarms: this.#scanner.alarms };
    this.#scanner.aim(this.#memory.subarray(from, Math.min(to, from + CORPUS)), isMisled);
  }
}
