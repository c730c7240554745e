/** How far the runs of a fleet are. */
import type { Job } from 'bullmq';
import type { Broker } from './broker.ts';
import { mergeTask } from './collect.ts';
import { queuesOf } from './message.ts';

export interface RunStatus {
  readonly run: string;
  readonly state: 'running' | 'merging' | 'done' | 'failed';
  readonly hosts: number;
  readonly done: number;
  readonly failed: number;
  /** Why the merge failed. */
  readonly reason: string | null;
}

type Connection = ReturnType<Broker['patient']>;

/** The newest first. */
export async function runsOf(
  { bullmq }: Broker,
  connection: Connection,
  fleet: string,
): Promise<readonly RunStatus[]> {
  const queue = new bullmq.Queue(queuesOf(fleet).merges, { connection });
  const jobs = await queue.getJobs([
    'waiting-children',
    'waiting',
    'active',
    'delayed',
    'completed',
    'failed',
  ]);
  const runs = await Promise.all(
    jobs.toSorted((a, b) => b.timestamp - a.timestamp).map((job) => statusOf(job)),
  );
  await queue.close();
  return runs;
}

/** The parent job of a run; null where there is none of that name. */
export async function jobOfRun(
  { bullmq }: Broker,
  connection: Connection,
  fleet: string,
  run: string,
): Promise<Job | null> {
  const queue = new bullmq.Queue(queuesOf(fleet).merges, { connection });
  return (await queue.getJob(run)) ?? null;
}

export async function statusOf(job: Job): Promise<RunStatus> {
  const { run, hosts } = mergeTask(job.data);
  const state = await job.getState();
  const { processed = 0, ignored = 0 } = await job.getDependenciesCount({
    processed: true,
    ignored: true,
  });
  return {
    run,
    state:
      state === 'completed'
        ? 'done'
        : state === 'failed'
          ? 'failed'
          : state === 'waiting-children'
            ? 'running'
            : 'merging',
    hosts: hosts.length,
    done: processed,
    failed: ignored,
    reason: state === 'failed' ? job.failedReason : null,
  };
}
