/** Archives: members in one pass, and single members again without unpacking the rest to disk. */
import { createReadStream } from 'node:fs';
import { inflate } from '../input/inflate.ts';
import { type Bytes } from './bytes.ts';
import { failureOf } from './failure.ts';
import { tarMembers, type TarMember } from './tar.ts';
import { openZip, zipMembers } from './zip.ts';

export interface Member {
  /** Slashes between folders, none in front, no `.` and `..`: a name, never a place on this disk. */
  readonly name: string;
  /** Its place among the members. */
  readonly index: number;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Why it cannot be read; null for a file. */
  readonly notFile: string | null;
  /** While it is visited, and once. */
  readonly content: () => Bytes;
}

export interface Archive {
  /** Every member but folders, in one pass. Rejects where the archive is cut or damaged, after the members before. */
  members(): AsyncIterable<Member>;
  /** A member's bytes; cheap where the places asked for rise. One at a time. Rejects where it is gone or damaged. */
  open(index: number): Bytes;
  close(): Promise<void>;
}

export class ZipArchive implements Archive {
  readonly #path: string | null;
  readonly #contents = new Map<number, () => Bytes>();
  #file: ReturnType<typeof openZip> | null = null;

  /** `path` is null where the file is not on this disk. */
  constructor(path: string | null) {
    this.#path = path;
  }

  async *members(): AsyncGenerator<Member> {
    if (this.#path === null) throw new Error('a zip file can be read from a disk only');
    this.#file ??= openZip(this.#path);
    let index = -1;
    for await (const { name, isFolder, size, modifiedMs, content } of zipMembers(
      await this.#file,
    )) {
      index += 1;
      if (isFolder) continue;
      this.#contents.set(index, content);
      yield { name: cleanName(name), index, bytes: size, modifiedMs, notFile: null, content };
    }
  }

  async *open(index: number): AsyncGenerator<Uint8Array> {
    if (this.#contents.size === 0) {
      // Where the members are known from elsewhere the directory was not read yet.
      for await (const member of this.members()) void member;
    }
    const content = this.#contents.get(index);
    if (content === undefined) throw new Error('the member is gone');
    yield* content();
  }

  async close(): Promise<void> {
    const file = await this.#file?.catch(() => null);
    this.#file = null;
    this.#contents.clear();
    file?.close();
  }
}

/** Of a tar in any compression; `start` gives its bytes from the beginning, as often as asked. */
export class TarArchive implements Archive {
  readonly #start: () => Bytes;
  /** The file itself, where it is neither compressed nor inside another archive: then members have places in it. */
  readonly #plain: string | null;
  readonly #places = new Map<number, { readonly at: number; readonly size: number }>();
  #pass: AsyncGenerator<TarMember> | null = null;
  #next = 0;

  constructor(start: () => Bytes, plain: string | null) {
    this.#start = start;
    this.#plain = plain;
  }

  async *members(): AsyncGenerator<Member> {
    let index = -1;
    const failure: string[] = [];
    try {
      for await (const member of tarMembers(this.#inflated(failure))) {
        index += 1;
        const { name, type, size, modifiedMs, at } = member;
        if (type === 'directory') continue;
        this.#places.set(index, { at, size });
        yield {
          name: cleanName(name),
          index,
          bytes: size,
          modifiedMs,
          notFile: notFile(type),
          content: () => member.content(),
        };
      }
    } catch {
      // What the library says of damage helps nobody; what lies under the tar may know better.
      failure.push('the tar data is cut or damaged');
    }
    const [why] = failure;
    if (why !== undefined) throw new Error(why);
  }

  open(index: number): Bytes {
    const place = this.#places.get(index);
    if (this.#plain === null || place === undefined) return this.#passTo(index);
    if (place.size === 0) return nothing();
    return createReadStream(this.#plain, { start: place.at, end: place.at + place.size - 1 });
  }

  async close(): Promise<void> {
    await this.#pass?.return(undefined);
    this.#pass = null;
  }

  async *#passTo(index: number): AsyncGenerator<Uint8Array> {
    if (this.#pass === null || this.#next > index) {
      await this.close();
      this.#pass = tarMembers(this.#inflated([]));
      this.#next = 0;
    }
    const pass = this.#pass;
    for (;;) {
      const step = await pass.next();
      if (step.done === true) throw new Error('the archive ends before the member');
      this.#next += 1;
      if (this.#next - 1 !== index) continue;
      yield* step.value.content();
      return;
    }
  }

  #inflated(failure: string[]): Bytes {
    return inflate(quiet(this.#start(), failure), (why) => void failure.push(why));
  }
}

const nothing = async function* (): AsyncGenerator<Uint8Array> {
  // An empty member has no bytes.
};

/** The decompressor wants a source that does not reject. */
async function* quiet(source: Bytes, failure: string[]): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    failure.push(failureOf(error));
  }
}

const cleanName = (name: string): string =>
  name
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');

const REASONS: ReadonlyMap<string, string> = new Map([
  ['file', ''],
  ['contiguous-file', ''],
  ['symlink', 'symbolic link'],
  ['link', 'hard link to another member'],
]);

function notFile(type: string): string | null {
  const reason = REASONS.get(type) ?? 'not a file';
  return reason === '' ? null : reason;
}
