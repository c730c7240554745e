/** An archive with the archives inside it; a member is named by its places from the outside in. */
import { type Archive, TarArchive, ZipArchive } from './archive.ts';
import type { Bytes } from './bytes.ts';

/** How to get at the outermost archive. */
export interface ArchiveFile {
  readonly kind: 'tar' | 'zip';
  readonly compressed: boolean;
  /** On this disk; null where its bytes come from elsewhere. */
  readonly path: string | null;
  open(): Bytes;
}

export class ArchiveTree {
  readonly #file: ArchiveFile;
  readonly #inner = new Map<string, Archive>();
  /** The outermost archive. */
  readonly root: Archive;

  constructor(file: ArchiveFile) {
    this.#file = file;
    this.root = this.#outermost();
  }

  /** As {@link Archive.open}. */
  open(place: readonly number[]): Bytes {
    return this.#archiveAt(place.slice(0, -1)).open(place.at(-1) ?? 0);
  }

  async close(): Promise<void> {
    for (const archive of [this.root, ...this.#inner.values()]) await archive.close();
    this.#inner.clear();
  }

  #archiveAt(place: readonly number[]): Archive {
    if (place.length === 0) return this.root;
    const key = place.join('/');
    const known = this.#inner.get(key);
    if (known !== undefined) return known;
    const archive = new TarArchive(() => this.#apart(place), null);
    this.#inner.set(key, archive);
    return archive;
  }

  /** A member by a pass of its own: another member of the same archive may be open. */
  async *#apart(place: readonly number[]): AsyncGenerator<Uint8Array> {
    const tree = new ArchiveTree(this.#file);
    try {
      yield* tree.open(place);
    } finally {
      await tree.close();
    }
  }

  #outermost(): Archive {
    const { kind, compressed, path } = this.#file;
    if (kind === 'zip') return new ZipArchive(path);
    return new TarArchive(() => this.#file.open(), compressed ? null : path);
  }
}
