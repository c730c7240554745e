/** One task of a worker: look into an archive, or do a host. */
import type { HostJob, HostOutcome, Unit, Watch } from './job.ts';
import type { Looked } from './plan.ts';

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
