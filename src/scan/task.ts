/** One task of a worker: look into an archive, or do a host. The same function runs in a thread and without one. */
import type { HostJob, HostOutcome, Unit, Watch } from './job.ts';
import { look } from './look.ts';
import type { Looked } from './plan.ts';
import { scanHost } from './scan-host.ts';

export type Task =
  | { readonly is: 'host'; readonly job: HostJob }
  | {
      readonly is: 'look';
      readonly unit: Unit;
      readonly banned: HostJob['banned'];
      readonly fetch: HostJob['fetch'];
    };

export type Done =
  | { readonly is: 'host'; readonly outcome: HostOutcome }
  | { readonly is: 'look'; readonly looked: Looked };

/** Rejects for a fault of the program only. */
export async function doTask(task: Task, watch: Watch): Promise<Done> {
  if (task.is === 'host') return { is: 'host', outcome: await scanHost(task.job, watch) };
  let hostName: string | null = null;
  const memory = await look(task.unit, {
    fetch: task.fetch,
    banned: new Map(task.banned),
    onFile: (name) => watch.at([name]),
    onHostName: (text) => {
      if (text.trim() !== '') hostName ??= text.trim();
    },
  });
  return { is: 'look', looked: { memory, hostName } };
}

/** Does tasks, several at once. */
export interface Runner {
  /** Tasks that it does at once. */
  readonly width: number;
  /** Rejects by {@link Stopped} where the task was ended from outside, or ended its worker. */
  run(task: Task, watch: Watch): Promise<Done>;
  close(): Promise<void>;
}

/** A task did not come to its end. */
export class Stopped extends Error {
  /** What it was working on. */
  readonly names: readonly string[];

  constructor(reason: string, names: readonly string[]) {
    super(reason);
    this.name = 'Stopped';
    this.names = names;
  }
}

/** No threads: for tests and for those who bring threads of their own. Nothing can stop a task. */
export const inlineRunner: Runner = {
  width: 1,
  run: doTask,
  close: () => Promise.resolve(),
};
