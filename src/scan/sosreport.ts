/** Unpacked sosreports: where they are, and whose. */
import { readFile } from 'node:fs/promises';
import { sosHost, stemOf } from './host-rule.ts';
import type { TreeFile } from './tree.ts';

/** Folders that hold a sosreport, and the host that each is of. */
export async function sosRoots(files: readonly TreeFile[]): Promise<ReadonlyMap<string, string>> {
  const roots = new Map<string, string>();
  for (const { name } of files) {
    const folders = name.split('/');
    const at = folders.indexOf('sos_commands');
    if (at !== -1) roots.set(folders.slice(0, at).join('/'), '');
  }
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const root of roots.keys()) {
    const below = root === '' ? '' : `${root}/`;
    const named = await Promise.all(PLACES.map((place) => textOf(byName.get(below + place))));
    const last = root.split('/').at(-1) ?? '';
    roots.set(root, named.find((text) => text !== '') ?? sosHost(last) ?? stemOf(last));
  }
  return roots;
}

const PLACES = ['sos_commands/host/hostname', 'sos_commands/general/hostname', 'hostname'] as const;

async function textOf(file: TreeFile | undefined): Promise<string> {
  if (file === undefined || file.problem !== null || (file.size ?? 0) > MOST) return '';
  const text = await readFile(file.path, 'utf8').catch(() => '');
  return text.trim();
}

/** Bytes of a file that holds nothing but a host's name. */
const MOST = 256;
