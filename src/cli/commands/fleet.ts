import { availableParallelism } from 'node:os';
import process from 'node:process';
import type { Job } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostResult } from '../../model/host.ts';
import { visible } from '../../report/escape.ts';
import { type Broker, NoBroker, openBroker } from '../../fleet/broker.ts';
import { collected, mergeTask } from '../../fleet/collect.ts';
import { queuesOf } from '../../fleet/message.ts';
import { jobOfRun, type RunStatus, runsOf, statusOf } from '../../fleet/status.ts';
import { submitRun } from '../../fleet/submit.ts';
import { startWork } from '../../fleet/work.ts';
import { wordsOf } from '../../scan/open-unit.ts';
import { PoolRunner } from '../../scan/pool.ts';
import { State } from '../../scan/state.ts';
import { writeTo } from '../deliver.ts';
import { INCOMPLETE } from '../exit-status.ts';
import { FleetSink } from '../fleet-results.ts';
import { listing } from '../listing.ts';
import type { Context } from '../program.ts';
import { Trouble } from '../trouble.ts';
import type { BrokerFlags, SubmitFlags, WorkFlags } from './fleet-options.ts';
import { planOf, scanOptions } from './scan.ts';
import type { FleetFlags } from './scan-options.ts';

/** How often a waiting command asks, milliseconds. */
const ASK = 500;

/** `msixray fleet submit PATH...`: a job for each host. */
export async function runSubmit(
  context: Context,
  paths: readonly string[],
  flags: SubmitFlags,
): Promise<void> {
  const { streams } = context;
  const run = flags.run ?? `${streams.now().toISOString().replaceAll(':', '').slice(0, 17)}Z`;
  if (!/^[\w.-]{1,100}$/u.test(run)) {
    throw new Trouble(`--run ${run}: letters, digits, dots, dashes and underscores only`);
  }
  const options = await scanOptions(flags);
  const sink = await FleetSink.open(flags, streams);
  await withBrokerOf(flags, async (broker) => {
    const hosts = await plan(paths, flags, context);
    if (hosts.length === 0) {
      context.status = INCOMPLETE;
      streams.stderr.write('msixray: no host: nothing was submitted\n');
      return;
    }
    await submitRun(broker, broker.redis, {
      fleet: flags.fleet,
      run,
      hosts,
      options,
      limits: { maxBytes: flags.sizeLimit },
      out: flags.out ?? null,
    });
    if (flags.quiet !== true) {
      streams.stderr.write(`msixray: run ${run}: ${hosts.length} hosts\n`);
    }
    if (flags.wait !== true) return;
    const job = await ended(broker, flags, run);
    context.status = await sink.take(resultsOf(job), null);
  });
}

/** Archives are looked into here and now, without threads: the submitting machine does nothing else. */
async function plan(
  paths: readonly string[],
  flags: SubmitFlags,
  { streams }: Context,
): ReturnType<typeof planOf> {
  const runner = new PoolRunner({ threads: 1, patience: flags.timeLimit, heap: flags.memoryLimit });
  const state = await State.open(null);
  try {
    return await planOf(paths, flags, streams, runner, state);
  } finally {
    await runner.close();
    await state.close();
  }
}

async function ended(broker: Broker, { fleet }: BrokerFlags, run: string): Promise<Job> {
  for (;;) {
    const job = await jobOfRun(broker, broker.redis, fleet, run);
    if (job === null) throw new Trouble(`run ${run} was taken out of the queue`);
    const { state, reason } = await statusOf(job);
    if (state === 'done') return job;
    if (state === 'failed') throw new Trouble(`run ${run}: the merge failed: ${reason}`);
    await sleep(ASK);
  }
}

const resultsOf = (
  job: Job,
): { readonly hosts: readonly string[]; results(): AsyncIterable<HostResult> } => ({
  hosts: mergeTask(job.data).hosts,
  results: () => collected(job),
});

/** `msixray fleet work`: does jobs until it is told to end. */
export async function runWork({ streams }: Context, flags: WorkFlags): Promise<void> {
  await withBrokerOf(flags, async (broker) => {
    const runner = new PoolRunner({
      threads: flags.jobs ?? availableParallelism(),
      patience: flags.timeLimit,
      heap: flags.memoryLimit,
    });
    const work = startWork(broker, {
      fleet: flags.fleet,
      runner,
      fetch: flags.fetch === undefined ? null : wordsOf(flags.fetch),
      lockMs: flags.lock * 1000,
      onWord: (word) => {
        if (flags.quiet !== true) streams.stderr.write(`msixray: ${visible(word)}\n`);
      },
    });
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await (flags.drain === true ? Promise.race([stopped, drained(broker, flags)]) : stopped);
    await work.close();
    await runner.close();
  });
}

/** Nothing waits, and nobody works: asked twice, since a job may be between two lists. */
async function drained(broker: Broker, { fleet }: BrokerFlags): Promise<void> {
  const { hosts, merges } = queuesOf(fleet);
  const queues = [hosts, merges].map(
    (name) => new broker.bullmq.Queue(name, { connection: broker.redis }),
  );
  for (let empty = 0; empty < 2;) {
    await sleep(ASK);
    const counts = await Promise.all(
      queues.map((queue) =>
        queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized', 'waiting-children'),
      ),
    );
    empty = counts.every((count) => count === 0) ? empty + 1 : 0;
  }
}

/** `msixray fleet status [RUN]`: all runs, or the results of one. */
export async function runStatus(
  context: Context,
  run: string | undefined,
  flags: FleetFlags & BrokerFlags,
): Promise<void> {
  const { streams } = context;
  await withBrokerOf(flags, async (broker) => {
    if (run === undefined) {
      const runs = await runsOf(broker, broker.redis, flags.fleet);
      await writeTo(streams.stdout, [runs.length === 0 ? 'no run\n' : listing(runs.map(row))]);
      return;
    }
    const job = await jobOfRun(broker, broker.redis, flags.fleet, run);
    if (job === null) throw new Trouble(`there is no run called ${run}`);
    const status = await statusOf(job);
    if (flags.format.length === 0) {
      await writeTo(streams.stdout, [listing([row(status)])]);
      context.status = status.state === 'done' ? 0 : INCOMPLETE;
    } else if (status.state === 'done') {
      const sink = await FleetSink.open(flags, streams);
      context.status = await sink.take(resultsOf(job), null);
    } else throw new Trouble(`run ${run} is not done: ${row(status)[1]}`);
  });
}

const row = ({ run, state, hosts, done, failed, reason }: RunStatus): readonly [string, string] => [
  visible(run),
  `${state}: ${done} of ${hosts} hosts${failed > 0 ? `, ${failed} failed` : ''}${reason === null ? '' : ` (${visible(reason)})`}`,
];

async function withBrokerOf(
  { redis }: BrokerFlags,
  act: (broker: Broker) => Promise<void>,
): Promise<void> {
  let broker: Broker;
  try {
    broker = await openBroker(redis);
  } catch (error) {
    if (error instanceof NoBroker) throw new Trouble(error.message);
    throw error;
  }
  try {
    await act(broker);
  } finally {
    await broker.close();
  }
}
