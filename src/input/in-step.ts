import type { Bytes } from './codecs.ts';

/**
 * Two readers of one source, in step: each chunk is handed to both, and the next one is asked for when both want it. A
 * reader that leaves does not keep the other waiting; the source is left with the last.
 */
export function inStep(source: Bytes): readonly [Bytes, Bytes] {
  const shared = new Shared(source);
  return [shared.branch(), shared.branch()];
}

type Step = Promise<IteratorResult<Uint8Array, unknown>>;

class Shared {
  readonly #chunks: AsyncIterator<Uint8Array, unknown>;
  #readers = 0;
  /** Readers that wait for the next chunk. */
  #asking: ((step: Step) => void)[] = [];

  constructor(source: Bytes) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** It counts as a reader from now on, not from when it is first asked. */
  branch(): Bytes {
    this.#readers += 1;
    const next = (): Step => this.#next();
    const leave = (): Promise<void> => this.#leave();
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (let step = await next(); step.done !== true; step = await next()) yield step.value;
      } finally {
        await leave();
      }
    }
    return chunks();
  }

  #next(): Step {
    const step: Step = new Promise((resolve) => this.#asking.push(resolve));
    this.#pull();
    return step;
  }

  #pull(): void {
    if (this.#asking.length === 0 || this.#asking.length < this.#readers) return;
    const step = this.#chunks.next();
    // Whoever awaits it sees the error.
    step.catch(() => undefined);
    for (const resolve of this.#asking.splice(0)) resolve(step);
  }

  async #leave(): Promise<void> {
    this.#readers -= 1;
    this.#pull();
    if (this.#readers === 0) await this.#chunks.return?.();
  }
}
