/** Threads in the middle of a call: the one whose last line is oldest first, so that stale ones are found at once. */
import type { Mark } from './mark.ts';
import type { ThreadFold } from './thread-fold.ts';

export class BusyThreads {
  readonly #inOrder = new Set<ThreadFold>();
  #newest: ThreadFold | null = null;

  /** One more line of its call. */
  went(thread: ThreadFold): void {
    if (thread === this.#newest) return;
    this.#newest = thread;
    this.#inOrder.delete(thread);
    this.#inOrder.add(thread);
  }

  /** Its call is over. */
  ended(thread: ThreadFold): void {
    this.#inOrder.delete(thread);
    if (thread === this.#newest) this.#newest = null;
  }

  /** Ends the calls that were left open long ago. */
  endStale(now: Mark): void {
    for (const thread of this.#inOrder) if (!thread.finishStale(now)) return;
  }
}
