/** Does the jobs of a fleet. Logs are parsed in threads, so that this one keeps the locks of its jobs alive. */
import type { Job, Worker } from 'bullmq';
import { rename, rm, writeFile } from 'node:fs/promises';
import { hostLine } from '../report/fleet/host-line.ts';
import { basisOf } from '../scan/basis.ts';
import { isUnchanged, jobOf } from '../scan/run.ts';
import { hostOutcome } from '../scan/supervise.ts';
import type { Runner } from '../scan/task.ts';
import type { Broker } from './broker.ts';
import { collected, mergeTask } from './collect.ts';
import { FleetMemory } from './memory.ts';
import { type HostAnswer, type HostTask, packed, queuesOf } from './message.ts';

export interface WorkOptions {
  readonly fleet: string;
  readonly runner: Runner;
  /** Words of the command that fetches URLs. Of this machine: what comes through the queue is never run. */
  readonly fetch: readonly string[] | null;
  /** Milliseconds after which the job of a worker that is silent is given to another. */
  readonly lockMs: number;
  /** Something worth a line happened. */
  readonly onWord: (word: string) => void;
}

export interface Working {
  /** Ends after the jobs that are being done. */
  close(): Promise<void>;
}

/** A job whose worker died so often kills its workers. */
const DEATHS = 3;

export function startWork(broker: Broker, options: WorkOptions): Working {
  const { fleet, runner, lockMs, onWord } = options;
  const { hosts, merges } = queuesOf(fleet);
  const memory = new FleetMemory(broker.patient(), fleet);
  const common = {
    lockDuration: lockMs,
    stalledInterval: Math.max(500, Math.floor(lockMs / 2)),
    maxStalledCount: DEATHS,
  };
  const hostWorker = new broker.bullmq.Worker(
    hosts,
    async (job: Job): Promise<HostAnswer> => doHost(hostTask(job.data), memory, options),
    { ...common, connection: broker.patient(), concurrency: runner.width },
  );
  const mergeWorker = new broker.bullmq.Worker(merges, doMerge, {
    ...common,
    connection: broker.patient(),
  });
  const workers: readonly Worker[] = [hostWorker, mergeWorker];
  for (const worker of workers) {
    // The connection comes back by itself; what it breaks is tried again.
    worker.on('error', () => undefined);
    worker.on('failed', (job, error) => onWord(`${job?.name ?? 'a job'}: ${error.message}`));
    worker.on('stalled', (id) => onWord(`${id}: its worker fell silent, another takes it`));
  }
  mergeWorker.on('completed', ({ name }) => onWord(`${name}: all hosts are done`));
  return {
    async close() {
      for (const worker of workers) await worker.close();
    },
  };
}

/** What was finished for these very files is not done again: a job may come twice. */
async function doHost(
  task: HostTask,
  memory: FleetMemory,
  { runner, fetch }: WorkOptions,
): Promise<HostAnswer> {
  const known = await memory.get(task.host);
  if (known !== null && isUnchanged(task, known, basisOf(task.options))) {
    return { host: task.host, line: packed(known.result) };
  }
  const job = jobOf(task, known, { options: task.options, limits: task.limits, fetch });
  const { memory: now } = await hostOutcome(runner, job);
  await memory.put(task.host, now);
  return { host: task.host, line: packed(now.result) };
}

async function doMerge(job: Job): Promise<{ readonly hosts: number }> {
  const { out } = mergeTask(job.data);
  const lines: string[] = [];
  for await (const result of collected(job)) lines.push(hostLine(result));
  if (out !== null) await writeWhole(out, lines);
  return { hosts: lines.length };
}

/** To the side, then renamed. */
async function writeWhole(path: string, lines: readonly string[]): Promise<void> {
  const side = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(side, lines);
    await rename(side, path);
  } catch (error) {
    await rm(side, { force: true });
    throw error;
  }
}

const isHostTask = (value: unknown): value is HostTask =>
  typeof value === 'object' &&
  value !== null &&
  'host' in value &&
  typeof value.host === 'string' &&
  'units' in value &&
  Array.isArray(value.units) &&
  'options' in value &&
  'limits' in value;

function hostTask(data: unknown): HostTask {
  if (!isHostTask(data)) throw new Error('the job is of another program');
  return data;
}
