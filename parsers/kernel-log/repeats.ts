/**
 * The same message, printed twice. syslogd writes emergencies to every terminal as well, and a console on which `dmesg`
 * was run holds its own messages again: neither is a second event.
 */
import type { Header } from './prefix/index.ts';

interface Copies {
  plain: number;
  broadcast: number;
  /** The printk stamp of the last broadcast: several terminals in one log show it again. */
  lastBroadcast: string | null;
}

/** So many different messages are remembered, the latest ones. */
const KEPT = 512;
/** Known messages differ long before. */
const LONGEST_KEY = 400;

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > KEPT) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
}

export class Repeats {
  readonly #copies = new Map<string, Copies>();
  readonly #records = new Map<string, 'first' | 'later'>();

  /**
   * Is this message a copy? `replayed`: the very record was seen before the stamps began anew, so they belong to one
   * boot. Only for messages that give an event.
   */
  check(text: string, header: Header, boot: 'first' | 'later'): 'new' | 'copy' | 'replayed' {
    const message = text.slice(0, LONGEST_KEY);
    const stamp =
      header.uptime === null ? null : `${header.uptime.seconds}.${header.uptime.fraction}`;
    if (stamp !== null && Number(stamp) > 0) {
      const key = `${stamp} ${message}`;
      if (boot === 'later' && this.#records.get(key) === 'first') return 'replayed';
      remember(this.#records, key, boot);
    }
    return this.#isCopy(message, header.broadcast, stamp) ? 'copy' : 'new';
  }

  #isCopy(message: string, broadcast: boolean, stamp: string | null): boolean {
    const copies = this.#copies.get(message) ?? { plain: 0, broadcast: 0, lastBroadcast: null };
    remember(this.#copies, message, copies);
    if (!broadcast) {
      copies.plain += 1;
      return copies.plain <= copies.broadcast;
    }
    if (stamp !== null && stamp === copies.lastBroadcast) return true;
    copies.lastBroadcast = stamp;
    copies.broadcast += 1;
    return copies.broadcast <= copies.plain;
  }
}
