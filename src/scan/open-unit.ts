/** A file of the tree as bytes: from the disk, or from a command that fetches it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openFile } from '../input/open-file.ts';
import type { Bytes } from './bytes.ts';

/** Has it a scheme: then a command has to fetch it. */
export const isUrl = (path: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//iu.test(path);

/** Rejects, while it is read, where the file cannot be opened or the command fails. */
export const openPath = (path: string, fetch: readonly string[] | null): Bytes =>
  isUrl(path) ? fetched(fetch, path) : openFile(path);

/** The words of a command; quotes hold blanks together, and nothing else means anything. */
export const wordsOf = (command: string): readonly string[] =>
  Array.from(
    command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu),
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );

/** The command is run without a shell. The URL stands for the word `{}`, else it is the last word. */
async function* fetched(fetch: readonly string[] | null, url: string): AsyncGenerator<Uint8Array> {
  const [command, ...words] = fetch ?? [];
  if (command === undefined) throw new Error('nothing says how to fetch it: give --fetch');
  const args = words.includes('{}')
    ? words.map((word) => (word === '{}' ? url : word))
    : [...words, url];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
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
