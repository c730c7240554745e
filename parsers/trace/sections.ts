/**
 * The order of a trace's stamps, and a trace that stands in its log more than once: `cat trace >> log` every minute
 * repeats what is still in the buffer, `cat per_cpu/cpu?/trace` puts one CPU behind the other. Each begins with `# tracer:`.
 */
import type { Nanos } from '../../src/model/time.ts';

/** A stamp that falls further back on its CPU is of another clock: a reboot. */
const RESTART = 10e9;

/** CPUs remembered; Linux has at most 8192. */
const CPUS_MAX = 8192;

export type Place =
  | 'in-order'
  /** Earlier than the line before it on the same CPU. */
  | 'backwards'
  /** Far earlier: the clock began anew. */
  | 'restarted'
  /** Told before, by an earlier section. */
  | 'again';

export class Sections {
  /** The last stamp by CPU. */
  readonly #last = new Map<number, number>();
  /** What earlier sections reached, by CPU. */
  #reached: ReadonlyMap<number, number> = new Map();
  #begun = false;
  #later = false;

  /** A line `# tracer:`. */
  header(): void {
    if (!this.#begun) return;
    this.#later = true;
    this.#reached = new Map(this.#last);
  }

  /** Takes a line that is in order, as {@link place} would; false, and nothing done, for one that may not be. */
  advance(t: Nanos, cpu: number): boolean {
    if (this.#later || t < (this.#last.get(cpu) ?? Infinity)) return false;
    this.#last.set(cpu, t);
    return true;
  }

  /** Where a line stands. Without stamps nothing tells a repetition from what follows: all but the first section is one. */
  place(t: Nanos | null, cpu: number | null): Place {
    this.#begun = true;
    if (t === null) return this.#later ? 'again' : 'in-order';
    const key = cpu ?? -1;
    if (this.#later && t <= (this.#reached.get(key) ?? -Infinity)) return 'again';
    const last = this.#last.get(key);
    if (last === undefined && this.#last.size >= CPUS_MAX) return 'in-order';
    this.#last.set(key, t);
    if (last === undefined || t >= last) return 'in-order';
    return last - t > RESTART ? 'restarted' : 'backwards';
  }
}
