/** Which task a function graph line is of, where the line itself does not say. */
import type { TaskSwitch } from './graph-line.ts';
import type { NamedTask } from './naming-sink.ts';
import { remember } from './thread-state.ts';
import { UNKNOWN_COMM } from './unknown-task.ts';

const TASKS_MAX = 4096;
const CPUS_MAX = 4096;

/** The number of the task that a CPU runs before its first switch; without CPUs that of all lines. */
const nameless = (cpu: number | null): number => (cpu === null ? -1 : -2 - cpu);

/** Told of a task's name; false if the number must be kept. */
type OnName = (number: number, task: NamedTask) => boolean;

export class GraphTasks {
  readonly #onName: OnName;
  /** The task that a CPU runs, as far as switches told. */
  readonly #running = new Map<number, NamedTask>();
  /** Tasks that keep the number they were given before their own was known, by tid. */
  readonly #given = new Map<number, NamedTask>();

  constructor(onName: OnName) {
    this.#onName = onName;
  }

  running(cpu: number | null): NamedTask {
    const known = cpu === null ? undefined : this.#running.get(cpu);
    return known ?? { tid: nameless(cpu), comm: UNKNOWN_COMM };
  }

  /** The first switch of a CPU tells whose the lines before it were. */
  switched({ cpu, from, to }: TaskSwitch): void {
    if (!this.#running.has(cpu) && !this.#given.has(from.tid)) {
      const number = nameless(cpu);
      if (!this.#onName(number, from)) {
        remember(this.#given, from.tid, { tid: number, comm: from.comm }, TASKS_MAX);
      }
    }
    remember(this.#running, cpu, this.#given.get(to.tid) ?? to, CPUS_MAX);
  }
}
