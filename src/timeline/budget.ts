/** Says for each kind of thing whether one more may be kept, and counts what may not. */
import { limitKinds, type LimitName, type Limits, standardLimits } from '../model/limits.ts';

export class Budget {
  readonly #limits: Limits;
  readonly #refused = new Map<LimitName, number>();
  readonly #onFirst: (name: LimitName, line: number | null) => void;

  /** `onFirst` is told once of every limit that is reached, with the line where that is not the present one. */
  constructor(
    limits = standardLimits,
    onFirst: (name: LimitName, line: number | null) => void = () => undefined,
  ) {
    this.#limits = limits;
    this.#onFirst = onFirst;
  }

  /** Is there room for one more beside the `kept` ones? No is counted. */
  allows(name: LimitName, kept: number, line: number | null = null): boolean {
    if (kept < this.#limits[name]) return true;
    const before = this.#refused.get(name) ?? 0;
    this.#refused.set(name, before + 1);
    if (before === 0) this.#onFirst(name, line);
    return false;
  }

  /** In words, for every limit that was reached. */
  *told(): Generator<string> {
    for (const [name, count] of this.#refused) {
      yield `more than ${this.#limits[name]} ${name} (${limitKinds[name].says}): ${count} times there was no room (--limit ${name}=N)`;
    }
  }

  get refused(): ReadonlyMap<LimitName, number> {
    return this.#refused;
  }
}
