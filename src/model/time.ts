/**
 * Time. Inside the program a stamp is a whole number of nanoseconds after the epoch of its source: exact in a double for
 * 104 days. The epoch is a bigint and stands beside it, once per source. Stamps are built from the two halves of
 * their text and never from a float: `parseFloat` loses a nanosecond on up to a quarter of all stamps at some uptimes.
 */

declare const unit: unique symbol;

/** Whole nanoseconds: a stamp after its source's epoch, or a span. */
export type Nanos = number & { readonly [unit]: 'ns' };

/**
 * What a clock counts. `boot`: seconds since boot (trace clocks, printk). `realtime`: wall time, UTC.
 * `monotonic`: CLOCK_MONOTONIC (simple trace backend, journal). `ticks`: cycles or jiffies of unknown length, and
 * `order`: no stamps at all; both order events and measure nothing. `relative`: a steady clock with an unknown zero
 * (latency format, `perf script --reltime`, `strace -r`): spans are right, and no other source shares it.
 */
export type ClockKind = 'boot' | 'realtime' | 'monotonic' | 'relative' | 'ticks' | 'order';

/** The only cast into the brand. `value` must be a whole number. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
export const nanos = (value: number): Nanos => value as Nanos;

export const SECOND = nanos(1_000_000_000);
export const MILLISECOND = nanos(1_000_000);
export const MICROSECOND = nanos(1_000);

/** Sum and difference keep the unit. */
export const plus = (a: Nanos, b: Nanos): Nanos => nanos(a + b);
export const minus = (a: Nanos, b: Nanos): Nanos => nanos(a - b);

const POWERS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1] as const;

/** Nanoseconds in a decimal fraction given as its digits: "5" is 500 ms, "123456" is 123.456 ms. Digits past nine are cut. */
export function fractionNanos(digits: string): Nanos {
  const kept = digits.length > 9 ? digits.slice(0, 9) : digits;
  return nanos(Number(kept === '' ? '0' : kept) * (POWERS[kept.length] ?? 1));
}

/**
 * Turns a source's stamps into nanoseconds after its epoch, which is the whole second of the first stamp seen.
 * One per source; the epoch never changes once set, and earlier stamps are negative.
 */
export class Epoch {
  #seconds: number | null = null;

  /** From the text halves of `seconds.fraction`. `seconds` must be digits, at most 15 of them. */
  stamp(seconds: string, fraction: string): Nanos {
    return this.at(Number(seconds), fractionNanos(fraction));
  }

  /** From whole seconds and nanoseconds within the second. */
  at(seconds: number, ns: number): Nanos {
    this.#seconds ??= seconds;
    return nanos((seconds - this.#seconds) * 1e9 + ns);
  }

  /** From a whole count of nanoseconds as digits (trace-cmd prints the `boot` clock like this: `[000]133235600565:`). */
  ofNanos(digits: string): Nanos {
    const cut = digits.length - 9;
    return cut > 0
      ? this.at(Number(digits.slice(0, cut)), Number(digits.slice(cut)))
      : this.at(0, Number(digits));
  }

  /** The instant that stamp 0 stands for, in nanoseconds on the source's clock; 0 before the first stamp. */
  get nanos(): bigint {
    return BigInt(this.#seconds ?? 0) * 1_000_000_000n;
  }
}

/** `40.004604000`: seconds with nine decimals of a whole count of nanoseconds; the contract's form of every time. */
export function formatSeconds(ns: bigint): string {
  const negative = ns < 0n;
  const magnitude = negative ? -ns : ns;
  const fraction = (magnitude % 1_000_000_000n).toString().padStart(9, '0');
  return `${negative ? '-' : ''}${magnitude / 1_000_000_000n}.${fraction}`;
}

/** The inverse of {@link formatSeconds}; also reads fewer decimals and a leading sign. Returns null where it is no number. */
export function parseSeconds(text: string): bigint | null {
  const match = /^([+-]?)(\d{1,15})(?:\.(\d{1,18}))?$/.exec(text);
  if (match === null) return null;
  const ns = BigInt(match[2] ?? '0') * 1_000_000_000n + BigInt(fractionNanos(match[3] ?? ''));
  return match[1] === '-' ? -ns : ns;
}
