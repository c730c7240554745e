/** Messages that a mail program broke into several lines: only the first has the prefix. */
import type { Entry } from './entry.ts';
import { mayBeKnown } from './messages/index.ts';
import { NOTHING } from './prefix/header.ts';

/** At 72 columns no known message needs more. */
const MOST_LINES = 4;

export class Wrapped {
  #open: Entry | null = null;
  #lines = 0;

  /** A record with a prefix was read; it stays open only if it said nothing yet. */
  begin(entry: Entry, told: boolean): void {
    this.#open = told || entry.message === '' ? null : entry;
    this.#lines = 1;
  }

  forget(): void {
    this.#open = null;
  }

  /** The open record with this line as its continuation; null where none is open. */
  join(message: string): Entry | null {
    if (message === '' || this.#lines >= MOST_LINES) this.#open = null;
    if (this.#open === null) return null;
    this.#lines += 1;
    this.#open = { ...this.#open, message: `${this.#open.message} ${message}` };
    return this.#open;
  }

  /** A line without prefix that is no continuation may be the first half of a message of its own. */
  orBegin(message: string, line: number, text: string): void {
    if (!mayBeKnown(message)) return;
    this.begin({ header: NOTHING, realtime: null, message, line, text }, false);
  }
}
