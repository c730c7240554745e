/**
 * The head of a trace line as bytes, in the one form that nearly all lines have:
 *
 *               vt-191   [001] d..1.    13.107691: …
 *
 * What it reads it reads as `Head` does; any other form (latency format, record-tgid, stamps that are whole numbers, names
 * of merged recordings, -R) it refuses.
 */
import { CLOSE_BRACKET, COLON, DOT, MINUS, OPEN_BRACKET, SPACE, isAlnum, isDigit } from './scan.ts';

/** As in `Head`. */
const FLAGS_MAX = 12;
const COMM_WIDTH = 16;

const SOFTIRQ = 0x73;
const POWERS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1] as const;

/** One per parser: its fields are those of the last head read. */
export class RawHead {
  seconds = 0;
  ns = 0;
  cpu = 0;
  /** The third flag is `s`. */
  softirq = false;
  #at = 0;

  /** Reads the head of the line that begins at `from`; the event's name begins at `name`. False if it is not in the form. */
  read(bytes: Uint8Array, from: number, name: number): boolean {
    this.#at = name;
    this.#skipSpaces(bytes);
    if (this.#at === name || !this.#take(bytes, COLON)) return false;
    return this.#readStamp(bytes) && this.#readCpu(bytes) && this.#readTask(bytes, from);
  }

  /** `13.107691`, six or nine decimals or whatever there is. */
  #readStamp(bytes: Uint8Array): boolean {
    const end = this.#at;
    const decimals = this.#digits(bytes);
    const fraction = end - this.#at;
    if (fraction === 0 || fraction > 9 || !this.#take(bytes, DOT)) return false;
    const point = this.#at;
    this.seconds = this.#digits(bytes);
    if (point === this.#at || point - this.#at > 15) return false;
    this.ns = decimals * (POWERS[fraction] ?? 1);
    return bytes[this.#at - 1] === SPACE;
  }

  /** `[001]`, `[001] d..1.` */
  #readCpu(bytes: Uint8Array): boolean {
    this.#skipSpaces(bytes);
    this.softirq = false;
    if (bytes[this.#at - 1] !== CLOSE_BRACKET) {
      const end = this.#at;
      while (end - this.#at <= FLAGS_MAX && isFlag(bytes[this.#at - 1] ?? 0)) this.#at -= 1;
      if (end === this.#at) return false;
      this.softirq = end - this.#at > 2 && bytes[this.#at + 2] === SOFTIRQ;
      this.#skipSpaces(bytes);
    }
    if (!this.#take(bytes, CLOSE_BRACKET)) return false;
    const end = this.#at;
    this.cpu = this.#digits(bytes);
    return end > this.#at && end - this.#at <= 6 && this.#take(bytes, OPEN_BRACKET);
  }

  /** `     vt-191   `: nothing else stands before it, and no `: ` that could end an earlier stamp stands in the name. */
  #readTask(bytes: Uint8Array, from: number): boolean {
    this.#skipSpaces(bytes);
    const end = this.#at;
    this.#digits(bytes);
    if (end === this.#at || end - this.#at > 10 || !this.#take(bytes, MINUS)) return false;
    const dash = this.#at;
    const last = bytes[dash - 1] ?? 0;
    if (dash <= from || dash - from > COMM_WIDTH || last <= SPACE || last > 0x7e) return false;
    for (let at = from; at < dash; at += 1) {
      if (bytes[at] === COLON && bytes[at + 1] === SPACE) return false;
    }
    return true;
  }

  #skipSpaces(bytes: Uint8Array): void {
    while (bytes[this.#at - 1] === SPACE) this.#at -= 1;
  }

  #take(bytes: Uint8Array, code: number): boolean {
    this.#at -= 1;
    return bytes[this.#at] === code;
  }

  /** The number that ends here. */
  #digits(bytes: Uint8Array): number {
    const end = this.#at;
    while (isDigit(bytes[this.#at - 1] ?? 0)) this.#at -= 1;
    return numberAt(bytes, this.#at, end);
  }
}

/** The value of the digits between two places. */
export function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + (bytes[at] ?? 0) - 48;
  return value;
}

/** `-` is left out: `-0x1` is of -R, whose bits mean something else. */
const isFlag = (code: number): boolean => isAlnum(code) || code === DOT || code === 35; /* # */
