/** The stamp of a trace line, in the three forms in which trace-cmd, perf and the kernel print it. */
import type { Epoch, Nanos } from '../../src/model/time.ts';
import { CLOSE_BRACKET, DOT, SPACE, digitsStart, digitsValue, isDigit } from './scan.ts';

/** `13.107691`, `13107691199`, `115968us!`. */
export type StampForm = 'seconds' | 'integer' | 'micros';

/** Marks that the latency format puts between a stamp and its colon, by the delay that follows. */
const DELAY_MARKS = ' +!#*@$';

/** Most digits that are still a stamp; more are something else. */
const SECONDS_MAX = 15;
const INTEGER_MAX = 20;

const POWERS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1] as const;

/** One per parser: its fields are those of the last stamp read. Nothing is built for a line that nobody wants. */
export class Stamp {
  form: StampForm = 'seconds';
  /** An integer is split as if it counted nanoseconds; the clock's kind says whether it does. */
  seconds = 0;
  ns = 0;
  /** Of the part before the point, or of the whole number. */
  digits = 0;
  /** Where it begins and ends in the line. */
  start = 0;
  end = 0;

  /** Reads the stamp whose colon is at `colon`; false if no stamp stands before it. */
  read(text: string, colon: number): boolean {
    this.end = colon;
    if (!isDigit(text.charCodeAt(colon - 1))) return this.#micros(text, colon);
    const last = digitsStart(text, colon);
    if (text.charCodeAt(last - 1) !== DOT) return this.#integer(text, last, colon);
    const first = digitsStart(text, last - 1);
    this.digits = last - 1 - first;
    if (this.digits === 0 || this.digits > SECONDS_MAX || !isFree(text, first)) return false;
    this.form = 'seconds';
    this.start = first;
    this.seconds = digitsValue(text, first, last - 1);
    const kept = Math.min(colon - last, 9);
    this.ns = digitsValue(text, last, last + kept) * (POWERS[kept] ?? 1);
    return true;
  }

  /** Nanoseconds after the source's epoch. */
  after(epoch: Epoch): Nanos {
    return epoch.at(this.seconds, this.ns);
  }

  #integer(text: string, from: number, end: number): boolean {
    this.digits = end - from;
    if (this.digits > INTEGER_MAX || !isFree(text, from)) return false;
    this.form = 'integer';
    this.start = from;
    const cut = Math.max(from, end - 9);
    this.seconds = digitsValue(text, from, cut);
    this.ns = digitsValue(text, cut, end);
    return true;
  }

  #micros(text: string, colon: number): boolean {
    if (!DELAY_MARKS.includes(text.charAt(colon - 1)) || !text.startsWith('us', colon - 3))
      return false;
    const end = colon - 3;
    const from = digitsStart(text, end);
    this.digits = end - from;
    if (this.digits === 0 || this.digits > SECONDS_MAX || !isFree(text, from)) return false;
    this.form = 'micros';
    this.start = from;
    const cut = Math.max(from, end - 6);
    this.seconds = digitsValue(text, from, cut);
    this.ns = digitsValue(text, cut, end) * 1000;
    return true;
  }
}

/** Does a column or nothing stand before a stamp, and no letter? */
const isFree = (text: string, at: number): boolean =>
  at === 0 || text.charCodeAt(at - 1) === SPACE || text.charCodeAt(at - 1) === CLOSE_BRACKET;

/** Stamps looked at in one line: a name may hold a few things that look like one, and a hostile line thousands. */
export const STAMPS_MAX = 8;

/** The next `: ` from `from` on before which a stamp can stand, as the index of its colon; -1 for none. */
export function nextStampColon(text: string, from: number): number {
  let at = text.indexOf(': ', from);
  while (at > 0) {
    if (isDigit(text.charCodeAt(at - 1))) return at;
    // `115968us!: ` of the latency format
    if (
      text.charCodeAt(at - 2) === 115 &&
      text.startsWith('us', at - 3) &&
      isDigit(text.charCodeAt(at - 4))
    ) {
      return at;
    }
    at = text.indexOf(': ', at + 2);
  }
  return -1;
}
