/** From the counts in the records to nanoseconds after the source's epoch. */
import { nanos, type ClockKind, type Nanos } from '../../src/model/time.ts';
import type { TscScale } from './recording.ts';

const SECOND = 1_000_000_000n;

export interface Correction {
  /** Added to every stamp. */
  readonly offset: bigint;
  readonly tsc: TscScale | null;
}

export class Stamps {
  /** What the records' times count from, in the units of the recorder. */
  readonly base: bigint;
  /** The source's zero, a whole second before the first record. */
  readonly epoch: bigint;
  readonly #tsc: TscScale | null;
  readonly #offset: bigint;
  readonly #seconds: number;
  /** The clock counts something else than time, which prints as it is. */
  readonly #ticks: boolean;
  /** The last whole second that was printed, and its text. */
  #second = NaN;
  #shown = '';

  /** `first`: the lowest stamp of any page. */
  constructor(first: bigint, { offset, tsc }: Correction, clock: ClockKind) {
    this.#ticks = clock === 'ticks';
    this.#tsc = tsc;
    this.#offset = offset;
    const earliest = this.#scaled(first) + offset;
    this.epoch = earliest - (((earliest % SECOND) + SECOND) % SECOND);
    this.base = tsc === null ? this.epoch - offset : first;
    this.#seconds = Number(this.epoch / SECOND);
  }

  /** Of a record's time. */
  at(time: number): Nanos {
    if (this.#tsc === null) return nanos(time);
    return nanos(Number(this.#scaled(this.base + BigInt(time)) + this.#offset - this.epoch));
  }

  /** ` 40.004604000`, padded as trace-cmd does it. */
  text(t: Nanos): string {
    if (this.#ticks) return (this.epoch + BigInt(t)).toString().padStart(12);
    const seconds = Math.floor(t / 1e9);
    if (seconds !== this.#second) {
      this.#second = seconds;
      this.#shown = ` ${(this.#seconds + seconds).toString().padStart(5)}.`;
    }
    return this.#shown + (t - seconds * 1e9).toString().padStart(9, '0');
  }

  #scaled(count: bigint): bigint {
    return this.#tsc === null ? count : (count * this.#tsc.mult) >> this.#tsc.shift;
  }
}
