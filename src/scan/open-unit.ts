/** A file of the tree as bytes: from the disk, or from a command that fetches it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openFile } from '../input/open-file.ts';
import type { Bytes } from './bytes.ts';

/** Rejects, while it is read, where the file cannot be opened or the command fails. */
export const openPath = (path: string, fetch: readonly string[] | null): Bytes =>
  fetch === null ? openFile(path) : fetched(fetch, path);

/** The command is run without a shell; the path is its last word. */
async function* fetched(fetch: readonly string[], path: string): AsyncGenerator<Uint8Array> {
  const [command = '', ...words] = fetch;
  const child = spawn(command, [...words, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  ended.catch(() => undefined);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < SAID) said += chunk.toString();
  });
  try {
    yield* child.stdout;
    const [code] = (await ended) as readonly unknown[];
    if (code !== 0) {
      throw new Error(`${command} ended with ${String(code)}: ${said.trim().slice(0, SAID)}`);
    }
  } finally {
    child.kill();
  }
}

/** Characters of a failing command's complaint that are kept. */
const SAID = 300;
