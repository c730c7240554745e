#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { main } from '../src/cli/main.ts';
import { standardInput } from '../src/cli/standard-input.ts';

/*
 * V8 lets a heap grow to four times what is live before it looks for what is not: fine for a server, and most of the memory
 * of a job that keeps little. See docs/decisions/heap.md.
 */
setFlagsFromString('--heap-growing-percent=30');

/** Run as built, from dist/bin. */
const ROOT = new URL('../../', import.meta.url);

/** The first signal asks for what is known so far; a second one ends the program as it always did. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

process.exitCode = await main(process.argv.slice(2), {
  get stdin() {
    return standardInput();
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  page: (path) => readFile(new URL(path, ROOT), 'utf8').catch(() => null),
  get stop() {
    return stopSignal();
  },
  now: () => new Date(),
});
