/** What earlier nights learned, host by host, and what this night adds. A run that is killed loses nothing finished. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HOST_SCHEMA } from '../model/host.ts';
import { compare } from './assemble.ts';
import type { HostMemory } from './job.ts';
import { LineStore } from './line-store.ts';
import type { Looked } from './plan.ts';
import { type Lock, takeLock } from './lock.ts';

const STATE_SCHEMA = 'msixray.state/1';

/** The file is of another program, or of a later msixray. */
export class NotState extends Error {}

/**
 * Two files: FILE is of the nights before, FILE.journal gets each host as it is finished. At the end both become a new
 * FILE, written to the side and renamed. Without FILE the journal is a file that is gone afterwards.
 */
export class State {
  readonly #path: string | null;
  readonly #base: LineStore | null;
  readonly #journal: LineStore;
  readonly #lock: Lock | null;

  private constructor(
    path: string | null,
    base: LineStore | null,
    journal: LineStore,
    lock: Lock | null,
  ) {
    this.#path = path;
    this.#base = base;
    this.#journal = journal;
    this.#lock = lock;
  }

  /** Rejects by `Locked` and {@link NotState}, and as the file system says. */
  static async open(path: string | null): Promise<State> {
    if (path === null) return new State(null, null, await LineStore.passing(), null);
    const lock = await takeLock(`${path}.lock`);
    try {
      await checkHead(path);
      const base = await LineStore.open(path, 'a+');
      return new State(path, base, await LineStore.open(journalOf(path), 'a+'), lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async get(host: string): Promise<HostMemory | null> {
    const line = await this.#line(host);
    const value = line === null ? null : parsed(line);
    return isRecord(value) && isMemory(value['memory']) ? value['memory'] : null;
  }

  /** To the journal, at once. */
  async put(host: string, memory: HostMemory): Promise<void> {
    await this.#journal.put(host, JSON.stringify({ host, memory }));
  }

  /** What was seen in an archive that holds several hosts; null where the archive has changed since. */
  async look(path: string, stat: string | null): Promise<Looked | null> {
    const line = await this.#line(lookOf(path));
    const value = line === null ? null : parsed(line);
    if (stat === null || !isRecord(value) || !isLook(value['look'])) return null;
    return value['look'].memory.stat === stat ? value['look'] : null;
  }

  async putLook(path: string, look: Looked): Promise<void> {
    const host = lookOf(path);
    await this.#journal.put(host, JSON.stringify({ host, look }));
  }

  /** Makes base and journal one; hosts that are not wanted any more are left out. Does nothing where nothing is new. */
  async settle(wanted: ReadonlySet<string>): Promise<void> {
    if (this.#path === null || this.#base === null) return;
    const names = [...new Set([...this.#base.names, ...this.#journal.names])];
    const kept = names.filter((name) => wanted.has(name)).toSorted(compare);
    if (this.#journal.size === 0 && kept.length === names.length) return;
    const side = `${this.#path}.${process.pid}.tmp`;
    try {
      await pipeline(
        Readable.from(this.#lines(kept)),
        createWriteStream(side, { flags: 'wx', mode: 0o600, flush: true }),
      );
      await rename(side, this.#path);
    } catch (error) {
      await rm(side, { force: true });
      throw error;
    }
    await rm(journalOf(this.#path), { force: true });
  }

  async close(): Promise<void> {
    await this.#base?.close();
    await this.#journal.close();
    if (this.#path !== null && this.#journal.size === 0) {
      await rm(journalOf(this.#path), { force: true });
    }
    await this.#lock?.release();
  }

  async *#lines(names: readonly string[]): AsyncGenerator<string> {
    yield `${JSON.stringify({ schema: STATE_SCHEMA })}\n`;
    for (const name of names) yield `${await this.#line(name)}\n`;
  }

  async #line(name: string): Promise<string | null> {
    return (await this.#journal.get(name)) ?? (await this.#base?.get(name)) ?? null;
  }
}

/** A line that was damaged counts as none: what it was about is read again. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** No path and no host has a NUL in its name. */
export const lookOf = (path: string): string => `\0${path}`;

const isLook = (value: unknown): value is Looked =>
  isRecord(value) && isRecord(value['memory']) && Array.isArray(value['memory']['parts']);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export const isMemory = (value: unknown): value is HostMemory =>
  isRecord(value) &&
  typeof value['basis'] === 'string' &&
  [value['units'], value['sources'], value['banned']].every(Array.isArray) &&
  isRecord(value['result']) &&
  value['result']['schema'] === HOST_SCHEMA;

const journalOf = (path: string): string => `${path}.journal`;

/** A new file is a state; one that holds anything else is left alone. */
async function checkHead(path: string): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    if (bytesRead === 0) return;
    const wanted = JSON.stringify({ schema: STATE_SCHEMA });
    if (!buffer.toString('utf8', 0, bytesRead).startsWith(`${wanted}\n`)) {
      throw new NotState(`it is no state of a scan (${STATE_SCHEMA})`);
    }
  } finally {
    await file.close();
  }
}
