/** Worker threads that do tasks, each with an end to its memory and to its patience. */
import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { failureOf } from './failure.ts';
import { codeOf } from './error-code.ts';
import type { Watch } from './job.ts';
import { type Done, type Runner, Stopped, type Task } from './task.ts';
import type { Message } from './worker.ts';

export interface PoolOptions {
  readonly threads: number;
  /** Seconds that one file may take. */
  readonly patience: number;
  /** MiB of heap of one thread. */
  readonly heap: number;
}

export class PoolRunner implements Runner {
  readonly width: number;
  readonly #patience: number;
  readonly #heap: number;
  /** A thread costs as much as some hosts: there is none before the first task. */
  #pool: Promise<Piscina<object, Done>> | null = null;

  constructor({ threads, patience, heap }: PoolOptions) {
    this.width = threads;
    this.#patience = patience * 1000;
    this.#heap = heap;
  }

  async run(task: Task, watch: Watch): Promise<Done> {
    const { port1, port2 } = new MessageChannel();
    const stop = new AbortController();
    let names: readonly string[] = [];
    let since = performance.now();
    port1.on('message', (message: Message) => {
      if ('bytes' in message) watch.bytes(message.bytes);
      else {
        names = message.at;
        since = performance.now();
        watch.at(names);
      }
    });
    const timer = setInterval(
      () => {
        if (performance.now() - since > this.#patience) stop.abort();
      },
      Math.min(250, this.#patience / 4),
    );
    try {
      this.#pool ??= this.#start();
      const pool = await this.#pool;
      return await pool.run({ task, port: port2 }, { transferList: [port2], signal: stop.signal });
    } catch (error) {
      throw new Stopped(
        stop.signal.aborted ? `took longer than ${this.#patience / 1000} s` : reasonOf(error),
        names,
      );
    } finally {
      clearInterval(timer);
      port1.close();
    }
  }

  async close(): Promise<void> {
    await (await this.#pool)?.destroy();
  }

  async #start(): Promise<Piscina<object, Done>> {
    const { Piscina } = await import('piscina');
    const pool = new Piscina<object, Done>({
      filename: new URL('worker.js', import.meta.url).href,
      minThreads: 1,
      maxThreads: this.width,
      idleTimeout: Infinity,
      // A thread that waits without its event loop would never close what the last task left behind.
      atomics: 'disabled',
      recordTiming: false,
      resourceLimits: { maxOldGenerationSizeMb: this.#heap },
    });
    // Each task hears of its own.
    pool.on('error', () => undefined);
    return pool;
  }
}

const reasonOf = (error: unknown): string =>
  codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'needs more memory than a worker has'
    : `internal error: ${failureOf(error)}`;
