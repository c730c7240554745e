/** Finds the lines of a block that hold one of many needles. */
import { layout, OVERREAD, PIECE, scanCode } from './scan-code.ts';
import { byteOf, codeAt, type Holder, type Piece, planPieces } from './scan-plan.ts';

/** As much of WebAssembly as is used; its types come with the DOM's only. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly sieve: { readonly memory: object } },
  ) => { readonly exports: { readonly scan: Scan } };
};

type Scan = (from: number, to: number) => number;

const LF = 0x0a;
const PAGE = 64 * 1024;

/** Bytes that can be searched at once: they stay in a core's second cache. */
export const ROOM = 4 * PAGE - layout.start - OVERREAD;

/** Memory with the code that searches it. One is kept for the next source, as each takes much address space. */
interface Machine {
  readonly memory: Buffer;
  readonly scan: Scan;
}

let module: object | null = null;
const idle: Machine[] = [];

/** What searches for the same needles before were aimed at. */
const plans = new WeakMap<readonly string[], readonly Piece[]>();

/** Null where this program runs without WebAssembly (`--jitless`) or without room for it. */
function machine(): Machine | null {
  const kept = idle.pop();
  if (kept !== undefined) return kept;
  try {
    module ??= new WebAssembly.Module(scanCode);
    const memory = new WebAssembly.Memory({ initial: 4 });
    const { scan } = new WebAssembly.Instance(module, { sieve: { memory } }).exports;
    return { memory: Buffer.from(memory.buffer), scan };
  } catch {
    return null;
  }
}

export class Scanner {
  /** What is searched, from {@link Scanner.start} on, at most {@link ROOM} bytes. */
  readonly memory: Buffer;
  readonly start = layout.start;
  /** Of the needle that was found: its index and place, the start of its line, newlines passed on the way there. */
  needle = 0;
  at = 0;
  lineStart = 0;
  newlines = 0;
  /** Places that were looked at more closely and were nothing. */
  alarms = 0;
  readonly #machine: Machine;
  readonly #state: Int32Array;
  readonly #texts: readonly string[];
  readonly #needles: readonly Uint8Array[];
  #holders: ReadonlyMap<number, readonly Holder[]> = new Map();

  /** Null where nothing can be searched for: every line has to be taken for wanted. */
  static open(texts: readonly string[]): Scanner | null {
    const needles = texts.map((text) => new TextEncoder().encode(text));
    if (needles.some((needle) => needle.length < PIECE || needle.includes(LF))) return null;
    const free = machine();
    return free === null ? null : new Scanner(texts, needles, free);
  }

  private constructor(texts: readonly string[], needles: readonly Uint8Array[], free: Machine) {
    this.#texts = texts;
    this.#needles = needles;
    this.#machine = free;
    this.memory = free.memory;
    this.#state = new Int32Array(free.memory.buffer, 0, 2);
    const plan = plans.get(texts);
    if (plan !== undefined) this.#follow(plan);
  }

  /** Nothing is found before. */
  get isAimed(): boolean {
    return this.#holders.size > 0;
  }

  /** Adapts to what is to be searched, given a part of it. What was found does not change. */
  aim(corpus: Uint8Array, careful: boolean): void {
    const plan = planPieces(this.#needles, corpus, careful);
    plans.set(this.#texts, plan);
    this.#follow(plan);
  }

  #follow(plan: readonly Piece[]): void {
    this.#holders = new Map(plan.map(({ code, holders }) => [code, holders]));
    this.memory.fill(0, layout.tables, layout.tables + 32 * PIECE);
    for (const { code, group } of plan) {
      for (let place = 0; place < PIECE; place += 1) {
        const byte = byteOf(code, place);
        this.#mark(layout.tables + 32 * place + (byte & 15), group);
        this.#mark(layout.tables + 32 * place + 16 + (byte >> 4), group);
      }
    }
  }

  #mark(at: number, group: number): void {
    this.memory[at] = (this.memory[at] ?? 0) | (1 << group);
  }

  /**
   * Looks for the first needle from `from`, the start of a line, to `to`, the end of one. The {@link OVERREAD} bytes behind
   * `to` must hold no newline. Whether or not there is one, {@link newlines} says how many newlines were passed.
   */
  find(from: number, to: number): boolean {
    const state = this.#state;
    this.newlines = 0;
    this.lineStart = from;
    let at = from;
    for (;;) {
      at = this.#machine.scan(at, to);
      const newlines = state[0] ?? 0;
      if (newlines > 0) {
        this.newlines += newlines;
        this.lineStart = state[1] ?? 0;
      }
      if (at >= to) return false;
      if (this.#isNeedle(at)) return true;
      this.alarms += 1;
      at += 1;
    }
  }

  /** Does the needle that was found stand at the same column of the line from `from`, too? Logs are written in columns. */
  findAgain(from: number): boolean {
    const at = from + this.at - this.lineStart;
    if (!this.#standsAt(at, this.needle)) return false;
    this.newlines = 0;
    this.lineStart = from;
    this.at = at;
    return true;
  }

  /** Is the piece at `at` part of a needle? */
  #isNeedle(at: number): boolean {
    const holders = this.#holders.get(codeAt(this.memory, at));
    if (holders === undefined) return false;
    for (const { needle, offset } of holders) {
      const from = at - offset;
      if (from < this.lineStart || !this.#standsAt(from, needle)) continue;
      this.needle = needle;
      this.at = from;
      return true;
    }
    return false;
  }

  #standsAt(from: number, needle: number): boolean {
    const bytes = this.#needles[needle];
    if (bytes === undefined) return false;
    const { memory } = this;
    for (let i = 0; i < bytes.length; i += 1) {
      if (memory[from + i] !== bytes[i]) return false;
    }
    return true;
  }

  /** Nothing is searched any more. */
  close(): void {
    if (idle.length === 0) idle.push(this.#machine);
  }
}
