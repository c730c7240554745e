/** A log repeated to any length, whose stamps go on: no clock jumps back at every repetition. */
import { closeSync, openSync, writeSync } from 'node:fs';

interface Form {
  /** Its first group is the whole seconds of a line's stamp. */
  readonly stamp: RegExp;
  /** The first second; all are printed with as many digits, so that every repetition has the same length. */
  readonly begin: number;
}

export const forms = {
  trace: { stamp: /\s(\d+)\.\d{6,9}: /d, begin: 1_000_000 },
  qemu: { stamp: /^\d+@(\d+)\.\d{6}:/d, begin: 1_700_000_000 },
  dmesg: { stamp: /^\[ *(\d+)\.\d{6}\]/d, begin: 1_000_000 },
} as const satisfies Readonly<Record<string, Form>>;

const ZERO = 48;
/** Bytes that are written at once, about. */
const BLOCK = 4 * 1024 * 1024;

interface Stamp {
  /** Where in the repeated bytes its digits begin. */
  readonly at: number;
  /** Since the first stamp. */
  readonly seconds: number;
}

export class Repeat {
  readonly #form: Form;
  readonly #bytes: Buffer;
  readonly #stamps: readonly Stamp[];
  /** Seconds from one repetition to the next. */
  readonly #span: number;

  /** `lines`: ASCII, in the order of their stamps. */
  constructor(lines: readonly string[], form: Form) {
    const digits = '0'.repeat(String(form.begin).length);
    const stamps: Stamp[] = [];
    let text = '';
    for (const line of lines) {
      const [from, to] = form.stamp.exec(line)?.indices?.[1] ?? [0, 0];
      if (from < to) stamps.push({ at: text.length + from, seconds: Number(line.slice(from, to)) });
      text += `${line.slice(0, from)}${from < to ? digits : ''}${line.slice(to)}\n`;
    }
    const first = stamps[0]?.seconds ?? 0;
    this.#form = form;
    this.#bytes = Buffer.from(text, 'latin1');
    this.#stamps = stamps.map(({ at, seconds }) => ({ at, seconds: seconds - first }));
    this.#span = this.#stamps.reduce((most, { seconds }) => Math.max(most, seconds), 0) + 1;
  }

  /** Writes whole repetitions behind `head`, at least `size` bytes of them. */
  write(path: string, size: number, head = ''): void {
    const { length } = this.#bytes;
    const copies = Math.ceil(BLOCK / length);
    const block = Buffer.alloc(copies * length);
    for (let copy = 0; copy < copies; copy += 1) this.#bytes.copy(block, copy * length);
    const file = openSync(path, 'w');
    try {
      writeSync(file, head);
      for (let done = 0; done * length < size; done += copies) {
        for (let copy = 0; copy < copies; copy += 1) this.#stamp(block, copy, done + copy);
        const wanted = Math.min(copies, Math.ceil(size / length) - done);
        writeSync(file, block, 0, wanted * length);
      }
    } finally {
      closeSync(file);
    }
  }

  #stamp(block: Buffer, copy: number, repetition: number): void {
    const start = copy * this.#bytes.length;
    const base = this.#form.begin + repetition * this.#span;
    const last = String(this.#form.begin).length - 1;
    for (const { at, seconds } of this.#stamps) {
      let rest = base + seconds;
      for (let digit = last; digit >= 0; digit -= 1) {
        block[start + at + digit] = ZERO + (rest % 10);
        rest = Math.floor(rest / 10);
      }
    }
  }
}
