/** The pages of one CPU, one after another, from records that are packed or not. */
import type { PieceCodec, RandomFile } from '../../src/model/format.ts';
import { Cursor, type Span } from './cursor.ts';

/** Bytes that all CPUs together read ahead, and the least and most of one. */
const AHEAD_ALL = 64 * 1024 * 1024;
const AHEAD_MIN = 16 * 1024;
const AHEAD_MAX = 512 * 1024;

/** trace-cmd packs 64 KiB or so at once. */
const CHUNK_MAX = 8 * 1024 * 1024;

export interface Pages {
  /** The next page, shorter only where the records end inside it; null after the last. */
  next(): Uint8Array | null;
  /** Why there are fewer than there should be; null where there are not. */
  readonly fault: string | null;
}

/** Pages as the kernel wrote them. `streams`: how many are read side by side. */
export class PlainPages implements Pages {
  readonly fault = null;
  readonly #data: Span;
  readonly #pageSize: number;
  readonly #ahead: number;
  #at = 0;
  #block: Uint8Array = new Uint8Array(0);
  #in = 0;

  constructor(data: Span, pageSize: number, streams: number) {
    this.#data = data;
    this.#pageSize = pageSize;
    const share = Math.min(AHEAD_MAX, Math.max(AHEAD_MIN, AHEAD_ALL / streams));
    this.#ahead = Math.max(1, Math.floor(share / pageSize)) * pageSize;
  }

  next(): Uint8Array | null {
    if (this.#in >= this.#block.length) {
      this.#block = this.#data.read(this.#at, this.#ahead);
      if (this.#block.length === 0) return null;
      this.#at += this.#block.length;
      this.#in = 0;
    }
    const page = this.#block.subarray(this.#in, this.#in + this.#pageSize);
    this.#in += this.#pageSize;
    return page;
  }
}

/** `u32 chunks`, and for each `u32 packed size   u32 unpacked size   bytes`: whole pages in each. */
export class PackedPages implements Pages {
  fault: string | null = null;
  readonly #file: RandomFile;
  readonly #codec: PieceCodec;
  readonly #cursor: Cursor;
  readonly #pageSize: number;
  #chunks: number;
  #block: Uint8Array = new Uint8Array(0);
  #in = 0;

  constructor(
    file: RandomFile,
    codec: PieceCodec,
    { data, pageSize, little }: { data: Span; pageSize: number; little: boolean },
  ) {
    this.#file = file;
    this.#codec = codec;
    this.#cursor = new Cursor(data, little);
    this.#pageSize = pageSize;
    this.#chunks = this.#cursor.u32();
  }

  next(): Uint8Array | null {
    while (this.#in >= this.#block.length) {
      if (this.#chunks === 0) return null;
      const block = this.#chunk();
      if (block === null) {
        this.#chunks = 0;
        return null;
      }
      this.#chunks -= 1;
      this.#block = block;
      this.#in = 0;
    }
    const page = this.#block.subarray(this.#in, this.#in + this.#pageSize);
    this.#in += this.#pageSize;
    return page;
  }

  #chunk(): Uint8Array | null {
    const packed = this.#cursor.u32();
    const length = this.#cursor.u32();
    if (length > CHUNK_MAX) {
      this.fault = `a piece of ${length} bytes`;
      return null;
    }
    const bytes = this.#cursor.bytes(packed);
    if (this.#cursor.failed) {
      this.fault = 'a piece ends too soon';
      return null;
    }
    const block = this.#file.unpack(this.#codec, bytes, length);
    if (block === null) this.fault = 'a piece cannot be unpacked';
    return block;
  }
}
