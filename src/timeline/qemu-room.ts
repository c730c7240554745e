/** How much of one QEMU log is kept, over all of its devices: a log can name thousands. */
import { Budget } from './budget.ts';
import type { Episode } from './qemu-episode.ts';

const KEPT = {
  /** Lines around SET_IRQS, for the alignment of clocks. */
  moments: 40_000,
  /** Interrupts for masked vectors. */
  pending: 10_000,
} as const;

/** Lines kept until it is known whether they are an enable's. A full table has some four for each of 2048 vectors. */
const STEPS_KEPT = 20_000;

export class QemuRoom {
  readonly #budget: Budget;
  readonly #taken = { moments: 0, pending: 0 };
  #episodes = 0;
  #live = 0;
  #steps = 0;

  constructor(budget = new Budget()) {
    this.#budget = budget;
  }

  takes(what: keyof typeof KEPT): boolean {
    if (this.#taken[what] >= KEPT[what]) return false;
    this.#taken[what] += 1;
    return true;
  }

  add(episodes: Episode[], episode: Episode): void {
    const { live } = episode;
    if (!this.#budget.allows('operations', this.#episodes)) return;
    if (!this.#budget.allows('touches', this.#live + live.length - 1)) return;
    this.#episodes += 1;
    this.#live += live.length;
    episodes.push(episode);
  }

  get hasStep(): boolean {
    return this.#steps < STEPS_KEPT;
  }

  /** Steps begun to be kept, or given up. */
  steps(change: number): void {
    this.#steps += change;
  }
}
