/** Numbers with units, as messages print them. */
import { formatSeconds, type Nanos } from '../model/time.ts';
import type { Case } from '../model/timeline.ts';

/** `850 ns`, `12.3 us`, `1.287 ms`, `121.947 s`: at most three decimals. `ns` is not negative. */
export function span(ns: number): string {
  if (ns < 1_000) return `${ns} ns`;
  if (ns < 1_000_000) return `${decimals(ns / 1_000)} us`;
  if (ns < 1_000_000_000) return `${decimals(ns / 1_000_000)} ms`;
  return `${decimals(ns / 1_000_000_000)} s`;
}

const decimals = (value: number): string => String(Number(value.toFixed(3)));

/** A rate or an expected count: two significant digits are more than the statistics of few interrupts carry. */
export const approx = (value: number): number => Number(value.toPrecision(2));

/** A span as seconds with nine decimals, for programs that read a finding's data. */
export const seconds = (ns: Nanos | null): string | null =>
  ns === null ? null : formatSeconds(BigInt(ns));

/** An instant on the case's clock, as every time in the result is printed. */
export const clockTime = (input: Case, at: Nanos): string =>
  formatSeconds(input.clock.epoch + BigInt(at));

/** `1 window`, `2 windows`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** `vector 0`, `vectors 0-2 and 5`, `1 vector whose index no line shows`; `no vector` for none. */
export function vectorList(vectors: readonly (number | null)[]): string {
  const known = [...new Set(vectors.filter((v) => v !== null))].toSorted((a, b) => a - b);
  const unknown = vectors.filter((v) => v === null).length;
  const named =
    known.length === 0 ? '' : `${known.length === 1 ? 'vector' : 'vectors'} ${ranges(known)}`;
  const nameless = unknown === 0 ? '' : `${count(unknown, 'vector')} whose index no line shows`;
  return [named, nameless].filter((part) => part !== '').join(' and ') || 'no vector';
}

function ranges(sorted: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const v of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === v - 1) last[1] = v;
    else runs.push([v, v]);
  }
  return runs
    .map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a}-${b}`))
    .join(', ');
}

/** At most `limit` names, then how many more. */
export function nameList(names: readonly string[], limit = 4, joint = ', '): string {
  const shown = names.slice(0, limit).join(joint);
  const more = names.length - limit;
  return more > 0 ? `${shown}${joint === ', ' ? ' and ' : joint}${more} more` : shown;
}
