/** Files that a format reads here and there: a stream of one is kept first, a long one in a file. */
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RandomFile } from '../model/format.ts';
import { unpack } from './unpack.ts';

export interface HeldFile extends RandomFile {
  close(): void;
}

/** Opens a regular file; null where the path is none, or may not be read. */
export function heldFile(path: string): HeldFile | null {
  let fd: number | null = null;
  try {
    fd = openSync(path, 'r');
    if (fstatSync(fd).isFile()) return new OpenFile(fd);
  } catch {
    // The bytes have come by another way: they are kept instead.
  }
  if (fd !== null) closeSync(fd);
  return null;
}

/** Bytes that stay in memory; what is longer goes to the disk. */
const IN_MEMORY = 32 * 1024 * 1024;

/** Keeps a stream: in memory, or in a file that nobody else sees and that is gone when the program ends, however it ends. */
export class Spool {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #fd: number | null = null;

  /** Throws where the disk is full. */
  push(chunk: Uint8Array): void {
    this.#size += chunk.length;
    this.#chunks.push(chunk);
    if (this.#fd === null && this.#size <= IN_MEMORY) return;
    this.#fd ??= namelessFile();
    for (const kept of this.#chunks.splice(0)) writeAll(this.#fd, kept);
  }

  /** Everything that was pushed; the last call. */
  file(): HeldFile {
    return this.#fd === null ? inMemory(Buffer.concat(this.#chunks)) : new OpenFile(this.#fd);
  }

  /** Instead of {@link Spool.file}: what was pushed is not wanted. */
  drop(): void {
    if (this.#fd !== null) closeSync(this.#fd);
  }
}

export const inMemory = (bytes: Uint8Array): HeldFile => ({
  size: bytes.length,
  read: (at, length) => bytes.subarray(at, at + length),
  unpack,
  close: () => undefined,
});

function namelessFile(): number {
  const folder = mkdtempSync(join(tmpdir(), 'msixray-'));
  try {
    return openSync(join(folder, 'source'), 'wx+', 0o600);
  } finally {
    // An open file outlives its name.
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeAll(fd: number, chunk: Uint8Array): void {
  let done = 0;
  while (done < chunk.length) done += writeSync(fd, chunk, done);
}

class OpenFile implements HeldFile {
  readonly size: number;
  readonly unpack = unpack;
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
    this.size = fstatSync(fd).size;
  }

  read(at: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.size - at));
    const bytes = new Uint8Array(wanted);
    let done = 0;
    while (done < wanted) {
      const read = readSync(this.#fd, bytes, done, wanted - done, at + done);
      // The file became shorter while it was read.
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
