/** The stamps of strace in all its forms, on one clock. */
import { type ClockKind, Epoch, type Nanos, fractionNanos } from '../../src/model/time.ts';
import { DOT, digitsEnd, skipSpaces } from '../trace/scan.ts';

/** A stamp as printed, and where the rest of the line begins. */
export interface StraceStamp {
  readonly kind: 'epoch' | 'day' | 'delta';
  readonly seconds: number;
  readonly ns: number;
  readonly end: number;
}

/** Digits of seconds since 1970. */
const EPOCH_DIGITS = 10;

/**
 * Reads the stamp at `from`; null if none stands there:
 *
 *   1795342555.740341    -ttt
 *   10:15:56.748283      -tt, and without the fraction -t
 *        0.005596        -r: since the line before
 *   10:15:56.748283 (+     0.005596)    -tt -r: the first is enough
 */
export function stampAt(text: string, from: number): StraceStamp | null {
  const start = skipSpaces(text, from);
  const first = digitsEnd(text, start);
  if (first === start || first - start > 15) return null;
  if (text.charAt(first) === ':') return timeOfDay(text, start, first);
  const whole = text.slice(start, first);
  if (text.charCodeAt(first) !== DOT) {
    const epoch = whole.length === EPOCH_DIGITS && text.charAt(first) === ' ';
    return epoch
      ? { kind: 'epoch', seconds: Number(whole), ns: 0, end: afterDelta(text, first) }
      : null;
  }
  const end = digitsEnd(text, first + 1);
  if (end === first + 1 || text.charAt(end) !== ' ') return null;
  const kind = whole.length >= EPOCH_DIGITS ? 'epoch' : 'delta';
  const ns = fractionNanos(text.slice(first + 1, end));
  return { kind, seconds: Number(whole), ns, end: afterDelta(text, end) };
}

function timeOfDay(text: string, start: number, colon: number): StraceStamp | null {
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))? /.exec(text.slice(start, start + 24));
  if (match === null || colon - start !== 2) return null;
  const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
  const end = start + match[0].length;
  return { kind: 'day', seconds, ns: fractionNanos(match[4] ?? ''), end: afterDelta(text, end) };
}

function afterDelta(text: string, from: number): number {
  const at = skipSpaces(text, from);
  if (!text.startsWith('(+', at)) return at;
  const close = text.indexOf(') ', at);
  return close < 0 || close - at > 40 ? at : skipSpaces(text, close + 1);
}

const DAY = 86_400;

/** One source's clock: deltas are summed up, days are counted where the time of day falls back. */
export class StraceClock {
  readonly #epoch = new Epoch();
  #kind: ClockKind = 'order';
  #sum = 0;
  #days = 0;
  #lastOfDay = 0;

  get kind(): ClockKind {
    return this.#kind;
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  /** Must be given every stamp, for deltas follow from each other. */
  at({ kind, seconds, ns }: StraceStamp): Nanos {
    this.#kind = kind === 'epoch' ? 'realtime' : 'relative';
    if (kind === 'epoch') return this.#epoch.at(seconds, ns);
    if (kind === 'delta') {
      this.#sum += seconds * 1e9 + ns;
      return this.#epoch.at(Math.floor(this.#sum / 1e9), this.#sum % 1e9);
    }
    // Half a day back is midnight, less is two threads out of order.
    if (seconds < this.#lastOfDay - DAY / 2) this.#days++;
    this.#lastOfDay = seconds;
    return this.#epoch.at(seconds + this.#days * DAY, ns);
  }
}
