/** Everything of one host: finds its logs, reads them, and judges case by case. Runs in a worker. */
import { createHash } from 'node:crypto';
import { type AnalyzeOptions, judge, type ReadSource } from '../analyze.ts';
import type { HostFile } from '../model/host.ts';
import { analyzeOptions } from './analyze-options.ts';
import { assemble, type CasePart, partsOf } from './assemble.ts';
import { basisOf } from './basis.ts';
import { failureOf } from './failure.ts';
import { casePart } from './case-part.ts';
import { groupCases, type Placed, type Span } from './cases.ts';
import { inspect, type Piece } from './inspect.ts';
import type {
  Effort,
  HostJob,
  HostMemory,
  HostOutcome,
  SourceMemory,
  UnitMemory,
  Watch,
} from './job.ts';
import { joinPieces, type Source } from './join.ts';
import { readPieces } from './read-pieces.ts';
import { Recordings } from './recordings.ts';

/** A source whose place in time is known; its content only where this night needs it. */
interface Known extends Placed {
  readonly source: Source;
  readonly files: readonly HostFile[];
  readonly read: ReadSource | null;
}

/** Rejects for a fault of the program only. The same files give the same line, whatever the memory holds. */
export async function scanHost(job: HostJob, watch: Watch): Promise<HostOutcome> {
  return new HostScan(job, watch).run();
}

class HostScan {
  readonly #job: HostJob;
  readonly #watch: Watch;
  readonly #basis: string;
  readonly #options: AnalyzeOptions;
  readonly #banned: ReadonlyMap<string, string>;
  /** What became of files that were to be read. */
  readonly #files = new Map<string, HostFile>();
  readonly #effort: { -readonly [K in keyof Effort]: Effort[K] };

  constructor(job: HostJob, watch: Watch) {
    this.#basis = basisOf(job.options);
    // What was found by other rules is worth nothing now; what the files are still is.
    this.#job = job.memory?.basis === this.#basis ? job : { ...job, memory: null };
    this.#effort = { bytes: 0, read: 0, kept: 0, grown: 0 };
    this.#watch = {
      at: (names) => watch.at(names),
      bytes: (count) => {
        this.#effort.bytes += count;
        watch.bytes(count);
      },
    };
    this.#banned = new Map(job.banned);
    this.#options = analyzeOptions(job.options);
  }

  async run(): Promise<HostOutcome> {
    const inspected = await inspect(this.#job, {
      fetch: this.#job.fetch,
      banned: this.#banned,
      onFile: (name) => this.#watch.at([name]),
    });
    try {
      const names = new Set(inspected.units.flatMap(({ parts }) => parts.map(nameOf)));
      const recordings = new Recordings(names);
      const known: Known[] = [];
      for (const source of joinPieces(inspected.pieces, names)) {
        const folders = recordings.foldersOf(source.name);
        const one = this.#remembered(source, folders) ?? (await this.#read(source, folders));
        if (one !== null) known.push(one);
      }
      const cases: CasePart[] = [];
      for (const group of groupCases(known)) {
        const part = await this.#judge(group);
        if (part !== null) cases.push(part);
      }
      return this.#outcome(inspected.units, known, cases);
    } finally {
      await inspected.close();
    }
  }

  /** What an earlier night learned of a source of which nothing has changed. */
  #remembered(source: Source, folders: readonly string[]): Known | null {
    const files = source.pieces.map(({ part }) => part.file);
    if (!source.pieces.every(({ unchanged }) => unchanged)) return null;
    const memory = this.#job.memory?.sources.find(({ name }) => name === source.name);
    const same =
      memory?.digests.length === files.length &&
      files.every(({ digest }, index) => digest !== null && digest === memory.digests[index]);
    if (memory === undefined || !same) return null;
    return {
      name: source.name,
      format: source.format,
      folders,
      wall: spanOf(memory.wall),
      boot: spanOf(memory.boot),
      source,
      files: files.map((file) => ({ ...file, source: source.name })),
      read: null,
    };
  }

  async #read(source: Source, folders: readonly string[]): Promise<Known | null> {
    try {
      const { read, wall, boot, files } = await readPieces(
        source,
        this.#options,
        this.#job.limits,
        this.#watch,
      );
      this.#effort.read += 1;
      if (source.pieces.some((piece) => this.#isGrown(piece))) this.#effort.grown += 1;
      const { name, format } = source;
      return { name, format, folders, wall, boot, source, files, read };
    } catch (error) {
      this.#fail(source.pieces, error);
      return null;
    }
  }

  #isGrown({ unit }: Piece): boolean {
    const before = this.#job.memory?.units.find(({ name }) => name === unit.name);
    const size = before?.kind === 'plain' ? before.parts[0]?.file.bytes : undefined;
    return size !== undefined && size !== null && unit.size !== null && unit.size > Number(size);
  }

  async #judge(group: readonly Known[]): Promise<CasePart | null> {
    const key = this.#keyOf(group);
    const before = this.#remember(key);
    if (before !== null) {
      this.#effort.kept += group.length;
      this.#settle(group, key);
      return before;
    }
    const whole: Known[] = [];
    for (const one of group) {
      const again = one.read === null ? await this.#read(one.source, one.folders) : one;
      if (again !== null) whole.push({ ...one, files: again.files, read: again.read });
    }
    const folds = whole.flatMap(({ read }) => (read === null ? [] : [read]));
    if (folds.length === 0) return null;
    const pieces = whole.flatMap(({ source }) => source.pieces);
    this.#watch.at(pieces.map(({ part }) => nameOf(part)));
    try {
      const now = this.#keyOf(whole);
      const part = casePart(now, judge(folds, this.#options));
      this.#settle(whole, now);
      return part;
    } catch (error) {
      this.#fail(pieces, error);
      return null;
    }
  }

  /** The same files, read by the same rules, are the same case. */
  #keyOf(group: readonly Known[]): string {
    const contents = group
      .map(({ name, files }) => [
        name,
        files.map(({ digest, bytes, reason }) => digest ?? [bytes, reason]),
      ])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    return createHash('sha256')
      .update(JSON.stringify([this.#basis, contents]))
      .digest('hex')
      .slice(0, 16);
  }

  #remember(key: string): CasePart | null {
    const { memory } = this.#job;
    if (memory === null) return null;
    return partsOf(memory.result).cases.find(({ head }) => head.key === key) ?? null;
  }

  #settle(group: readonly Known[], key: string): void {
    for (const { files } of group) {
      for (const file of files) this.#files.set(file.name, { ...file, case: key });
    }
  }

  #fail(pieces: readonly Piece[], error: unknown): void {
    for (const { part } of pieces) {
      this.#files.set(part.file.name, failed(part.file, `internal error: ${failureOf(error)}`));
    }
  }

  #outcome(
    units: readonly UnitMemory[],
    known: readonly Known[],
    cases: readonly CasePart[],
  ): HostOutcome {
    const fileOf = (file: HostFile): HostFile => {
      const banned = this.#banned.get(file.name);
      return banned === undefined ? (this.#files.get(file.name) ?? file) : failed(file, banned);
    };
    const files = units.flatMap(({ parts }) => parts.map(({ file }) => fileOf(file)));
    const skipped = new Map<string, number>();
    for (const { status, reason } of files) {
      if (status === 'skipped') skipped.set(reason ?? '', (skipped.get(reason ?? '') ?? 0) + 1);
    }
    const result = assemble({
      host: this.#job.host,
      files,
      skipped: Array.from(skipped, ([reason, count]) => ({ reason, files: count })),
      cases,
    });
    const remembered = units.map((unit) => ({
      ...unit,
      parts: unit.parts.map((part) => ({ ...part, file: fileOf(part.file) })),
    }));
    const memory: HostMemory = {
      basis: this.#basis,
      units: remembered,
      sources: known.map(memoryOf),
      banned: this.#job.banned,
      result,
    };
    return { memory, effort: this.#effort };
  }
}

const nameOf = ({ file }: { readonly file: HostFile }): string => file.name;

const failed = (file: HostFile, reason: string): HostFile => ({
  ...file,
  status: 'failed',
  reason,
  digest: null,
  case: null,
});

const spanOf = (span: SourceMemory['wall']): Span | null =>
  span === null ? null : [BigInt(span[0]), BigInt(span[1])];

const textOf = (span: Span | null): SourceMemory['wall'] =>
  span === null ? null : [String(span[0]), String(span[1])];

const memoryOf = ({ name, files, wall, boot }: Known): SourceMemory => ({
  name,
  digests: files.map(({ digest }) => digest),
  wall: textOf(wall),
  boot: textOf(boot),
});
