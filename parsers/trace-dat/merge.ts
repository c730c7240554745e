/** All CPUs' records in one order: by stamp, and of equal stamps the first buffer's and then the lowest CPU's first. */
import type { CpuStream } from './cpu-stream.ts';

export class Merge {
  readonly #streams: readonly CpuStream[];
  #current: CpuStream | null = null;
  #place = 0;
  /** The current stream stays the first up to this stamp, and at it if it comes before the other one. */
  #until = 0;
  #untilPlace = 0;

  constructor(streams: readonly CpuStream[]) {
    this.#streams = streams;
  }

  /** The stream whose record is the next one; null after the last. Stays the same until that stream is advanced. */
  first(): CpuStream | null {
    const current = this.#current;
    if (
      current !== null &&
      current.live &&
      (current.time < this.#until ||
        (current.time === this.#until && this.#place < this.#untilPlace))
    ) {
      return current;
    }
    return this.#choose();
  }

  #choose(): CpuStream | null {
    let best: CpuStream | null = null;
    this.#until = Infinity;
    this.#untilPlace = Infinity;
    for (const [place, stream] of this.#streams.entries()) {
      if (!stream.live) continue;
      if (best === null || stream.time < best.time) {
        if (best !== null) {
          this.#until = best.time;
          this.#untilPlace = this.#place;
        }
        best = stream;
        this.#place = place;
      } else if (stream.time < this.#until) {
        this.#until = stream.time;
        this.#untilPlace = place;
      }
    }
    this.#current = best;
    return best;
  }
}
