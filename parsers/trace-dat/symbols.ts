/**
 * Addresses of the functions that matter, from the text of /proc/kallsyms:
 *
 *   ffffffffc0a1f6d0 t vfio_msi_disable     [vfio_pci_core]
 *
 * An address is kept as its lower 52 bits, which are exact in a double and tell all addresses of a kernel apart.
 */
import { tracedFunctions } from '../../src/model/event/index.ts';
import { type Span, textOf } from './cursor.ts';

const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const DOT = 46;

/** What writes into the trace for trace_marker. */
export const MARKER = 'tracing_mark_write';

const WANTED: ReadonlySet<string> = new Set([...tracedFunctions, MARKER]);
const LONGEST = Math.max(...[...WANTED].map((name) => name.length));

const hashed = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

/** Of the names that matter: no text is made of a name with another hash. */
const HASHES: ReadonlySet<number> = new Set(
  [...WANTED].map((name) => new TextEncoder().encode(name).reduce(hashed, 0)),
);

/** The number of an address in {@link Symbols}. */
export const addressOf = (low: number, high: number): number =>
  (high % 0x100000) * 0x100000000 + low;

const BLOCK = 1024 * 1024;

/** More lines than the largest kernel has. */
const LINES_MAX = 4_000_000;

interface Range {
  readonly from: number;
  /** Where the next symbol begins. */
  to: number;
  readonly name: string;
}

export interface SymbolPlace {
  readonly name: string;
  /** Bytes after the function's beginning. */
  readonly offset: number;
}

export class Symbols {
  /** The file holds addresses at all: a user without privileges sees zeros only. */
  known = false;
  readonly #found: Range[] = [];
  /** The same by their beginnings. */
  readonly #ranges: readonly Range[];
  /** Of all symbols, which stand in no order. */
  #addresses = new Float64Array(65_536);
  #count = 0;

  constructor(kallsyms: Span) {
    for (let at = 0; at < kallsyms.size && this.#count < LINES_MAX;) {
      const block = kallsyms.read(at, BLOCK);
      if (block.length === 0) break;
      at += this.#block(block);
    }
    this.#ranges = this.#found.toSorted((a, b) => a.from - b.from);
    for (const address of this.#addresses.subarray(0, this.#count)) {
      const range = this.#rangeBefore(address - 1);
      if (range !== null && address < range.to) range.to = address;
    }
    this.#addresses = new Float64Array(0);
  }

  /** The function that holds an address, without what the compiler put behind its name; null for every other one. */
  at(address: number): SymbolPlace | null {
    const range = this.#rangeBefore(address);
    if (range === null || address >= range.to) return null;
    return { name: range.name, offset: address - range.from };
  }

  /** Reads the whole lines of a block and answers how many bytes they are; all, if there is no whole line. */
  #block(block: Uint8Array): number {
    let from = 0;
    for (let end = block.indexOf(NEWLINE); end >= 0; end = block.indexOf(NEWLINE, from)) {
      this.#line(block, from, end);
      from = end + 1;
    }
    return from === 0 || block.length < BLOCK ? block.length : from;
  }

  #line(bytes: Uint8Array, from: number, end: number): void {
    let low = 0;
    let high = 0;
    let at = from;
    for (; at < end; at++) {
      const digit = digitOf(bytes[at] ?? 0);
      if (digit < 0) break;
      high = ((high << 4) | (low >>> 28)) & 0xfffff;
      low = (low << 4) | digit;
    }
    const address = addressOf(low >>> 0, high);
    if (at === from || address === 0) return;
    this.known = true;
    this.#keep(address);
    const name = wantedName(bytes, at + 3, end);
    if (name !== null) this.#found.push({ from: address, to: Infinity, name });
  }

  #keep(address: number): void {
    if (this.#count === this.#addresses.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#addresses);
      this.#addresses = larger;
    }
    this.#addresses[this.#count++] = address;
  }

  /** The last range that begins at or before an address. */
  #rangeBefore(address: number): Range | null {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.from ?? Infinity) <= address) low = middle + 1;
      else high = middle;
    }
    return this.#ranges[low - 1] ?? null;
  }
}

const digitOf = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  return code >= 65 && code <= 70 ? code - 55 : -1;
};

/** The name that begins at `from`, if it is one of those that matter. */
function wantedName(bytes: Uint8Array, from: number, end: number): string | null {
  let hash = 0;
  let at = from;
  for (; at < end; at++) {
    const code = bytes[at] ?? 0;
    if (!isName(code)) break;
    hash = hashed(hash, code);
  }
  if (at === from || at - from > LONGEST || !HASHES.has(hash)) return null;
  const name = textOf(bytes.subarray(from, at));
  return WANTED.has(name) ? name : null;
}

/** Part of a name up to what the compiler puts behind it: `pci_disable_msix.part.0`. */
const isName = (code: number): boolean =>
  code !== SPACE && code !== TAB && code !== DOT && code !== NEWLINE;
