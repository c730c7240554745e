/**
 * Who owns which vector of which CPU, and who owned it last. A stray interrupt's message names CPU and vector only: the
 * last owner is the suspect.
 */
import { Budget } from './budget.ts';
import type { Mark } from './mark.ts';
import type { Slot } from './slots.ts';

export interface Ownership {
  readonly slot: Slot;
  readonly from: Mark;
  until: Mark | null;
}

/** Past owners kept for each CPU vector. */
const KEPT = 8;

export class CpuVectors {
  readonly #owners = new Map<number, Ownership[]>();
  readonly #budget: Budget;

  constructor(budget = new Budget()) {
    this.#budget = budget;
  }

  own(slot: Slot, cpu: number, vector: number, mark: Mark): void {
    this.release(slot, mark);
    const key = keyOf(cpu, vector);
    const known = this.#owners.get(key);
    if (known === undefined && !this.#budget.allows('cpu-vectors', this.#owners.size)) return;
    slot.cpuVector = { cpu, vector };
    const owners = known ?? [];
    owners.push({ slot, from: mark, until: null });
    if (owners.length > KEPT) owners.shift();
    this.#owners.set(key, owners);
  }

  release(slot: Slot, mark: Mark): void {
    if (slot.cpuVector === null) return;
    const owners = this.#owners.get(keyOf(slot.cpuVector.cpu, slot.cpuVector.vector));
    const last = owners?.findLast((owner) => owner.slot === slot);
    if (last !== undefined) last.until ??= mark;
    slot.cpuVector = null;
  }

  /** Owners of a CPU vector in order of time. */
  ownersOf(cpu: number, vector: number): readonly Ownership[] {
    return this.#owners.get(keyOf(cpu, vector)) ?? [];
  }
}

const keyOf = (cpu: number, vector: number): number => cpu * 256 + vector;
