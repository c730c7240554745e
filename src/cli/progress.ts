import type { Terminal } from './streams.ts';

/** Nothing is shown of work that takes less. */
const PATIENCE_MS = 500;
const EVERY_MS = 100;

/** One line at the bottom of a terminal that shows how far reading has come; silent where standard error is none. */
export class Progress {
  readonly #terminal: Terminal | null;
  readonly #total: number | null;
  readonly #now: () => number;
  readonly #what: () => string;
  readonly #start: number;
  #next: number;
  #shown = false;

  /** `total` in bytes, null if unknown; `now` in milliseconds; `what` stands in front of the numbers. */
  constructor(
    terminal: Terminal,
    total: number | null,
    quiet: boolean,
    now = () => performance.now(),
    what = () => 'reading',
  ) {
    this.#terminal = terminal.isTTY === true && !quiet ? terminal : null;
    this.#total = total;
    this.#now = now;
    this.#what = what;
    this.#start = now();
    this.#next = this.#start + PATIENCE_MS;
  }

  /** `bytes` read so far, of all sources. */
  update(bytes: number): void {
    if (this.#terminal === null) return;
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + EVERY_MS;
    this.#shown = true;
    this.#terminal.write(`\r\u001b[K${this.#line(bytes, (now - this.#start) / 1000)}`);
  }

  /** Takes the line away. */
  done(): void {
    if (this.#shown) this.#terminal?.write('\r\u001b[K');
    this.#shown = false;
  }

  #line(bytes: number, seconds: number): string {
    const rate = bytes / seconds;
    const read = `${megabytes(bytes)} MB, ${megabytes(rate)} MB/s`;
    if (this.#total === null) return `${this.#what()}: ${read}`;
    const share = this.#total === 0 ? 100 : Math.min(100, Math.floor((bytes / this.#total) * 100));
    const left = Math.ceil((this.#total - bytes) / rate);
    return `${this.#what()}: ${share} % of ${megabytes(this.#total)} MB, ${megabytes(rate)} MB/s, ${left} s left`;
  }
}

const megabytes = (bytes: number): string =>
  bytes < 10_000_000 ? (bytes / 1e6).toFixed(1) : String(Math.round(bytes / 1e6));
