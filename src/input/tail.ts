/**
 * A file that grows, through every rotation. It is polled: what is watched by its name has to be asked for anyway once it
 * was renamed, tracefs and network file systems tell nobody of changes, and ten looks a second cost nothing.
 */
import { type BigIntStats, closeSync, constants, fstatSync, openSync, read } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Bytes } from './codecs.ts';
import { endingAt, INTERRUPTED } from './until.ts';

export interface TailOptions {
  /** Ends it: what is in the file then is still read, if it is little. */
  readonly signal: AbortSignal;
  /** Is told what happens to the file. */
  readonly onNote: (note: string) => void;
  /** Milliseconds between looks. */
  readonly every?: number;
}

const EVERY_MS = 100;
const BLOCK = 256 * 1024;
/** Bytes that are still read after the signal. */
const LAST_BYTES = 1024 * 1024;

/** The bytes of a path that is still written to: of a file until the signal comes, of a pipe until its writers are gone. */
export async function* tail(path: string, options: TailOptions): AsyncGenerator<Uint8Array> {
  const { signal, onNote, every = EVERY_MS } = options;
  const first = await appear(path, options);
  if (first === null) return;
  if (fstatSync(first).isFIFO()) {
    yield* endingAt(pipeOf(first), signal);
    return;
  }
  let file = new OpenFile(first);
  let refused = '';
  let late = 0;
  try {
    for (;;) {
      // Only what is asked for after the signal is all that was there when it came.
      const isLast = signal.aborted;
      const block = await file.more();
      if (block.length > 0) {
        yield block;
        if (!signal.aborted) continue;
        late += block.length;
        if (late > LAST_BYTES) throw new Error(INTERRUPTED);
        continue;
      }
      if (isLast) return;
      if (signal.aborted) continue;
      const fate = file.isCut() ? 'cut' : await fateOf(path, file);
      if (fate === 'same') {
        await pause(every, undefined, { signal }).catch(() => undefined);
        continue;
      }
      if (fate === 'replaced') yield* file.rest();
      const next = tryOpen(path);
      if (typeof next !== 'number') {
        if (next !== refused) onNote(`the new file cannot be opened: ${next}`);
        refused = next;
        await pause(every, undefined, { signal }).catch(() => undefined);
        continue;
      }
      file.close();
      file = new OpenFile(next);
      refused = '';
      onNote(
        fate === 'cut'
          ? 'was cut: reading it from its start'
          : 'was replaced: reading the new file',
      );
    }
  } finally {
    file.close();
  }
}

/** Waits for the file; null if the signal comes first. Rejects where it is there and cannot be opened. */
async function appear(
  path: string,
  { signal, onNote, every = EVERY_MS }: TailOptions,
): Promise<number | null> {
  for (let told = false; !signal.aborted; told = true) {
    try {
      return openSync(path, FLAGS);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      if (!told) onNote('is not there yet: waiting for it');
    }
    await pause(every, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

/** Whoever reads a silent pipe or trace_pipe in another way than this hangs in it and hears no signal. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

const pipeOf = (fd: number): Bytes => new Socket({ fd, readable: true, writable: false });

function tryOpen(path: string): number | string {
  try {
    return openSync(path, FLAGS);
  } catch (error) {
    return codeOf(error);
  }
}

/** A writer that has gone on to the new file is done with the old one: then that is read to its end, and left. */
async function fateOf(path: string, file: OpenFile): Promise<'same' | 'replaced'> {
  const now = await stat(path, { bigint: true }).catch(() => null);
  if (now === null || now.size === 0n || file.is(now)) return 'same';
  return 'replaced';
}

const readInto = promisify(read);

class OpenFile {
  readonly #fd: number;
  readonly #id: BigIntStats;
  /** Bytes read of it. */
  #at = 0n;
  #isOpen = true;

  constructor(fd: number) {
    this.#fd = fd;
    this.#id = fstatSync(fd, { bigint: true });
  }

  /** What is there and was not read yet; nothing at the end for now. */
  async more(): Promise<Uint8Array> {
    const memory = Buffer.allocUnsafe(BLOCK);
    try {
      const { bytesRead } = await readInto(this.#fd, memory, 0, memory.length, null);
      this.#at += BigInt(bytesRead);
      // A line of 100 bytes does not hold on to a block.
      return bytesRead < BLOCK / 4
        ? Uint8Array.from(memory.subarray(0, bytesRead))
        : memory.subarray(0, bytesRead);
    } catch (error) {
      if (codeOf(error) === 'EAGAIN') return memory.subarray(0, 0);
      throw error;
    }
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    for (let block = await this.more(); block.length > 0; block = await this.more()) yield block;
  }

  is({ dev, ino }: BigIntStats): boolean {
    return dev === this.#id.dev && ino === this.#id.ino;
  }

  /** Is it shorter than what was read of it? A file of tracefs has no size at all. */
  isCut(): boolean {
    const { size } = fstatSync(this.#fd, { bigint: true });
    if (size > this.#longest) this.#longest = size;
    return size < this.#at && this.#longest > 0n;
  }
  #longest = 0n;

  close(): void {
    if (this.#isOpen) closeSync(this.#fd);
    this.#isOpen = false;
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
