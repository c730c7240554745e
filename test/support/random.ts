/** Seeded chance: the same in every run. */

export interface Chance {
  /** 0 ≤ x < 1. */
  readonly next: () => number;
  /** A whole number below `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  readonly once: (probability: number) => boolean;
}

/** mulberry32: small, and good enough to choose what happens next. */
export function chance(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    once: (probability) => next() < probability,
  };
}

/** Seeds for a table of cases. */
export const seeds = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, place) => 7919 * (place + 1));
