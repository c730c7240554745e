/** Names of tasks, from saved_cmdlines and from the scheduler's events. */
import { UNKNOWN_COMM } from '../trace/unknown-task.ts';

/** More than a kernel can have at once by default. */
const TASKS_MAX = 65_536;

export class Tasks {
  readonly #names = new Map<number, string>([[0, '<idle>']]);

  /** The lines `140 qemu-system-x86`. */
  constructor(cmdlines: string) {
    for (const line of cmdlines.split('\n')) {
      const space = line.indexOf(' ');
      const pid = Number(line.slice(0, space));
      if (space > 0 && Number.isInteger(pid)) this.#keep(pid, line.slice(space + 1));
    }
  }

  /** How many names are known: another number, other names. */
  get known(): number {
    return this.#names.size;
  }

  has(pid: number): boolean {
    return this.#names.has(pid);
  }

  nameOf(pid: number): string {
    return this.#names.get(pid) ?? UNKNOWN_COMM;
  }

  /** A name that an event told; one that is known stays. */
  learn(pid: number, name: string): void {
    if (!this.#names.has(pid)) this.#keep(pid, name);
  }

  #keep(pid: number, name: string): void {
    const shown = name.trim();
    if (shown !== '' && this.#names.size < TASKS_MAX) this.#names.set(pid, shown);
  }
}
