/** Finds the logs in one file of the tree: by content, by heads alone, and inside of archives. */
import type { HostFile } from '../model/host.ts';
import { type Member, TarArchive } from './archive.ts';
import { type ArchiveFile, ArchiveTree } from './archive-tree.ts';
import { failureOf } from './failure.ts';
import type { PartMemory, Unit, UnitMemory } from './job.ts';
import { isUrl, openPath } from './open-unit.ts';
import { type Kind, probe, type Probed } from './probe.ts';

/** An archive in an archive in an archive is met (`sos collect`); a hundred of them are an attack. */
const MAX_DEPTH = 3;
/** Members of one archive that are looked at. */
const MAX_MEMBERS = 500_000;

export interface Looking {
  /** Words of a command that prints what is at a URL; null: there are no URLs. */
  readonly fetch: readonly string[] | null;
  /** Names that must not be touched, and why. */
  readonly banned: ReadonlyMap<string, string>;
  /** A file is about to be opened. */
  readonly onFile: (name: string) => void;
  /** Gets the text of small members that name the host of a sosreport. */
  readonly onHostName?: (text: string) => void;
}

export const archiveFile = (
  { path }: Unit,
  { kind, compressed }: { readonly kind: 'tar' | 'zip'; readonly compressed: boolean },
  fetch: readonly string[] | null,
): ArchiveFile => ({
  kind,
  compressed,
  path: isUrl(path) ? null : path,
  open: () => openPath(path, fetch),
});

/** Does not reject: what cannot be read is a part with a reason. */
export async function look(unit: Unit, looking: Looking): Promise<UnitMemory> {
  const { name, path, size, problem } = unit;
  if (problem !== null) return plain(unit, noLog(name, size, problem.status, problem.reason));
  const banned = looking.banned.get(name);
  if (banned !== undefined) return plain(unit, noLog(name, size, 'failed', banned));
  looking.onFile(name);
  const probed = await probe(openPath(path, looking.fetch));
  await probed.release();
  const { kind } = probed;
  if (kind.is === 'tar' || kind.is === 'zip') return lookInside(unit, kind, looking);
  return plain(unit, partOf(kind, name, size, []));
}

const plain = ({ name, stat }: Unit, part: PartMemory): UnitMemory => ({
  name,
  stat,
  kind: 'plain',
  compressed: false,
  parts: [part],
});

async function lookInside(
  unit: Unit,
  { is, compressed }: Extract<Kind, { readonly is: 'tar' | 'zip' }>,
  looking: Looking,
): Promise<UnitMemory> {
  const { name, stat, size } = unit;
  const tree = new ArchiveTree(archiveFile(unit, { kind: is, compressed }, looking.fetch));
  const walk = new Walk(looking);
  try {
    await walk.through(tree.root.members(), name, []);
  } catch (error) {
    const status = walk.parts.length > 0 ? 'incomplete' : 'failed';
    walk.parts.push(noLog(name, size, status, failureOf(error)));
  } finally {
    await tree.close();
  }
  return { name, stat, kind: is, compressed, parts: walk.parts };
}

/** One pass through an archive and those inside it. */
class Walk {
  readonly parts: PartMemory[] = [];
  readonly #looking: Looking;
  #left = MAX_MEMBERS;

  constructor(looking: Looking) {
    this.#looking = looking;
  }

  /** Rejects where the archive is cut or damaged, after the members before that. */
  async through(
    members: AsyncIterable<Member>,
    archive: string,
    place: readonly number[],
  ): Promise<void> {
    for await (const member of members) {
      this.#left -= 1;
      if (this.#left < 0) throw new Error(`more than ${MAX_MEMBERS} members`);
      await this.#member(member, `${archive}!/${member.name}`, [...place, member.index]);
    }
  }

  async #member(member: Member, name: string, place: readonly number[]): Promise<void> {
    const { bytes, notFile } = member;
    const banned = this.#looking.banned.get(name);
    if (banned !== undefined) this.parts.push(noLog(name, bytes, 'failed', banned));
    else if (notFile !== null) this.parts.push(noLog(name, bytes, 'skipped', notFile));
    else if (bytes === 0) this.parts.push(noLog(name, bytes, 'skipped', 'empty'));
    else {
      this.#looking.onFile(name);
      const probed = await probe(member.content());
      try {
        if (namesHost(member)) this.#looking.onHostName?.(await textOf(probed));
        await this.#found(probed, name, bytes, place);
      } finally {
        await probed.release();
      }
    }
  }

  async #found(
    { kind, content }: Probed,
    name: string,
    bytes: number,
    place: readonly number[],
  ): Promise<void> {
    if (kind.is === 'zip') {
      this.parts.push(noLog(name, bytes, 'failed', 'a zip file in an archive: unpack the archive'));
    } else if (kind.is !== 'tar') {
      this.parts.push(partOf(kind, name, bytes, place));
    } else if (place.length >= MAX_DEPTH) {
      this.parts.push(noLog(name, bytes, 'failed', 'an archive too deep in archives'));
    } else {
      const before = this.parts.length;
      try {
        await this.through(new TarArchive(() => content, null).members(), name, place);
      } catch (error) {
        const status = this.parts.length > before ? 'incomplete' : 'failed';
        this.parts.push(noLog(name, bytes, status, failureOf(error)));
      }
    }
  }
}

/** Where sos keeps the name of the host; `hostname` at the root is often a link to the other. */
const namesHost = ({ name, bytes }: Member): boolean =>
  bytes <= 256 && /^[^/]+\/(?:hostname|sos_commands\/(?:host|general)\/hostname)$/u.test(name);

async function textOf({ content }: Probed): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function partOf(
  kind: Exclude<Kind, { readonly is: 'tar' | 'zip' }>,
  name: string,
  bytes: number | null,
  place: readonly number[],
): PartMemory {
  if (kind.is === 'other') return noLog(name, bytes, 'skipped', kind.reason);
  if (kind.is === 'unreadable') return noLog(name, bytes, 'failed', kind.reason);
  return {
    file: { ...fileOf(name, bytes), status: 'read', format: kind.format },
    place,
    isLog: true,
    compressed: kind.compressed,
  };
}

const noLog = (
  name: string,
  bytes: number | null,
  status: HostFile['status'],
  reason: string,
): PartMemory => ({
  file: { ...fileOf(name, bytes), status, reason },
  place: [],
  isLog: false,
  compressed: false,
});

const fileOf = (name: string, bytes: number | null): HostFile => ({
  name,
  status: 'skipped',
  reason: null,
  digest: null,
  bytes: bytes === null ? null : String(bytes),
  format: null,
  source: null,
  case: null,
});
