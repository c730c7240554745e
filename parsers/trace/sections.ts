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

/** What was read of one CPU. */
export interface Lane {
  /** Its last stamp. */
  last: number;
}

export class Sections {
  /** By CPU. */
  readonly #lanes = new Map<number, Lane>();
  /** What earlier sections reached, by CPU. */
  #reached: ReadonlyMap<number, number> = new Map();
  #begun = false;
  #later = false;

  /** A line `# tracer:`. */
  header(): void {
    if (!this.#begun) return;
    this.#later = true;
    this.#reached = new Map(Array.from(this.#lanes, ([cpu, { last }]) => [cpu, last]));
  }

  /** The lane of a CPU; null before its first line. It stays the same. */
  laneOf(cpu: number): Lane | null {
    return this.#lanes.get(cpu) ?? null;
  }

  /** Takes a line that is in order, as {@link place} would; false, and nothing done, for one that may not be. */
  advance(t: Nanos, lane: Lane): boolean {
    if (this.#later || t < lane.last) return false;
    lane.last = t;
    return true;
  }

  /** Where a line stands. Without stamps nothing tells a repetition from what follows: all but the first section is one. */
  place(t: Nanos | null, cpu: number | null): Place {
    this.#begun = true;
    if (t === null) return this.#later ? 'again' : 'in-order';
    const key = cpu ?? -1;
    if (this.#later && t <= (this.#reached.get(key) ?? -Infinity)) return 'again';
    const lane = this.#lanes.get(key);
    if (lane === undefined) {
      if (this.#lanes.size < CPUS_MAX) this.#lanes.set(key, { last: t });
      return 'in-order';
    }
    const { last } = lane;
    lane.last = t;
    if (t >= last) return 'in-order';
    return last - t > RESTART ? 'restarted' : 'backwards';
  }
}
