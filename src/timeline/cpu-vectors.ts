/**
 * Who owns which vector of which CPU, and who owned it last. A stray interrupt's message names CPU and vector only: the
 * last owner is the suspect.
 */
import type { Nanos } from '../model/time.ts';
import { Budget } from './budget.ts';
import type { Slot } from './slots.ts';

export interface Ownership {
  readonly slot: Slot;
  readonly from: Nanos | null;
}

/** Past owners kept for each CPU vector. */
const KEPT = 8;

export class CpuVectors {
  readonly #owners = new Map<number, Ownership[]>();
  readonly #budget: Budget;

  constructor(budget = new Budget()) {
    this.#budget = budget;
  }

  own(slot: Slot, cpu: number, vector: number, from: Nanos | null): void {
    const key = keyOf(cpu, vector);
    const known = this.#owners.get(key);
    if (known === undefined && !this.#budget.allows('cpu-vectors', this.#owners.size)) return;
    const owners = known ?? [];
    owners.push({ slot, from });
    if (owners.length > KEPT) owners.shift();
    this.#owners.set(key, owners);
  }

  /** Owners of a CPU vector in order of time. */
  ownersOf(cpu: number, vector: number): readonly Ownership[] {
    return this.#owners.get(keyOf(cpu, vector)) ?? [];
  }
}

const keyOf = (cpu: number, vector: number): number => cpu * 256 + vector;
