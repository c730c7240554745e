/** Lines of a trace that are no event: markers of lost events, and headers. */
import type { Dialect } from './dialects.ts';

export interface LossMark {
  readonly cpu: number | null;
  /** Null where the tracer does not say how many. */
  readonly count: number | null;
  readonly kind: 'lost' | 'started';
  /** `LOST` is the kernel's word, `DROPPED` trace-cmd's. */
  readonly by: Dialect;
}

/** The first line of `trace`: `# tracer: function`. */
export const TRACER = '# tracer: ';

const LATENCY = 'latency trace v';

/** Pieces that every such line holds. */
export const markNeedles: readonly string[] = [
  'EVENTS]',
  'EVENTS DROPPED]',
  'buffer started ####',
  'entries-written:',
  LATENCY,
  TRACER,
];

const LOST = /^CPU:(\d{1,5}) \[(?:LOST (?:(\d{1,15}) )?EVENTS|(?:(\d{1,15}) )?EVENTS DROPPED)\]$/;
const STARTED = /^#{2,8} CPU (\d{1,5}) buffer started #{2,8}$/;
const OVERWRITTEN = /^# *entries-in-buffer\/entries-written: (\d{1,15})\/(\d{1,15}) /;

/**
 * `CPU:1 [LOST 316 EVENTS]`, `CPU:3 [LOST EVENTS]` (trace_pipe); `CPU:1 [1956 EVENTS DROPPED]`, `CPU:1 [EVENTS DROPPED]`
 * (trace-cmd); `##### CPU 0 buffer started ####` (trace): what that CPU recorded before was overwritten;
 * `# entries-in-buffer/entries-written: 603/2285   #P:2`: the same of all CPUs.
 */
export function lossMark(text: string): LossMark | null {
  const lost = LOST.exec(text);
  if (lost !== null) {
    const count = lost[2] ?? lost[3];
    return {
      cpu: Number(lost[1]),
      count: count === undefined ? null : Number(count),
      kind: 'lost',
      by: text.includes('DROPPED') ? 'trace-cmd' : 'tracefs',
    };
  }
  const started = STARTED.exec(text);
  if (started !== null)
    return { cpu: Number(started[1]), count: null, kind: 'started', by: 'tracefs' };
  const entries = OVERWRITTEN.exec(text);
  if (entries === null) return null;
  const overwritten = Number(entries[2]) - Number(entries[1]);
  return overwritten > 0 ? { cpu: null, count: overwritten, kind: 'started', by: 'tracefs' } : null;
}

/** `# function latency trace v1.1.5 on 6.12.117+deb12-amd64`: the kernel's release. */
export function kernelRelease(text: string): string | null {
  if (!text.includes(LATENCY) || text.length > 200) return null;
  return /^# [a-z_]{1,40} latency trace v[\d.]{1,12} on (\S{1,100})$/.exec(text)?.[1] ?? null;
}
