/** Files that a format reads here and there: a stream of one is written to the side first. */
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PieceCodec, RandomFile } from '../model/format.ts';
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

/** Keeps a stream in a file that nobody else sees and that is gone when the program ends, however it ends. */
export class Spool {
  readonly #fd: number;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'msixray-'));
    try {
      this.#fd = openSync(join(folder, 'source'), 'wx+', 0o600);
    } finally {
      // An open file outlives its name.
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Throws where the disk is full. */
  push(chunk: Uint8Array): void {
    let done = 0;
    while (done < chunk.length) done += writeSync(this.#fd, chunk, done);
  }

  /** Everything that was pushed; the last call. */
  file(): HeldFile {
    return new OpenFile(this.#fd);
  }
}

class OpenFile implements HeldFile {
  readonly size: number;
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
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  }

  unpack(codec: PieceCodec, packed: Uint8Array, limit: number): Uint8Array | null {
    return unpack(codec, packed, limit);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
