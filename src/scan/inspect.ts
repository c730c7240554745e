/** The pieces of logs in a host's files. */
import { ArchiveTree } from './archive-tree.ts';
import { type Bytes, newTally, tallied } from './bytes.ts';
import { mayPass } from './failure.ts';
import type { HostJob, PartMemory, Unit, UnitMemory } from './job.ts';
import { archiveFile, look, type Looking } from './look.ts';
import { isUrl, openPath } from './open-unit.ts';

/** A file that holds a log, or a part of one. */
export interface Piece {
  readonly unit: Unit;
  readonly part: PartMemory;
  /** The unit is as it was in an earlier night. */
  readonly unchanged: boolean;
  /** On this disk, neither compressed nor in an archive. */
  readonly isPlainFile: boolean;
  /** The bytes as they lie there. */
  open(): Bytes;
}

export interface Inspected {
  readonly pieces: readonly Piece[];
  readonly units: readonly UnitMemory[];
  /** Lets go of open archives. */
  close(): Promise<void>;
}

export async function inspect(job: HostJob, looking: Looking): Promise<Inspected> {
  const before = new Map(job.memory?.units.map((unit) => [unit.name, unit]));
  const trees: ArchiveTree[] = [];
  const units: UnitMemory[] = [];
  const pieces: Piece[] = [];
  for (const unit of job.units) {
    const known = before.get(unit.name);
    const unchanged =
      known !== undefined && (isSame(unit, known) || (await hasSameBytes(unit, known, looking)));
    const now =
      unit.looked ?? (unchanged ? { ...known, stat: unit.stat } : await look(unit, looking));
    units.push(now);
    const logs = now.parts.filter(({ isLog, file }) => isLog && !looking.banned.has(file.name));
    if (logs.length === 0) continue;
    const tree = now.kind === 'plain' ? null : treeOf(unit, now.kind, now.compressed, job);
    if (tree !== null && unit.looked === null) trees.push(tree);
    for (const part of logs) {
      pieces.push({
        unit,
        part,
        unchanged,
        isPlainFile: tree === null && !part.compressed && !isUrl(unit.path),
        open: () => tree?.open(part.place) ?? openPath(unit.path, job.fetch),
      });
    }
  }
  return {
    pieces,
    units,
    async close() {
      for (const tree of trees) await tree.close();
    },
  };
}

const isSame = ({ stat }: Unit, known: UnitMemory): boolean =>
  stat !== null &&
  stat === known.stat &&
  !known.parts.some(({ isLog, file }) => !isLog && mayPass(file.reason ?? ''));

/** A log that was copied or touched: reading it for its digest costs less than parsing it again. */
async function hasSameBytes(unit: Unit, known: UnitMemory, looking: Looking): Promise<boolean> {
  const [part] = known.parts;
  const digest = part?.file.digest ?? null;
  if (known.kind !== 'plain' || digest === null || part?.file.bytes !== String(unit.size)) {
    return false;
  }
  looking.onFile(unit.name);
  const tally = newTally();
  const bytes = tallied(openPath(unit.path, looking.fetch), tally, () => undefined);
  for await (const chunk of bytes) void chunk;
  return tally.digest === digest;
}

/**
 * An archive with several hosts stays open from one host's job to the next of the same worker: the hosts come in the
 * archive's order, so that a worker passes through it once.
 */
let shared: { readonly path: string; readonly tree: ArchiveTree } | null = null;

function treeOf(
  unit: Unit,
  kind: 'tar' | 'zip',
  compressed: boolean,
  { fetch }: HostJob,
): ArchiveTree {
  const file = archiveFile(unit, { kind, compressed }, fetch);
  if (unit.looked === null) return new ArchiveTree(file);
  if (shared?.path === unit.path) return shared.tree;
  const tree = new ArchiveTree(file);
  void shared?.tree.close();
  shared = { path: unit.path, tree };
  return tree;
}
