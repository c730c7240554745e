#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { main } from '../src/cli/main.ts';

/** Run as built, from dist/bin. */
const ROOT = new URL('../../', import.meta.url);

process.exitCode = await main(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  page: (path) => readFile(new URL(path, ROOT), 'utf8').catch(() => null),
  now: () => new Date(),
});
