import { createReadStream, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Bytes } from './codecs.ts';

/** Bytes of the first block, enough to recognise a file by, and of those behind it. */
const FIRST = 64 * 1024;
const BLOCK = 1024 * 1024;

/** A file's bytes. A missing file shows when it is read, not here. */
export const openFile = (path: string): Bytes =>
  isRegular(path) ? new FileBlocks(path) : createReadStream(path);

/** A pipe or a device has a stream's patience. */
function isRegular(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The blocks of a regular file, each read while the one before it is worked on. */
export class FileBlocks implements Bytes {
  readonly path: string;
  /** Blocks that take turns; empty where each block has memory of its own. */
  readonly #turns: Buffer[] = [];

  constructor(path: string) {
    this.path = path;
  }

  /**
   * From now on a block's memory is used again: for a reader who is done with a block when it asks for the next one. New
   * memory for each costs more than all that is done to it.
   */
  reuse(): void {
    if (this.#turns.length > 0) return;
    this.#turns.push(Buffer.allocUnsafeSlow(BLOCK), Buffer.allocUnsafeSlow(BLOCK));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const file = await open(this.path);
    let next = read(file, Buffer.allocUnsafeSlow(FIRST));
    try {
      for (let block = await next; block.length > 0; block = await next) {
        next = read(file, this.#memory(block.length));
        yield block;
      }
    } finally {
      // Whoever stops early leaves a block behind.
      await next.catch(() => undefined);
      await file.close();
    }
  }

  /** A block that was short was the last, or almost. */
  #memory(before: number): Buffer {
    const turn = this.#turns.shift();
    if (turn === undefined) return Buffer.allocUnsafeSlow(before < FIRST ? FIRST : BLOCK);
    this.#turns.push(turn);
    return turn;
  }
}

async function read(file: FileHandle, memory: Buffer): Promise<Buffer> {
  const { bytesRead } = await file.read(memory, 0, memory.length, null);
  return memory.subarray(0, bytesRead);
}
