/**
 * Addresses of the functions that matter, from the text of /proc/kallsyms:
 *
 *   ffffffffc0a1f6d0 t vfio_msi_disable     [vfio_pci_core]
 *
 * An address is kept as its lower 52 bits, which are exact in a double and tell all addresses of a kernel apart.
 */
import { tracedFunctions } from '../../src/model/event/index.ts';
import type { Span } from './cursor.ts';

const LOW_DIGITS = 13;
const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const DOT = 46;

/** What writes into the trace for trace_marker. */
export const MARKER = 'tracing_mark_write';

const WANTED: ReadonlySet<string> = new Set([...tracedFunctions, MARKER]);
const LONGEST = Math.max(...[...WANTED].map((name) => name.length));

/** The number of an address in {@link Symbols}. */
export const addressOf = (low: number, high: number): number =>
  (high % 0x100000) * 0x100000000 + low;

const BLOCK = 1024 * 1024;

interface Range {
  readonly from: number;
  /** Where the next symbol begins. */
  to: number;
  readonly name: string;
}

export interface Place {
  readonly name: string;
  /** Bytes after the function's beginning. */
  readonly offset: number;
}

export class Symbols {
  /** By their beginnings. */
  readonly #ranges: readonly Range[];
  /** The file holds addresses at all; a user without privileges sees zeros only. */
  readonly known: boolean;

  constructor(kallsyms: Span) {
    const ranges: Range[] = [];
    let known = false;
    eachLine(kallsyms, (bytes, from, end) => {
      const address = hexIn(bytes, from, end);
      if (address === null || address.value === 0) return;
      known = true;
      const name = wantedName(bytes, address.end, end);
      if (name !== null) ranges.push({ from: address.value, to: Infinity, name });
    });
    this.#ranges = ranges.toSorted((a, b) => a.from - b.from);
    this.known = known;
    if (ranges.length > 0) this.#close(kallsyms);
  }

  /** The function that holds an address, without what the compiler put behind its name; null for every other one. */
  at(address: number): Place | null {
    const range = this.#rangeBefore(address);
    if (range === null || address >= range.to) return null;
    return { name: range.name, offset: address - range.from };
  }

  /** Finds where each range ends: symbols stand in no order. */
  #close(kallsyms: Span): void {
    eachLine(kallsyms, (bytes, from, end) => {
      const address = hexIn(bytes, from, end)?.value ?? 0;
      const range = this.#rangeBefore(address - 1);
      if (range !== null && address < range.to) range.to = address;
    });
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

/** Calls `line` with the place of every line. */
function eachLine(text: Span, line: (bytes: Uint8Array, from: number, end: number) => void): void {
  let at = 0;
  while (at < text.size) {
    const block = text.read(at, BLOCK);
    let from = 0;
    for (let end = block.indexOf(NEWLINE); end >= 0; end = block.indexOf(NEWLINE, from)) {
      line(block, from, end);
      from = end + 1;
    }
    // A line longer than a block is none of kallsyms.
    if (from === 0) {
      line(block, 0, block.length);
      from = block.length;
    }
    if (block.length === 0) return;
    at += from;
  }
}

/** The number that a line begins with, and where it ends. */
function hexIn(
  bytes: Uint8Array,
  from: number,
  end: number,
): { readonly value: number; readonly end: number } | null {
  let at = from;
  while (at < end && at - from <= 16 && digitOf(bytes[at] ?? 0) >= 0) at++;
  if (at === from) return null;
  let value = 0;
  for (let i = Math.max(from, at - LOW_DIGITS); i < at; i++)
    value = value * 16 + digitOf(bytes[i] ?? 0);
  return { value, end: at };
}

const digitOf = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  return code >= 65 && code <= 70 ? code - 55 : -1;
};

/** The name behind ` t `, if it is one of those that matter. */
function wantedName(bytes: Uint8Array, address: number, end: number): string | null {
  const from = address + 3;
  let stop = from;
  while (stop < end && stop - from <= LONGEST && isName(bytes[stop] ?? 0)) stop++;
  if (stop === from || stop - from > LONGEST) return null;
  const name = String.fromCharCode(...bytes.subarray(from, stop));
  return WANTED.has(name) ? name : null;
}

/** Part of a name up to what the compiler puts behind it: `pci_disable_msix.part.0`. */
const isName = (code: number): boolean =>
  code !== SPACE && code !== TAB && code !== DOT && code !== NEWLINE;
