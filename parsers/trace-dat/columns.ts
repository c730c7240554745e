/** The beginning of a line as trace-cmd prints it. Most of it is the same from line to line, and made once. */
import type { Nanos } from '../../src/model/time.ts';
import type { Stamps } from './stamps.ts';
import type { Tasks } from './tasks.ts';

const KEPT_MAX = 4096;

export class Columns {
  readonly #tasks: Tasks;
  readonly #stamps: Stamps;
  /** `          <idle>-0     [`, by tid. */
  readonly #who = new Map<number, string>();
  /** `001]`, by CPU. */
  readonly #where = new Map<number | null, string>();
  #names = 0;

  constructor(tasks: Tasks, stamps: Stamps) {
    this.#tasks = tasks;
    this.#stamps = stamps;
  }

  /** `          <idle>-0     [001]    17.679380386: `. */
  head(tid: number, cpu: number | null, t: Nanos): string {
    return `${this.#whoOf(tid)}${this.#whereOf(cpu)}${this.#stamps.text(t)}: `;
  }

  #whoOf(tid: number): string {
    // A name that was learned is another name.
    if (this.#names !== this.#tasks.known || this.#who.size > KEPT_MAX) {
      this.#names = this.#tasks.known;
      this.#who.clear();
    }
    let who = this.#who.get(tid);
    if (who === undefined) {
      who = `${this.#tasks.nameOf(tid).padStart(16)}-${tid.toString().padEnd(5)} [`;
      this.#who.set(tid, who);
    }
    return who;
  }

  #whereOf(cpu: number | null): string {
    let where = this.#where.get(cpu);
    if (where === undefined) {
      where = `${cpu === null ? '???' : cpu.toString().padStart(3, '0')}]`;
      if (this.#where.size < KEPT_MAX) this.#where.set(cpu, where);
    }
    return where;
  }
}
