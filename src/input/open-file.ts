import { createReadStream, fstatSync, read, type Stats, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Bytes } from './codecs.ts';
import { PipeBlocks } from './open-pipe.ts';

/** Bytes of the first block, enough to recognise a file by, and of those behind it. */
const FIRST = 64 * 1024;
const BLOCK = 1024 * 1024;

/** A file's bytes. A missing file shows when it is read, not here. */
export function openFile(path: string): Bytes {
  const stats = statsOf(() => statSync(path));
  if (stats?.isFile() === true) return new FileBlocks(path);
  return stats?.isFIFO() === true ? new PipeBlocks(path) : createReadStream(path);
}

/** What a descriptor of the program's is connected to; null for what is neither file nor pipe, a terminal above all. */
export function openDescriptor(fd: number): Bytes | null {
  const stats = statsOf(() => fstatSync(fd));
  if (stats?.isFIFO() === true || stats?.isSocket() === true) return new PipeBlocks(fd);
  return stats?.isFile() === true ? new FileBlocks(fd) : null;
}

function statsOf(look: () => Stats): Stats | null {
  try {
    return look();
  } catch {
    return null;
  }
}

/** The blocks of a regular file, each read while the one before it is worked on. */
export class FileBlocks implements Bytes {
  /** Null for a descriptor. */
  readonly path: string | null;
  readonly #open: () => Promise<Reading>;
  /** Blocks that take turns; empty where each block has memory of its own. */
  readonly #turns: Buffer[] = [];

  /** Of a descriptor the bytes behind those that were read already. */
  constructor(file: string | number) {
    this.path = typeof file === 'string' ? file : null;
    this.#open = typeof file === 'string' ? () => readingOf(file) : () => goingOn(file);
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
    const file = await this.#open();
    let next = file.read(Buffer.allocUnsafeSlow(FIRST));
    try {
      for (let block = await next; block.length > 0; block = await next) {
        next = file.read(this.#memory(block.length));
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

interface Reading {
  /** The part of the memory that was filled; nothing at the end. */
  read(memory: Buffer): Promise<Buffer>;
  close(): Promise<void>;
}

async function readingOf(path: string): Promise<Reading> {
  const file = await open(path);
  return {
    async read(memory) {
      const { bytesRead } = await file.read(memory, 0, memory.length, null);
      return memory.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

const readFrom = promisify(read);

const goingOn = (fd: number): Promise<Reading> =>
  Promise.resolve({
    async read(memory: Buffer) {
      const { bytesRead } = await readFrom(fd, memory, 0, memory.length, null);
      return memory.subarray(0, bytesRead);
    },
    close: () => Promise.resolve(),
  });
