/**
 * The records of one CPU in order. A page is a stamp (u64), a commit word and records; each record begins with a word of
 * type (5 bits) and nanoseconds since the record before (27 bits):
 *
 *   0        data, its length in the next word     29       padding, its length in the next word
 *   1 to 28  data of so many words                 30       more time: the next word counts 2^27 ns
 *                                                  31       a whole stamp, without its upper five bits
 */
import { viewOf } from './cursor.ts';
import type { Pages } from './pages.ts';
import type { RingLayout } from './ring.ts';

const PADDING = 29;
const TIME_EXTEND = 30;
const TIME_STAMP = 31;

const DELTA = 2 ** 27;

/** Flags in the commit word: events are missing before this page; behind its data stands how many. */
const MISSED = 0x80000000;
const MISSED_STORED = 0x40000000;
const COMMITTED = 0x07ffffff;

/** Bits of a stamp that a record of type 31 holds. */
const STAMP_BITS = 59n;
const STAMP_MASK = (1n << STAMP_BITS) - 1n;

/** Events missing before a record; `count` null where the kernel does not say how many. */
export interface Gap {
  readonly count: number | null;
}

const EMPTY = new DataView(new ArrayBuffer(0));

export class CpuStream {
  readonly cpu: number | null;
  /** The clock's units after the base; only while `live`. */
  time = 0;
  /** The current record's data. */
  view: DataView = EMPTY;
  at = 0;
  length = 0;
  /** Before the current record. */
  gap: Gap | null = null;
  live = true;
  /** Why records are missing at the end; null if none are. */
  fault: string | null = null;

  readonly #pages: Pages;
  readonly #layout: RingLayout;
  readonly #little: boolean;
  /** What `time` counts from; the same for all streams. Null until it is known: pages cannot be read before. */
  #base: bigint | null = null;
  #first: Uint8Array | null;
  #next = 0;
  #end = 0;

  constructor(cpu: number | null, pages: Pages, layout: RingLayout, little: boolean) {
    this.cpu = cpu;
    this.#pages = pages;
    this.#layout = layout;
    this.#little = little;
    this.#first = this.#whole();
  }

  /** The stamp of the first page; null if there is none. */
  get firstStamp(): bigint | null {
    return this.#first === null ? null : viewOf(this.#first).getBigUint64(0, this.#little);
  }

  /** Goes to the first record. */
  begin(base: bigint): void {
    this.#base = base;
    this.live = this.#first !== null && this.#open(this.#first);
    this.#first = null;
    if (this.live) this.#step();
  }

  /** Goes to the next record; `live` is false after the last. */
  advance(): void {
    this.gap = null;
    this.#step();
  }

  #step(): void {
    for (;;) {
      while (this.#next + 4 > this.#end) {
        const page = this.#whole();
        if (page === null) {
          this.live = false;
          this.fault ??= this.#pages.fault;
          return;
        }
        if (!this.#open(page)) {
          this.live = false;
          return;
        }
      }
      const view = this.view;
      const word = view.getUint32(this.#next, this.#little);
      const type = this.#little ? word & 31 : word >>> 27;
      const delta = this.#little ? word >>> 5 : word & 0x07ffffff;
      if (type > 0 && type < PADDING) {
        this.at = this.#next + 4;
        this.length = type * 4;
        this.time += delta;
        this.#next = this.at + this.length;
        if (this.#next > this.#end) this.#broken();
        else return;
        continue;
      }
      if (this.#next + 8 > this.#end) {
        // Padding to the page's end has no length of its own where there is no room for one.
        if (type !== PADDING) this.#broken();
        this.#next = this.#end;
        continue;
      }
      const more = view.getUint32(this.#next + 4, this.#little);
      if (type === 0) {
        this.at = this.#next + 8;
        this.length = more - 4;
        this.time += delta;
        this.#next = this.at + Math.ceil(this.length / 4) * 4;
        if (more >= 4 && this.#next <= this.#end) return;
        this.#broken();
      } else if (type === TIME_EXTEND) {
        this.time += more * DELTA + delta;
        this.#next += 8;
      } else if (type === TIME_STAMP) {
        this.#stamp(BigInt(more) * BigInt(DELTA) + BigInt(delta));
        this.#next += 8;
      } else {
        this.time += delta;
        this.#next = delta === 0 || more < 4 ? this.#end : this.#next + 4 + more;
      }
    }
  }

  /** A whole stamp, to which the upper bits of the stamp before belong. */
  #stamp(low: bigint): void {
    const base = this.#base ?? 0n;
    const before = base + BigInt(Math.trunc(this.time));
    const high = before - (before & STAMP_MASK);
    let stamp = high | (low & STAMP_MASK);
    // The lower bits went round in between.
    if (high !== 0n && stamp < before && before - stamp > 1n << (STAMP_BITS - 1n)) {
      stamp += 1n << STAMP_BITS;
    }
    this.time = Number(stamp - base);
  }

  /** The rest of this page cannot be read. */
  #broken(): void {
    this.fault ??= 'a page holds a record that passes its end';
    this.#next = this.#end;
  }

  /** The next page that has at least its head. */
  #whole(): Uint8Array | null {
    const page = this.#pages.next();
    if (page === null) return null;
    if (page.length > this.#layout.dataAt) return page;
    this.fault ??= 'the last page is cut';
    return null;
  }

  /** Begins a page. False where it cannot be one. */
  #open(page: Uint8Array): boolean {
    const { commitAt, commitSize, dataAt } = this.#layout;
    const view = viewOf(page);
    const low = this.#little || commitSize === 4 ? commitAt : commitAt + 4;
    const commit = view.getUint32(low, this.#little);
    const size = commit & COMMITTED;
    this.view = view;
    this.#next = dataAt;
    this.#end = Math.min(dataAt + size, page.length);
    if (dataAt + size > page.length) this.fault ??= 'a page is cut';
    this.time = Number(view.getBigUint64(0, this.#little) - (this.#base ?? 0n));
    if ((commit & MISSED) !== 0) this.gap = { count: this.#missed(commit) };
    return true;
  }

  #missed(commit: number): number | null {
    const { commitSize } = this.#layout;
    if ((commit & MISSED_STORED) === 0 || this.#end + commitSize > this.view.byteLength)
      return null;
    const low = this.#little || commitSize === 4 ? this.#end : this.#end + 4;
    return this.view.getUint32(low, this.#little);
  }
}
