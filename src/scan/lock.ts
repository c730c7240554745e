/** Keeps two runs from one file. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeOf } from './error-code.ts';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Of this boot of that machine; empty where the system does not tell. */
  readonly boot: string;
  /** When the process began, in ticks since boot: a number can be given to another process. Empty where unknown. */
  readonly began: string;
  readonly id: string;
}

/** Another run has the file. */
export class Locked extends Error {}

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes `path` as a lock file. One that a dead process of this machine left behind is taken over. Rejects by
 * {@link Locked} where its owner lives, or is on another machine, of which nothing can be told.
 */
export async function takeLock(path: string): Promise<Lock> {
  const mine: Owner = {
    pid: process.pid,
    host: hostname(),
    boot: bootId(),
    began: beganOf(process.pid),
    id: randomUUID(),
  };
  for (let tries = 0; tries < 3; tries += 1) {
    if (await create(path, mine)) return { release: () => release(path, mine) };
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) continue;
    const owner = ownerOf(text);
    if (owner === null || !isDead(owner)) {
      const who = owner === null ? 'another run' : `process ${owner.pid} on ${owner.host}`;
      throw new Locked(`${who} is using it; if that is not so, delete ${path}`);
    }
    await takeAway(path, text);
  }
  throw new Locked(`other runs are fighting for it; delete ${path}`);
}

/** Whole or not at all: a lock that can be seen can be read. */
async function create(path: string, mine: Owner): Promise<boolean> {
  const side = `${path}.${mine.id}`;
  await writeFile(side, JSON.stringify(mine));
  try {
    await link(side, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(side, { force: true });
  }
}

/** Two runs may see the same dead lock: only what is still that lock is taken away. */
async function takeAway(path: string, dead: string): Promise<void> {
  const side = `${path}.${randomUUID()}`;
  try {
    await rename(path, side);
  } catch {
    return;
  }
  const text = await readFile(side, 'utf8').catch(() => dead);
  if (text !== dead) await link(side, path).catch(() => undefined);
  await rm(side, { force: true });
}

async function release(path: string, mine: Owner): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (ownerOf(text)?.id === mine.id) await rm(path, { force: true });
}

function ownerOf(text: string): Owner | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, host, boot, began, id } = value as Partial<Record<keyof Owner, unknown>>;
    return typeof pid === 'number' && typeof host === 'string' && typeof id === 'string'
      ? { pid, host, boot: String(boot), began: String(began), id }
      : null;
  } catch {
    return null;
  }
}

function isDead({ pid, host, boot, began }: Owner): boolean {
  if (host !== hostname()) return false;
  if (boot !== bootId()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
  return began !== '' && began !== beganOf(pid);
}

const bootId = (): string => textOf('/proc/sys/kernel/random/boot_id').trim();

/** Field 22 of /proc/PID/stat; the command in field 2 may hold blanks and brackets. */
const beganOf = (pid: number): string =>
  textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[19] ?? '';

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
