import type { Call } from './call.ts';
import type { Mark } from './mark.ts';
import type { ThreadFold } from './thread-fold.ts';

/** Told of every call of a thread. */
export interface CallListener {
  begun(thread: ThreadFold, mark: Mark): void;
  /** One more line of it. */
  went(thread: ThreadFold): void;
  ended(call: Call, thread: ThreadFold): void;
}

/** Of threads over the limit. */
export const NOBODY: CallListener = {
  begun: () => undefined,
  went: () => undefined,
  ended: () => undefined,
};
