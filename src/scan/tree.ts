/** The files under a PATH: a folder, a file, a glob. Links are never followed. */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { failureOf } from './failure.ts';
import type { Unit } from './job.ts';
import { isUrl } from './open-unit.ts';

/** A file before it is known whose it is. `name` is below the PATH. */
export type TreeFile = Omit<Unit, 'looked'>;

/** Everything under one PATH, in no particular order. Does not reject: what cannot be read is a file with a problem. */
export async function* filesUnder(path: string): AsyncGenerator<TreeFile> {
  const found = await stat(path, { bigint: true }).catch(failureOf);
  if (typeof found !== 'string') {
    if (found.isDirectory()) yield* inFolder(path, '');
    else yield fileOf(basename(path), path, found);
    return;
  }
  const { base, glob, isGlob } = picomatch.scan(path);
  if (!isGlob) yield lost(basename(path), path, found);
  else {
    let any = false;
    const matches = picomatch(glob);
    for await (const file of inFolder(base === '' ? '.' : base, '')) {
      if (!matches(file.name)) continue;
      any = true;
      yield file;
    }
    if (!any) yield lost(path, path, 'no file has such a name');
  }
}

/** One file that was named by a list, below `folder`. Of a URL nothing is known before it is fetched. */
export const listedFile = async (folder: string, path: string): Promise<TreeFile> =>
  isUrl(path)
    ? { name: belowOf(folder, path) ?? path, path, size: null, stat: null, problem: null }
    : entryAt(relative(folder, path), path);

/** The name of a listed file below a folder; null where it is not below it. Both may be URLs. */
export function belowOf(folder: string, path: string): string | null {
  if (isUrl(path)) {
    const base = folder.endsWith('/') ? folder : `${folder}/`;
    return path.startsWith(base) && path.length > base.length ? path.slice(base.length) : null;
  }
  const below = isUrl(folder) ? '..' : relative(resolve(folder), resolve(path));
  return below === '' || below.startsWith('..') || isAbsolute(below) ? null : below;
}

async function* inFolder(root: string, below: string): AsyncGenerator<TreeFile> {
  const folder = join(root, below);
  const entries = await readdir(folder, { withFileTypes: true }).catch(failureOf);
  if (typeof entries === 'string') {
    yield lost(below === '' ? basename(root) : below, folder, entries);
    return;
  }
  for (const entry of entries) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) yield await entryAt(name, join(root, name));
    else if (below === '') yield* orEmpty(inFolder(root, name), name, join(root, name));
    else yield* inFolder(root, name);
  }
}

/** A host that delivered nothing has a folder without a file: it must not be forgotten. */
async function* orEmpty(
  files: AsyncIterable<TreeFile>,
  name: string,
  path: string,
): AsyncGenerator<TreeFile> {
  let any = false;
  for await (const file of files) {
    any = true;
    yield file;
  }
  if (!any) yield skipped(`${name}/`, path, 'a folder without files');
}

async function entryAt(name: string, path: string): Promise<TreeFile> {
  const found = await lstat(path, { bigint: true }).catch(failureOf);
  return typeof found === 'string' ? lost(name, path, found) : fileOf(name, path, found);
}

function fileOf(name: string, path: string, stats: BigIntStats): TreeFile {
  const size = Number(stats.size);
  if (stats.isSymbolicLink()) return skipped(name, path, 'symbolic link');
  if (!stats.isFile()) return skipped(name, path, 'not a file');
  if (size === 0) return { ...skipped(name, path, 'empty'), size };
  return { name, path, size, stat: stampOf(stats), problem: null };
}

/**
 * A file that was written just now may change once more within the grain of its stamp and look the same: such a file has
 * no stamp. Some file systems count whole seconds, the others are as fine as the kernel's tick.
 */
function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string | null {
  const grain = mtimeNs % 1_000_000_000n === 0n ? 2_000 : 50;
  if (Number(mtimeNs / 1_000_000n) > Date.now() - grain) return null;
  return [size, mtimeNs, ctimeNs, ino].join(':');
}

const skipped = (name: string, path: string, reason: string): TreeFile => ({
  name,
  path,
  size: null,
  stat: null,
  problem: { status: 'skipped', reason },
});

const lost = (name: string, path: string, reason: string): TreeFile => ({
  ...skipped(name, path, reason),
  problem: { status: 'failed', reason },
});
