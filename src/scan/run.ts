/** A night: every host of the plan once, as many at a time as the runner has room for. */
import type { HostResult } from '../model/host.ts';
import { basisOf } from './basis.ts';
import { mayPass } from './failure.ts';
import type { Effort, HostJob, HostMemory, ScanOptions, Unit } from './job.ts';
import type { PlannedHost } from './plan.ts';
import type { State } from './state.ts';
import { hostOutcome } from './supervise.ts';
import type { Runner } from './task.ts';

export interface Night {
  readonly hosts: readonly PlannedHost[];
  readonly state: State;
  readonly runner: Runner;
  readonly options: ScanOptions;
  readonly limits: HostJob['limits'];
  readonly fetch: HostJob['fetch'];
  readonly onProgress?: (progress: NightProgress) => void;
}

export interface NightProgress {
  readonly hosts: number;
  readonly ofHosts: number;
  /** Bytes of the files of hosts that have to be read. */
  readonly bytes: number;
  readonly ofBytes: number;
}

export interface NightEffort extends Effort {
  /** Hosts of which nothing had changed. */
  readonly unchanged: number;
}

/** Reads what has changed. Afterwards {@link resultsOf} has a result of every host. Rejects where the state cannot be kept. */
export async function runNight(night: Night): Promise<NightEffort> {
  const total = { unchanged: 0, bytes: 0, read: 0, kept: 0, grown: 0 };
  const waiting: { readonly planned: PlannedHost; readonly memory: HostMemory | null }[] = [];
  const basis = basisOf(night.options);
  for (const planned of night.hosts) {
    const memory = await night.state.get(planned.host);
    if (memory !== null && isUnchanged(planned, memory, basis)) total.unchanged += 1;
    else waiting.push({ planned, memory });
  }
  const counter = new Counter(
    night,
    waiting.map(({ planned }) => planned),
  );
  const queue = waiting.toSorted((a, b) => inTurn(a.planned, b.planned));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { planned, memory } = next;
      const { memory: now, effort } = await hostOutcome(
        night.runner,
        jobOf(planned, memory, night),
        counter.watch(planned),
      );
      await night.state.put(planned.host, now);
      for (const key of ['bytes', 'read', 'kept', 'grown'] as const) total[key] += effort[key];
      counter.done(planned);
    }
  };
  const workers = Array.from({ length: night.runner.width }, work);
  try {
    await Promise.all(workers);
  } finally {
    // After a failure no worker takes another host, and none is left behind that still writes.
    queue.length = 0;
    await Promise.allSettled(workers);
  }
  return total;
}

/** In order of the hosts' names. As often as asked; from the disk each time. */
export async function* resultsOf(
  hosts: readonly PlannedHost[],
  state: State,
): AsyncGenerator<HostResult> {
  for (const { host } of hosts) {
    const memory = await state.get(host);
    if (memory === null) throw new Error(`nothing is known of ${host}`);
    yield memory.result;
  }
}

export function jobOf(
  { host, units }: Pick<PlannedHost, 'host' | 'units'>,
  memory: HostMemory | null,
  { options, limits, fetch }: Pick<Night, 'options' | 'limits' | 'fetch'>,
): HostJob {
  const known = memory?.basis === basisOf(options) ? memory : null;
  const banned = (known?.banned ?? []).filter(([name]) =>
    units.some((unit) => isOf(unit, name) && isSame(unit, known)),
  );
  return { host, units, options, limits, fetch, memory: known, banned };
}

const isOf = (unit: Unit, name: string): boolean =>
  name === unit.name || name.startsWith(`${unit.name}!/`);

const isSame = ({ name, stat }: Unit, memory: HostMemory | null): boolean =>
  stat !== null && memory?.units.find((unit) => unit.name === name)?.stat === stat;

/** Nothing was added, taken away or changed, and what failed would fail again. */
export function isUnchanged(
  { units }: Pick<PlannedHost, 'units'>,
  memory: HostMemory,
  basis: string,
): boolean {
  if (memory.basis !== basis || memory.units.length !== units.length) return false;
  const before = new Map(memory.units.map(({ name, stat }) => [name, stat]));
  const banned = new Set(memory.banned.map(([name]) => name));
  return (
    units.every(
      ({ name, stat, problem }) =>
        before.has(name) && before.get(name) === stat && (stat !== null || problem !== null),
    ) && memory.result.files.every(({ reason, name }) => banned.has(name) || !mayPass(reason ?? ''))
  );
}

/** The largest first, so that no thread works alone at the end; hosts of one archive in its order. */
function inTurn(a: PlannedHost, b: PlannedHost): number {
  if (a.place !== null && a.place.archive === b.place?.archive) {
    return a.place.index - b.place.index;
  }
  return b.bytes - a.bytes;
}

/** Adds up how far the night has come. */
class Counter {
  readonly #night: Night;
  readonly #ofBytes: number;
  readonly #running = new Map<PlannedHost, number>();
  #hosts: number;
  #bytes = 0;

  constructor(night: Night, waiting: readonly PlannedHost[]) {
    this.#night = night;
    this.#hosts = night.hosts.length - waiting.length;
    this.#ofBytes = waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  watch(planned: PlannedHost): { readonly at: () => void; readonly bytes: (n: number) => void } {
    this.#running.set(planned, 0);
    return {
      at: () => undefined,
      bytes: (count) => {
        // Members of an archive are more bytes than it has on the disk, and files may be read twice.
        const read = (this.#running.get(planned) ?? 0) + count;
        this.#running.set(planned, Math.min(read, planned.bytes));
        this.#tell();
      },
    };
  }

  done(planned: PlannedHost): void {
    this.#running.delete(planned);
    this.#bytes += planned.bytes;
    this.#hosts += 1;
    this.#tell();
  }

  #tell(): void {
    this.#night.onProgress?.({
      hosts: this.#hosts,
      ofHosts: this.#night.hosts.length,
      bytes: [...this.#running.values()].reduce((sum, bytes) => sum + bytes, this.#bytes),
      ofBytes: this.#ofBytes,
    });
  }
}
