/** Brings a host to its end whatever its files do: who stops a worker is named, left out, and the rest done again. */
import { assemble } from './assemble.ts';
import { basisOf } from './basis.ts';
import type { HostJob, HostOutcome, Unit, UnitMemory, Watch } from './job.ts';
import type { Looked } from './plan.ts';
import { type Runner, Stopped } from './task.ts';

/** After so many files that stopped a worker the host is given up: each cost the whole patience. */
const STRIKES = 3;

const deaf: Watch = { at: () => undefined, bytes: () => undefined };

export async function hostOutcome(
  runner: Runner,
  job: HostJob,
  watch: Watch = deaf,
): Promise<HostOutcome> {
  const banned = [...job.banned];
  for (let strike = 0; strike < STRIKES; strike += 1) {
    try {
      const done = await runner.run({ is: 'host', job: { ...job, banned } }, watch);
      if (done.is === 'host') return done.outcome;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      if (error.names.length === 0) return givenUp(job, error.message);
      banned.push(...error.names.map((name) => [name, error.message] as const));
    }
  }
  return givenUp(job, `given up: ${STRIKES} files of the host stopped a worker`);
}

/** As {@link hostOutcome} for a look into an archive. */
export async function lookedInto(
  runner: Runner,
  unit: Unit,
  fetch: HostJob['fetch'],
): Promise<Looked> {
  const banned: (readonly [string, string])[] = [];
  for (;;) {
    try {
      const done = await runner.run({ is: 'look', unit, banned, fetch }, deaf);
      if (done.is === 'look') return done.looked;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      if (error.names.length === 0 || banned.length >= STRIKES) {
        return { memory: failedUnit(unit, error.message), hostName: null };
      }
      banned.push(...error.names.map((name) => [name, error.message] as const));
    }
  }
}

const failedUnit = ({ name, stat, size }: Unit, reason: string): UnitMemory => ({
  name,
  stat,
  kind: 'plain',
  compressed: false,
  parts: [
    {
      file: {
        name,
        status: 'failed',
        reason,
        digest: null,
        bytes: size === null ? null : String(size),
        format: null,
        source: null,
        case: null,
      },
      place: [],
      isLog: false,
      compressed: false,
    },
  ],
});

function givenUp(job: HostJob, reason: string): HostOutcome {
  const units = job.units.map((unit) => failedUnit(unit, reason));
  const files = units.flatMap(({ parts }) => parts.map(({ file }) => file));
  return {
    memory: {
      basis: basisOf(job.options),
      units,
      sources: [],
      banned: [],
      result: assemble({ host: job.host, files, skipped: [], cases: [] }),
    },
    effort: { bytes: 0, read: 0, kept: 0, grown: 0 },
  };
}
