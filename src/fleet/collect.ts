/** The results of a run, as its parent job holds them. */
import type { Job } from 'bullmq';
import type { HostResult } from '../model/host.ts';
import { assemble, compare } from '../scan/assemble.ts';
import { isHostResult } from '../scan/result-lines.ts';
import { jobIdOf, type MergeTask, unpacked } from './message.ts';

/** Every host of the run once, in order; one that failed for good is a record with the reason. */
export async function* collected(job: Job): AsyncGenerator<HostResult> {
  const task = mergeTask(job.data);
  const lines = await linesOf(job);
  const failures: Readonly<Record<string, unknown>> = await job.getIgnoredChildrenFailures();
  const reasons = new Map(
    Object.entries(failures).map(([key, reason]) => [idOf(key), String(reason)]),
  );
  for (const host of task.hosts.toSorted(compare)) {
    const id = jobIdOf(task.run, host);
    const value = unpacked(lines.get(id) ?? '');
    if (isHostResult(value) && value.host === host) yield value;
    else yield lost(host, reasons.get(id) ?? 'no result came back');
  }
}

/** Packed lines by the id of their job. */
async function linesOf(job: Job): Promise<ReadonlyMap<string, string>> {
  const values: Readonly<Record<string, unknown>> = await job.getChildrenValues();
  return new Map(
    Object.entries(values).map(([key, value]) => [
      idOf(key),
      typeof value === 'object' && value !== null && 'line' in value ? String(value.line) : '',
    ]),
  );
}

/** The server's key of a job ends in its id. */
const idOf = (key: string): string => key.slice(key.lastIndexOf(':') + 1);

const isMergeTask = (value: unknown): value is MergeTask =>
  typeof value === 'object' && value !== null && 'hosts' in value && Array.isArray(value.hosts);

export function mergeTask(data: unknown): MergeTask {
  if (!isMergeTask(data)) throw new Error('the job is of another program');
  return data;
}

const lost = (host: string, reason: string): HostResult =>
  assemble({
    host,
    files: [
      {
        name: host,
        status: 'failed',
        reason: `given up: ${reason}`,
        digest: null,
        bytes: null,
        format: null,
        source: null,
        case: null,
      },
    ],
    skipped: [],
    cases: [],
  });
