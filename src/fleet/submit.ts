/** Puts a run into the queue: a job for each host, and the merge as their parent. */
import type { FlowJob } from 'bullmq';
import type { HostJob } from '../scan/job.ts';
import type { PlannedHost } from '../scan/plan.ts';
import type { Broker } from './broker.ts';
import { type HostTask, jobIdOf, type MergeTask, queuesOf } from './message.ts';

export interface Run {
  /** The name of the fleet's queues. */
  readonly fleet: string;
  /** `[A-Za-z0-9_.-]+`; submitted twice it is one run. */
  readonly run: string;
  readonly hosts: readonly PlannedHost[];
  readonly options: HostJob['options'];
  readonly limits: HostJob['limits'];
  readonly out: string | null;
}

/** Hosts that a worker fails on are tried so often, with growing pauses. */
const ATTEMPTS = 4;

export async function submitRun(
  { bullmq }: Broker,
  connection: ReturnType<Broker['patient']>,
  run: Run,
): Promise<void> {
  const { hosts: hostQueue, merges } = queuesOf(run.fleet);
  const flow = new bullmq.FlowProducer({ connection });
  const children = run.hosts.map(({ host, units }): FlowJob => ({
    name: host,
    queueName: hostQueue,
    data: {
      run: run.run,
      host,
      units,
      options: run.options,
      limits: run.limits,
    } satisfies HostTask,
    opts: {
      jobId: jobIdOf(run.run, host),
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: 1000 },
      // A host that fails for good is a record of the merge, and no reason to wait for ever.
      ignoreDependencyOnFailure: true,
      removeOnComplete: { age: WEEK },
      removeOnFail: { age: WEEK },
    },
  }));
  const task: MergeTask = {
    run: run.run,
    hosts: run.hosts.map(({ host }) => host),
    out: run.out,
  };
  await flow.add({
    name: run.run,
    queueName: merges,
    data: task,
    opts: {
      jobId: run.run,
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: 1000 },
      removeOnComplete: { age: WEEK },
      removeOnFail: { age: WEEK },
    },
    children,
  });
  await flow.close();
}

/** Seconds for which a run can be asked about. */
const WEEK = 7 * 24 * 3600;
