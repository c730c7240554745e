/** Parts of lines that come again and again, and what they say: looked up by their bytes, without a string. */

/** Slots; parts that fall into the same one displace each other. */
const BITS = 12;

/** A part is compared four bytes at a time; shorter ones are not remembered. */
const WORD = 4;

interface Entry<T> {
  readonly length: number;
  /** Its bytes, four by four; the last four may overlap those before them. */
  readonly words: Int32Array;
  readonly value: T;
}

export class Remembered<T> {
  readonly #read: (text: string) => T;
  readonly #none: T;
  readonly #slots: (Entry<T> | null)[] = Array.from({ length: 1 << BITS }, () => null);
  /** The bytes that were looked at last: those of a source are all in one place. */
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);

  /** `read` says what a part says, and must say the same of the same part; `none` is for parts that are not plain ASCII. */
  constructor(read: (text: string) => T, none: T) {
    this.#read = read;
    this.#none = none;
  }

  /** What the bytes between two places say. */
  of(bytes: Uint8Array, from: number, to: number): T {
    const length = to - from;
    if (length < WORD) return this.#none;
    if (this.#bytes !== bytes) this.#turnTo(bytes);
    const view = this.#view;
    const last = to - WORD;
    let hash = length;
    for (let at = from; at < last; at += WORD) hash = mix(hash, view.getInt32(at, true));
    hash = mix(hash, view.getInt32(last, true));
    const slot = hash >>> (32 - BITS);
    const entry = this.#slots[slot] ?? null;
    if (entry !== null && entry.length === length && isSame(entry.words, view, from, last)) {
      return entry.value;
    }
    return this.#learn(slot, bytes.subarray(from, to));
  }

  #turnTo(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  #learn(slot: number, bytes: Uint8Array): T {
    if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) return this.#none;
    const value = this.#read(String.fromCharCode(...bytes));
    const { length } = bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    const words = Int32Array.from({ length: Math.ceil(length / WORD) }, (_, index) =>
      view.getInt32(Math.min(index * WORD, length - WORD), true),
    );
    this.#slots[slot] = { length, words, value };
    return value;
  }
}

const mix = (hash: number, word: number): number => Math.imul(hash ^ word, 0x9e3779b1);

function isSame(words: Int32Array, view: DataView, start: number, last: number): boolean {
  const end = words.length - 1;
  for (let index = 0; index < end; index += 1) {
    if (words[index] !== view.getInt32(start + index * WORD, true)) return false;
  }
  return words[end] === view.getInt32(last, true);
}
