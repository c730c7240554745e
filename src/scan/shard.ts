/** `--shard I/N`: a part of the hosts that every machine can tell for itself. */
import { createHash } from 'node:crypto';

export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  readonly count: number;
}

/** `hash`: a host stays in its part whatever else is there. `size`: parts of about the same bytes, as the files are now. */
export type ShardBy = 'hash' | 'size';

type Env = Readonly<Record<string, string | undefined>>;

/** `2/5`; `auto` and `auto/5` ask a scheduler's variables. A string says what is wrong. */
export function parseShard(text: string, env: Env): Shard | string {
  const match = /^(\d{1,5}|auto)(?:\/(\d{1,5}))?$/u.exec(text);
  if (match === null) return 'I/N like 1/3, counted from 1, or auto, or auto/N';
  const [, which, of] = match;
  if (which === 'auto') return fromScheduler(env, of === undefined ? null : Number(of));
  return of === undefined ? 'I/N like 1/3' : checked(Number(which), Number(of));
}

function checked(index: number, count: number): Shard | string {
  if (index < 1 || index > count) return `part ${index} of ${count}: parts are counted from 1`;
  return { index, count };
}

/**
 * A Slurm array tells the number of its tasks and the smallest of their ids; without that, ids count from 1. An indexed
 * Kubernetes job counts from 0 and does not tell how many: MSIXRAY_SHARDS or auto/N does.
 */
function fromScheduler(env: Env, count: number | null): Shard | string {
  const number = (name: string): number | null => {
    const value = env[name];
    return value !== undefined && /^\d{1,9}$/u.test(value) ? Number(value) : null;
  };
  const all = count ?? number('MSIXRAY_SHARDS');
  const task = number('SLURM_ARRAY_TASK_ID');
  if (task !== null) {
    const of = all ?? number('SLURM_ARRAY_TASK_COUNT');
    const step = number('SLURM_ARRAY_TASK_STEP') ?? 1;
    const index = (task - (number('SLURM_ARRAY_TASK_MIN') ?? 1)) / Math.max(1, step) + 1;
    return of === null
      ? 'SLURM_ARRAY_TASK_COUNT is not set: give auto/N'
      : checked(Math.floor(index), of);
  }
  const completion = number('JOB_COMPLETION_INDEX');
  if (completion !== null) {
    return all === null
      ? 'nobody says how many parts there are: give auto/N, or set MSIXRAY_SHARDS'
      : checked(completion + 1, all);
  }
  return 'neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set';
}

interface Sized {
  readonly host: string;
  readonly bytes: number;
}

/** The hosts of one part, in their order. All parts together are all hosts, each once. */
export function hostsOfShard<H extends Sized>(
  hosts: readonly H[],
  { index, count }: Shard,
  by: ShardBy,
): readonly H[] {
  if (by === 'hash') return hosts.filter(({ host }) => slotOf(host, count) === index);
  const slots = slotsBySize(hosts, count);
  return hosts.filter((host) => slots.get(host) === index);
}

/** 48 bits of a digest of the name: even, and the same everywhere. */
const slotOf = (host: string, count: number): number =>
  (createHash('sha256').update(host).digest().readUIntBE(0, 6) % count) + 1;

/** The largest host goes to the part that has least so far. */
function slotsBySize<H extends Sized>(hosts: readonly H[], count: number): ReadonlyMap<H, number> {
  const loads = Array.from({ length: count }, () => 0);
  const slots = new Map<H, number>();
  const ordered = hosts.toSorted(
    (a, b) => b.bytes - a.bytes || (a.host < b.host ? -1 : Number(a.host > b.host)),
  );
  for (const host of ordered) {
    const least = loads.indexOf(Math.min(...loads));
    // A host without bytes costs something, too.
    loads[least] = (loads[least] ?? 0) + host.bytes + 1;
    slots.set(host, least + 1);
  }
  return slots;
}
