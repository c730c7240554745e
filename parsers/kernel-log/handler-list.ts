/** The `handlers:` list between `irq 21: nobody cared` and `Disabling IRQ #21`. */
import { handlersIn } from './messages/genirq.ts';

/** A dump has a call trace before the list; other writers come between. */
const LONGEST_DUMP = 200;

export class HandlerList {
  /** Lines left in which a handler may still come; 0 outside of a dump. */
  #left = 0;
  /** The last line was the heading or a handler: only then may a handler stand without its address. */
  #following = false;

  begin(): void {
    this.#left = LONGEST_DUMP;
    this.#following = false;
  }

  end(): void {
    this.#left = 0;
  }

  /** The handlers that this line names; none for a line of anything else. */
  take(message: string): readonly string[] {
    if (this.#left === 0 && !message.startsWith(HEADING)) return [];
    if (message.startsWith(HEADING)) {
      this.#left = LONGEST_DUMP;
      this.#following = true;
      // Mails join the lines: `handlers: [<00000000b636299f>] nvme_irq [nvme]`
      return handlersIn(message.slice(HEADING.length).trim()) ?? [];
    }
    this.#left -= 1;
    const addressed = message.startsWith('[<');
    const handlers = addressed || this.#following ? handlersIn(message) : null;
    this.#following = handlers !== null;
    return handlers ?? [];
  }
}

const HEADING = 'handlers:';
