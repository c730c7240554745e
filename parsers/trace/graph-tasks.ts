/** Which task a function graph line is of, where the line itself does not say. */
import type { TaskSwitch } from './graph-line.ts';
import { remember } from './thread-state.ts';
import { UNKNOWN_COMM } from './unknown-task.ts';

const TASKS_MAX = 4096;
const CPUS_MAX = 4096;

interface Task {
  readonly tid: number;
  readonly comm: string;
}

export class GraphTasks {
  /** The task that runs on a CPU, as far as switches told. */
  readonly #running = new Map<number, Task>();
  /** Numbers that were given to tasks before their own was known, by tid. */
  readonly #given = new Map<number, Task>();

  /** Until the first switch of a CPU names its task, its lines are of task -2 - CPU; without CPUs all are of -1. */
  running(cpu: number | null): Task {
    const key = cpu ?? -1;
    return this.#running.get(key) ?? { tid: -2 - key, comm: UNKNOWN_COMM };
  }

  /** The first switch of a CPU tells whose the lines before it were: that task keeps the number they were given. */
  switched({ cpu, from, to }: TaskSwitch): void {
    if (!this.#running.has(cpu) && !this.#given.has(from.tid) && from.tid !== 0) {
      remember(this.#given, from.tid, { tid: -2 - cpu, comm: from.comm }, TASKS_MAX);
    }
    remember(
      this.#running,
      cpu,
      this.#given.get(to.tid) ?? { tid: to.tid, comm: to.comm },
      CPUS_MAX,
    );
  }
}
