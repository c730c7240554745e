/** The SOURCE arguments: `PATH`, `-`, `FORMAT=PATH`, `FORMAT=-`. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formats } from '../../parsers/index.ts';
import type { SourceInput } from '../analyze.ts';
import type { Bytes } from '../input/codecs.ts';
import { openFile } from '../input/open-file.ts';
import { tail } from '../input/tail.ts';
import { endingAt } from '../input/until.ts';
import { shortestNames } from './source-names.ts';
import { STDIN, type Streams } from './streams.ts';
import { Trouble } from './trouble.ts';

export interface SourceSpec {
  /** `-` is standard input. */
  readonly path: string;
  /** Id of the format to take it for; null to find out. */
  readonly format: string | null;
}

/** The name of standard input in a result. */
export const STDIN_NAME = 'stdin';

/** `FORMAT=` counts only before a format's id: a path may hold an equals sign. */
export function parseSource(text: string): SourceSpec {
  const [id = '', ...rest] = text.split('=');
  const path = rest.join('=');
  if (path !== '' && formats.some((format) => format.id === id)) return { path, format: id };
  return { path: text, format: null };
}

/** What the arguments name; standard input where they name nothing and it is no terminal. Null: nothing to read. */
export function sourceSpecs(
  args: readonly string[],
  stdinIsTerminal: boolean,
): readonly SourceSpec[] | null {
  if (args.length === 0) return stdinIsTerminal ? null : [{ path: STDIN, format: null }];
  const specs = args.map(parseSource);
  const seen = new Set<string>();
  for (const { path } of specs) {
    const place = path === STDIN ? STDIN : resolve(path);
    if (seen.has(place)) throw new Trouble(`${path} is given twice`);
    seen.add(place);
  }
  return specs;
}

export interface OpenedSources {
  readonly inputs: readonly SourceInput[];
  /** Bytes of all, as given; null where that is not known before they are read. */
  readonly totalBytes: number | null;
}

/** How the bytes of a path, or of standard input, come. */
export interface Opener {
  file(path: string, name: string): Bytes;
  stdin(bytes: Bytes): Bytes;
}

const asTheyAre: Opener = { file: openFile, stdin: (bytes) => bytes };

/** While they are written, until the signal comes; `onNote` is told of rotations. */
export const growing = (
  signal: AbortSignal,
  onNote: (name: string, note: string) => void,
): Opener => ({
  file: (path, name) => tail(path, { signal, onNote: (note) => onNote(name, note) }),
  stdin: (bytes) => endingAt(bytes, signal),
});

export async function openSources(
  specs: readonly SourceSpec[],
  streams: Streams,
  opener = asTheyAre,
): Promise<OpenedSources> {
  const files = specs.filter(({ path }) => path !== STDIN);
  const names = shortestNames(files.map(({ path }) => path));
  const inputs = specs.map(({ path, format }): SourceInput => {
    if (path === STDIN) {
      return { name: STDIN_NAME, format, open: () => opener.stdin(streams.stdin) };
    }
    const name = names[files.findIndex((file) => file.path === path)] ?? path;
    return { name, format, open: () => opener.file(path, name) };
  });
  const sizes = await Promise.all(specs.map(({ path }) => sizeOf(path)));
  const known = sizes.filter((size) => size !== null);
  const totalBytes =
    known.length === sizes.length ? known.reduce((sum, size) => sum + size, 0) : null;
  return { inputs, totalBytes };
}

async function sizeOf(path: string): Promise<number | null> {
  if (path === STDIN) return null;
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : null;
  } catch {
    return null;
  }
}
