/** What a trace's stamps are: the forms they are printed in, and the `trace_clock` file if the log shows it. */
import type { ClockKind } from '../../src/model/time.ts';
import type { Dialect } from './dialects.ts';
import type { Stamp } from './stamp.ts';

/** From this many digits of seconds on, a stamp counts from 1970 (2001-09-09) and not from boot. */
const EPOCH_DIGITS = 10;

/** Fewer digits are a counter or jiffies, never nanoseconds: ten seconds after boot a nanosecond clock has eleven. */
const NANOS_DIGITS = 10;

/** Stamps that no clock shows that counts from boot: a log with one of them counts from its own start. */
export const zeroStamps: readonly string[] = [' 0.000000', ' 0.000000000'];

/** Does the stamp before `colon` tell a clock that counts from the log's start? */
export const isZeroStamp = (text: string, colon: number): boolean =>
  text.charCodeAt(colon - 1) === 48 && zeroStamps.some((stamp) => text.endsWith(stamp, colon));

export interface ClockGuess {
  readonly kind: ClockKind;
  /** Whole numbers were taken for nanoseconds without a proof. */
  readonly assumed: boolean;
}

/**
 * What the form of a stamp tells. Whole numbers: the kernel's text prints them for x86-tsc, counter and uptime only;
 * trace-cmd also for `boot` and with `--raw-ts`, and then they are nanoseconds.
 */
export function clockOf({ form, digits }: Stamp, dialect: Dialect): ClockGuess {
  if (form === 'micros') return { kind: 'relative', assumed: false };
  if (form === 'integer') {
    const nanoseconds = dialect === 'trace-cmd' && digits >= NANOS_DIGITS;
    return nanoseconds ? { kind: 'boot', assumed: true } : { kind: 'ticks', assumed: false };
  }
  if (digits >= EPOCH_DIGITS) return { kind: 'realtime', assumed: false };
  return { kind: 'boot', assumed: false };
}

/** `trace_clock` names, and what their stamps count. */
const clocks: ReadonlyMap<string, ClockKind> = new Map([
  ['local', 'boot'],
  ['global', 'boot'],
  ['perf', 'boot'],
  ['boot', 'boot'],
  ['mono', 'monotonic'],
  ['mono_raw', 'monotonic'],
  ['tai', 'realtime'],
  ['counter', 'ticks'],
  ['uptime', 'ticks'],
  ['x86-tsc', 'ticks'],
  ['ppc-tb', 'ticks'],
  ['s390-tod', 'ticks'],
]);

/** Pieces of a line that {@link traceClock} reads. */
export const clockNeedles: readonly string[] = ['uptime perf', 'uptime] perf', 'uptime [perf'];

/**
 * `local global counter uptime perf mono mono_raw [boot] tai x86-tsc`: the file trace_clock, and the option TRACECLOCK of
 * `trace-cmd dump --options`. The brackets tell the clock in use.
 */
export function traceClock(
  text: string,
): { readonly name: string; readonly kind: ClockKind } | null {
  if (text.length > 120 || !/^\[?local\]? /.test(text)) return null;
  const name = /\[([a-z0-9_-]{1,20})\]/.exec(text)?.[1];
  const kind = name === undefined ? undefined : clocks.get(name);
  return name === undefined || kind === undefined ? null : { name, kind };
}
