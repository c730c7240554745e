import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  createWriteStream,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { tail } from '../../src/input/tail.ts';
import { folder } from '../support/folder.ts';

const EVERY_MS = 5;
const home = folder();
let places = 0;
const place = (): string => join(home, `${(places += 1)}.log`);

const stops = new Set<AbortController>();
afterEach(() => {
  for (const stop of stops) stop.abort();
  stops.clear();
});

class Follower {
  readonly notes: string[] = [];
  read = '';
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(path: string) {
    stops.add(this.#stop);
    this.#done = this.#follow(path);
    this.#done.catch(() => undefined);
  }

  async #follow(path: string): Promise<void> {
    const onNote = (note: string): void => void this.notes.push(note);
    for await (const chunk of tail(path, { signal: this.#stop.signal, onNote, every: EVERY_MS })) {
      this.read += Buffer.from(chunk).toString();
    }
  }

  /** Resolves once so much was read, or fails with what was. */
  async until(text: string): Promise<void> {
    for (let tries = 0; tries < 1000 && this.read !== text; tries += 1) await pause(EVERY_MS);
    if (this.read !== text) throw new Error(`read ${JSON.stringify(this.read)}, not ${text}`);
  }

  async noted(note: string): Promise<void> {
    for (let tries = 0; tries < 1000 && !this.notes.includes(note); tries += 1) {
      await pause(EVERY_MS);
    }
    if (!this.notes.includes(note)) throw new Error(`told ${this.notes.join()}, not ${note}`);
  }

  stop(): Promise<void> {
    this.#stop.abort();
    return this.#done;
  }

  ended(): Promise<void> {
    return this.#done;
  }
}

const REPLACED = 'was replaced: reading the new file';
const CUT = 'was cut: reading it from its start';

test('a file is read from its start and on', async () => {
  const path = place();
  writeFileSync(path, 'a\n');
  const follower = new Follower(path);
  await follower.until('a\n');
  appendFileSync(path, 'b\nhal');
  appendFileSync(path, 'f\n');
  await follower.until('a\nb\nhalf\n');
  await follower.stop();
  expect(follower.notes).toEqual([]);
});

test('what is there when the signal comes is read', async () => {
  const path = place();
  writeFileSync(path, 'a\n');
  const follower = new Follower(path);
  await follower.until('a\n');
  appendFileSync(path, 'last\n');
  await follower.stop();
  expect(follower.read).toBe('a\nlast\n');
});

test('a reader who is far behind when the signal comes says that it was interrupted', async () => {
  const path = place();
  writeFileSync(path, Buffer.alloc(3 * 1024 * 1024, 'x'));
  const stop = new AbortController();
  const chunks = tail(path, { signal: stop.signal, onNote: () => undefined });
  const read = async (): Promise<void> => {
    for await (const _ of chunks) stop.abort();
  };
  await expect(read()).rejects.toThrow('interrupted');
});

test('a file that is not there yet is waited for', async () => {
  const path = place();
  const follower = new Follower(path);
  await follower.noted('is not there yet: waiting for it');
  writeFileSync(path, 'a\n');
  await follower.until('a\n');
  await follower.stop();
  expect(follower.read).toBe('a\n');
});

test('waiting ends with the signal', async () => {
  const follower = new Follower(place());
  await follower.noted('is not there yet: waiting for it');
  await follower.stop();
  expect(follower.read).toBe('');
});

test('a file that is renamed is read to its end, then the new one', async () => {
  const path = place();
  writeFileSync(path, 'a\n');
  const follower = new Follower(path);
  await follower.until('a\n');
  renameSync(path, `${path}.1`);
  // Its writer has it open still.
  appendFileSync(`${path}.1`, 'b\n');
  await follower.until('a\nb\n');
  writeFileSync(path, ''); // logrotate: create
  appendFileSync(`${path}.1`, 'c\n');
  await follower.until('a\nb\nc\n');
  appendFileSync(`${path}.1`, 'd\n');
  appendFileSync(path, 'e\n');
  await follower.until('a\nb\nc\nd\ne\n');
  await follower.stop();
  expect(follower.notes).toEqual([REPLACED]);
});

test('a file that is copied and cut goes on from its start', async () => {
  const path = place();
  writeFileSync(path, 'one\ntwo\n');
  const follower = new Follower(path);
  await follower.until('one\ntwo\n');
  await pause(10 * EVERY_MS);
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
  await follower.noted(CUT);
  appendFileSync(path, 'three\n');
  await follower.until('one\ntwo\nthree\n');
  await follower.stop();
  expect(follower.read).toBe('one\ntwo\nthree\n');
});

test('a link that is turned to another file is followed', async () => {
  const path = place();
  const [one, two] = [place(), place()];
  writeFileSync(one, 'one\n');
  writeFileSync(two, 'two\n');
  symlinkSync(one, path);
  const follower = new Follower(path);
  await follower.until('one\n');
  symlinkSync(two, `${path}.new`);
  renameSync(`${path}.new`, path);
  await follower.until('one\ntwo\n');
  await follower.stop();
  expect(follower.read).toBe('one\ntwo\n');
});

test('a file that is gone for a while is waited for', async () => {
  const path = place();
  writeFileSync(path, 'a\n');
  const follower = new Follower(path);
  await follower.until('a\n');
  renameSync(path, `${path}.1`);
  await pause(10 * EVERY_MS);
  appendFileSync(`${path}.1`, 'b\n');
  await follower.until('a\nb\n');
  writeFileSync(path, 'c\n');
  await follower.until('a\nb\nc\n');
  await follower.stop();
  expect(follower.read).toBe('a\nb\nc\n');
});

test('a pipe ends with its writers, however late the first one comes', async () => {
  const path = place();
  execFileSync('mkfifo', [path]);
  const follower = new Follower(path);
  await pause(10 * EVERY_MS);
  const writer = createWriteStream(path);
  writer.write('a\n');
  await follower.until('a\n');
  writer.end('b\n');
  await follower.ended();
  expect(follower.read).toBe('a\nb\n');
});

test('a silent pipe is left at the signal', async () => {
  const path = place();
  execFileSync('mkfifo', [path]);
  const follower = new Follower(path);
  await pause(10 * EVERY_MS);
  await follower.stop();
  expect(follower.read).toBe('');
});

test('what cannot be read says why', async () => {
  const path = place();
  mkdirSync(path);
  await expect(new Follower(path).ended()).rejects.toMatchObject({ code: 'EISDIR' });
});

test('a file without a size was not cut', async () => {
  const follower = new Follower('/proc/self/maps');
  for (let tries = 0; tries < 200 && follower.read === ''; tries += 1) await pause(EVERY_MS);
  await pause(10 * EVERY_MS);
  await follower.stop();
  expect(follower.read).toContain('-');
  expect(follower.notes).toEqual([]);
});
