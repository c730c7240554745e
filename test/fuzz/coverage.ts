/** Which branches an input reaches for the first time, by V8's own counters. */
import { Session } from 'node:inspector';

/** Counts are compared by their size class: once, some, many. */
const sizeOf = (count: number): number => (count < 2 ? count : count < 16 ? 2 : 3);

export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  get branches(): number {
    return this.#seen.size;
  }

  /** New branches since the last call. Taking the counters also sets them to zero. */
  take(): number {
    const before = this.#seen.size;
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error !== null) throw error;
      for (const script of taken.result) {
        if (!/\/dist\/(?:src|parsers)\//u.test(script.url)) continue;
        for (const { ranges } of script.functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            if (count === 0) continue;
            const id = `${script.scriptId}:${startOffset}:${endOffset}`;
            for (let size = sizeOf(count); size > 0; size -= 1) this.#seen.add(`${id}:${size}`);
          }
        }
      }
    });
    return this.#seen.size - before;
  }
}
