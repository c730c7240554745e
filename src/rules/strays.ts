/** Whose a stray interrupt is: inside an unasked window it belongs to `interrupt-in-window`, elsewhere to the rule of its kind. */
import { isUnasked } from '../model/cause.ts';
import type { Case, Stray, Window } from '../model/timeline.ts';
import { windowById } from './windows.ts';

export interface PlacedStray {
  readonly stray: Stray;
  /** The window it fell into, of any cause. */
  readonly window: Window | null;
}

/** Each stray with its window; a window id that the case does not hold counts as none. */
export function place(input: Case, kinds: ReadonlySet<Stray['kind']>): readonly PlacedStray[] {
  return input.strays
    .filter((stray) => kinds.has(stray.kind))
    .map((stray) => ({ stray, window: windowById(input, stray.window) }));
}

export const inUnasked = ({ window }: PlacedStray): boolean => window !== null && isUnasked(window);

/** Strays that say the same thing, in the order of their first: one finding each. */
export function groupBy<T>(all: readonly T[], key: (one: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const name = key(one);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** With the repeats that were folded into each. */
export const total = (placed: readonly PlacedStray[]): number =>
  placed.reduce((sum, { stray }) => sum + stray.count, 0);
