/** Lines whose interrupts no handler wanted (irq_handler_exit with ret=unhandled). */
import type { Occurrence } from '../model/event/index.ts';
import { markOf, type Mark } from './mark.ts';

export interface UnhandledLine {
  count: number;
  readonly first: Mark;
  /** Who listens there, by irqaction name. */
  readonly names: Set<string>;
}

/** Lines kept at most: a machine has some dozens. */
const KEPT = 4096;
/** Devices that share one line. */
const NAMES_KEPT = 32;

export class UnhandledLines {
  readonly all = new Map<number, UnhandledLine>();

  /** `name`: the handler that the line showed last, empty where none was shown. */
  add(irq: number, at: Occurrence, name: string): void {
    const known = this.all.get(irq);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    if (this.all.size >= KEPT) return;
    this.all.set(irq, { count: 1, first: markOf(at), names: new Set(name === '' ? [] : [name]) });
  }

  /** A poll of the line's handlers named one. */
  name(irq: number, name: string): void {
    const names = this.all.get(irq)?.names;
    if (names !== undefined && names.size < NAMES_KEPT) names.add(name);
  }
}
