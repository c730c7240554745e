import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Result } from '../model/result.ts';
import type { RenderOptions } from '../report/index.ts';
import type { Target } from './targets.ts';
import { codeOf, reasonOf, Trouble } from './trouble.ts';

/**
 * Writes every target, after `inspect` has seen the text of all: what it throws stops them all. Files first, so that a pipe closed early costs none of them. A file is written to the side and
 * renamed: whoever reads it sees all of it or the one before.
 */
export async function deliver(
  result: Result,
  targets: readonly Target[],
  stdout: Writable,
  optionsFor: (target: Target) => RenderOptions,
  inspect: ((text: string, target: Target) => void) | null = null,
): Promise<void> {
  if (inspect !== null) {
    for (const target of targets) {
      const renderer = await target.output.load();
      inspect([...renderer.render(result, optionsFor(target))].join(''), target);
    }
  }
  for (const target of targets.toSorted(
    (a, b) => Number(a.file === null) - Number(b.file === null),
  )) {
    const renderer = await target.output.load();
    const pieces = renderer.render(result, optionsFor(target));
    if (target.file === null) await writeTo(stdout, pieces);
    else await writeFile(target.file, pieces);
  }
}

type Pieces = Iterable<string> | AsyncIterable<string>;

/** To a stream that stays open. A reader that has gone (`| head`) is no error. */
export async function writeTo(stream: Writable, pieces: Pieces): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), stream, { end: false });
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}

export const isClosedPipe = (error: unknown): boolean =>
  ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'].includes(codeOf(error) ?? '');

/**
 * Whole or not at all. What is no regular file (a device, a pipe) is written to as it is: a rename would put a file in its
 * place. A symbolic link stays, and what it points to is replaced.
 */
export async function writeFile(path: string, pieces: Pieces, mode = 0o666): Promise<void> {
  let side: string | null = null;
  try {
    const place = await replaceable(path);
    if (place === null) {
      await pipeline(Readable.from(pieces), createWriteStream(path));
      return;
    }
    side = `${place}.${process.pid}.tmp`;
    await pipeline(Readable.from(pieces), createWriteStream(side, { flags: 'wx', mode }));
    await rename(side, place);
  } catch (error) {
    if (side !== null) await rm(side, { force: true });
    if (codeOf(error) === null) throw error;
    throw new Trouble(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** Where a new file may take the place of the old one; null where none may. */
async function replaceable(path: string): Promise<string | null> {
  // These stand for something else, even where that is a file: /dev/stdout.
  if (/^\/(?:dev|proc)\//u.test(path)) return null;
  try {
    const place = await realpath(path);
    return (await stat(place)).isFile() ? place : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  }
}
