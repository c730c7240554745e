/** Tries inputs without end. What it is at stands in shared memory, so that a hang or a death is known from outside. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { kept, seeds } from './corpus.ts';
import { Coverage } from './coverage.ts';
import { type Input, kinds } from './input.ts';
import { mutate } from './mutate.ts';
import { check, checkGrowth } from './oracles.ts';
import { Random } from './random.ts';
import type { Setup } from './run.ts';

/** Inputs between two looks at the coverage: a look costs as much as some inputs. */
const BATCH = 6;

class Fuzzer {
  readonly #random: Random;
  readonly #coverage = new Coverage();
  readonly #state: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #corpus: Input[] = [];
  readonly #faults = new Set<string>();

  constructor({ seed, state, bytes }: Setup) {
    this.#random = new Random(seed);
    this.#state = new Int32Array(state);
    this.#bytes = new Uint8Array(bytes);
  }

  async run(): Promise<void> {
    const first = [...kept('fixtures/fuzz'), ...seeds()];
    for (const input of first) {
      await this.#try(input, true);
      if (this.#coverage.take() > 0) this.#corpus.push(input);
    }
    for (;;) {
      const batch = Array.from({ length: BATCH }, () => this.#next());
      for (const input of batch) await this.#try(input, this.#random.oneIn(12));
      if (this.#coverage.take() === 0) continue;
      // Which one was it? Counted again from nothing, only what no other has reached is new.
      for (const input of batch) {
        await this.#try(input, true);
        this.#corpus.push(input);
      }
      this.#coverage.take();
      this.#tell('corpus', String(this.#corpus.length));
    }
  }

  #next(): Input {
    const recent = this.#random.oneIn(3) ? this.#corpus.slice(-40) : this.#corpus;
    const nothing: Input = { kind: 'log', bytes: Buffer.alloc(0) };
    const base = this.#random.pick(recent, nothing);
    return {
      kind: base.kind,
      bytes: mutate(base.bytes, this.#random, () => this.#random.pick(this.#corpus, base).bytes),
    };
  }

  async #try(input: Input, deep: boolean): Promise<void> {
    this.#bytes.set(input.bytes.subarray(0, this.#bytes.length));
    Atomics.store(this.#state, 1, input.bytes.length);
    Atomics.store(this.#state, 2, kinds.indexOf(input.kind));
    Atomics.add(this.#state, 0, 1);
    Atomics.store(this.#state, 3, this.#coverage.branches);
    try {
      await check(input, deep);
      if (deep && this.#random.oneIn(60)) await checkGrowth(input);
    } catch (error) {
      this.#found(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  /** One fault shows in many inputs: its place tells it. */
  #found(what: string): void {
    const place = what
      .replaceAll(/\d{3,}|\d\.\d|"[^"]*"/gu, '…')
      .split('\n')
      .slice(0, 3)
      .join('\n');
    if (this.#faults.has(place)) return;
    this.#faults.add(place);
    this.#tell('fault', what);
  }

  #tell(type: 'fault' | 'corpus', told: string): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    parentPort?.postMessage({ type, told });
    if (type === 'fault') Atomics.wait(this.#state, 4, 0, 1000);
  }
}

export type Told = { readonly type: 'fault' | 'corpus'; readonly told: string };

if (!isMainThread) {
  process.on('unhandledRejection', (error) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    parentPort?.postMessage({ type: 'fault', told: `a promise nobody awaits: ${String(error)}` });
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what run.ts gives
  await new Fuzzer(workerData as Setup).run();
}
