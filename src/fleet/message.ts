/** What goes through the queue. Results are packed: a host's line is mostly words that repeat. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import type { HostJob } from '../scan/job.ts';

/** One host: everything that a worker needs but what earlier nights learned. */
export type HostTask = Omit<HostJob, 'memory' | 'banned' | 'fetch'> & { readonly run: string };

/** The end of a run, after all hosts. */
export interface MergeTask {
  readonly run: string;
  readonly hosts: readonly string[];
  /** Where the worker that merges writes the NDJSON; null: nowhere, it is asked for with status. */
  readonly out: string | null;
}

/** What a host's job gives back. */
export interface HostAnswer {
  readonly host: string;
  /** The host's line, packed. */
  readonly line: string;
}

/** Names of the queues and keys of one fleet. `:` is a separator of the queue itself. */
export const queuesOf = (
  name: string,
): { readonly hosts: string; readonly merges: string; readonly memory: string } => ({
  hosts: `${name}-hosts`,
  merges: `${name}-merges`,
  memory: `${name}-memory`,
});

/** The same host in the same run is the same job, however often it is submitted. */
export const jobIdOf = (run: string, host: string): string =>
  `${run}.${createHash('sha256').update(host).digest('hex').slice(0, 24)}`;

export const packed = (value: unknown): string =>
  gzipSync(JSON.stringify(value)).toString('base64');

/** What a queue holds is checked where it is used: anybody who reaches the server may write there. */
export function unpacked(text: string): unknown {
  try {
    return JSON.parse(
      gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: MAX_LINE }).toString(),
    );
  } catch {
    return null;
  }
}

const MAX_LINE = 256 * 1024 * 1024;
