import { placeOf, type Mark } from './mark.ts';
import type { Touch } from './operation.ts';
import type { Slot } from './slots.ts';

/** A vector at the moment when its handler goes or is asked for, with what it had done until then. */
export function touchOf(slot: Slot, start: Mark): Touch {
  const fires = slot.stats?.fires;
  return {
    slot,
    indexHint: null,
    start: placeOf(start),
    end: null,
    endBetween: null,
    firedBefore: fires?.count ?? 0,
    rate: fires !== undefined && start.t !== null ? fires.rateBefore(start.t) : null,
  };
}
