/** Reading numbers, texts and bytes one after another, with an end that cannot be passed. */

/** Bytes that can be read at any place; fewer come back where they end. */
export interface Span {
  readonly size: number;
  read(at: number, length: number): Uint8Array;
}

export const spanOf = (bytes: Uint8Array): Span => ({
  size: bytes.length,
  read: (at, length) => bytes.subarray(at, at + length),
});

/** A piece of a span, as a span; cut where the span ends. */
export function pieceOf(span: Span, from: number, length: number): Span {
  const size = Math.max(0, Math.min(length, span.size - from));
  return {
    size,
    read: (at, wanted) => span.read(from + at, Math.max(0, Math.min(wanted, size - at))),
  };
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const decoder = new TextDecoder();
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Bytes read ahead: most reads are of a few bytes. */
const AHEAD = 16 * 1024;

/** Longest text that ends with a NUL: names and versions. */
const TEXT_MAX = 4096;

/** After a read past the end, or of a number over 2^53, `failed` holds and every further read gives zero or nothing. */
export class Cursor {
  failed = false;
  #at: number;
  readonly #span: Span;
  readonly #little: boolean;
  #window: Uint8Array = new Uint8Array(0);
  #view = viewOf(this.#window);
  #windowAt = 0;

  constructor(span: Span, little: boolean, at = 0) {
    this.#span = span;
    this.#little = little;
    this.#at = at;
  }

  /** Where the next read begins. */
  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.failed ? 0 : Math.max(0, this.#span.size - this.#at);
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  u16(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#view.getUint16(at, this.#little);
  }

  u32(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at, this.#little);
  }

  /** Whole in a double. */
  u64(): number {
    const value = Number(this.big());
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    this.failed = true;
    return 0;
  }

  big(): bigint {
    const at = this.#take(8);
    return at < 0 ? 0n : this.#view.getBigUint64(at, this.#little);
  }

  /** A text that ends with a NUL. */
  text(): string {
    if (this.failed) return '';
    const bytes = this.#span.read(this.#at, TEXT_MAX);
    const end = bytes.indexOf(0);
    if (end < 0) {
      this.failed = true;
      return '';
    }
    this.#at += end + 1;
    return textOf(bytes.subarray(0, end));
  }

  bytes(length: number): Uint8Array {
    if (length > this.left) this.failed = true;
    if (this.failed) return new Uint8Array(0);
    const bytes = this.#span.read(this.#at, length);
    this.#at += length;
    if (bytes.length < length) this.failed = true;
    return bytes;
  }

  /** The next `length` bytes as a span of their own, passed by unread; what is missing at the end is missing in it. */
  span(length: number): Span {
    const piece = pieceOf(this.#span, this.#at, this.failed ? 0 : length);
    this.#at += length;
    if (piece.size < length) this.failed = true;
    return piece;
  }

  /** Where the next `length` bytes begin in the window, which are then done with; -1 if there are not so many. */
  #take(length: number): number {
    if (this.failed) return -1;
    let at = this.#at - this.#windowAt;
    if (at < 0 || at + length > this.#window.length) {
      this.#window = this.#span.read(this.#at, AHEAD);
      this.#view = viewOf(this.#window);
      this.#windowAt = this.#at;
      at = 0;
      if (this.#window.length < length) {
        this.failed = true;
        return -1;
      }
    }
    this.#at += length;
    return at;
  }
}
