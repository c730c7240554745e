/** What one vector did: counted, never kept. Memory is fixed per vector, however many interrupts arrive. */
import type { Activity, Rearms } from '../model/timeline.ts';
import { nanos, SECOND, type Nanos } from '../model/time.ts';

/** Stamps kept for the rate: enough for a stable figure, few enough to follow a change of load. */
const RECENT = 64;
/** With this many interrupts inside the last second the rate is of that second; else the last few stamps decide. */
const ENOUGH_IN_A_SECOND = 8;

/** How often a vector fired just before an instant. */
export interface Rate {
  readonly perSecond: number;
  /** Interrupts that the figure rests on. */
  readonly samples: number;
  /** The span they came in: the figure says nothing of spans much longer. */
  readonly over: Nanos;
}

/** Interrupts of one vector, in order of arrival. */
export class FireHistory {
  count = 0;
  /** NaN before the first: a field that is always a number is written in place, one that may be null is not. */
  #first = Number.NaN;
  #last = Number.NaN;
  /** The longest pause between two interrupts; outages count as pauses. */
  longestPause: Nanos = nanos(0);
  readonly #recent = new Float64Array(RECENT);
  readonly #activity = new Histogram();

  add(t: Nanos | null): void {
    this.count += 1;
    if (t === null) return;
    const pause = t - this.#last;
    if (pause > this.longestPause) this.longestPause = nanos(pause);
    else if (Number.isNaN(pause)) this.#first = t;
    this.#recent[(this.count - 1) % RECENT] = t;
    this.#last = t;
    this.#activity.add(t);
  }

  get first(): Nanos | null {
    return Number.isNaN(this.#first) ? null : nanos(this.#first);
  }

  get last(): Nanos | null {
    return Number.isNaN(this.#last) ? null : nanos(this.#last);
  }

  /** The rate just before `t`; null with fewer than two interrupts. */
  rateBefore(t: Nanos): Rate | null {
    const kept = Math.min(this.count, RECENT);
    if (kept < 2 || Number.isNaN(this.#last)) return null;
    const within = this.#samplesSince(nanos(t - SECOND), kept);
    const samples = within >= ENOUGH_IN_A_SECOND ? within : Math.min(kept, ENOUGH_IN_A_SECOND);
    const oldest = this.#recent[(this.count - samples) % RECENT] ?? 0;
    const span = t - oldest;
    return span > 0 ? { perSecond: (samples * SECOND) / span, samples, over: nanos(span) } : null;
  }

  #samplesSince(from: Nanos, kept: number): number {
    let samples = 0;
    while (samples < kept && (this.#recent[(this.count - 1 - samples) % RECENT] ?? 0) >= from) {
      samples += 1;
    }
    return samples;
  }

  activity(): Activity | null {
    return this.#activity.view();
  }
}

const BINS = 256;
const FIRST_STEP = 1_000_000; // 1 ms; doubled whenever the log grows past the last bin

/** Counts in equal bins that double in width as time goes on. */
class Histogram {
  #counts: Uint32Array | null = null;
  #start = 0;
  #step = FIRST_STEP;

  add(t: number): void {
    const counts = (this.#counts ??= this.#open(t));
    let bin = Math.floor((t - this.#start) / this.#step);
    while (bin >= BINS) {
      this.#fold(counts);
      bin = Math.floor((t - this.#start) / this.#step);
    }
    if (bin < 0) bin = 0; // a stamp that ran backwards
    counts[bin] = (counts[bin] ?? 0) + 1;
  }

  #open(t: number): Uint32Array {
    this.#start = t;
    return new Uint32Array(BINS);
  }

  #fold(counts: Uint32Array): void {
    for (let bin = 0; bin < BINS; bin += 1) {
      const sum = 2 * bin + 1 < BINS ? (counts[2 * bin] ?? 0) + (counts[2 * bin + 1] ?? 0) : 0;
      counts[bin] = sum;
    }
    this.#step *= 2;
  }

  view(): Activity | null {
    if (this.#counts === null) return null;
    let end = BINS;
    while (end > 1 && this.#counts[end - 1] === 0) end -= 1;
    return {
      start: nanos(this.#start),
      step: nanos(this.#step),
      counts: [...this.#counts.subarray(0, end)],
    };
  }
}

/** The moments without a handler while MSI-X stayed on. */
export class RearmTally {
  count = 0;
  longest: Nanos = nanos(0);
  total: Nanos = nanos(0);

  add(gap: Nanos): void {
    this.count += 1;
    this.total = nanos(this.total + gap);
    if (gap > this.longest) this.longest = gap;
  }

  merge(other: RearmTally): void {
    this.count += other.count;
    this.total = nanos(this.total + other.total);
    if (other.longest > this.longest) this.longest = other.longest;
  }

  view(): Rearms {
    return { count: this.count, longest: this.longest, total: this.total };
  }
}
