import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './trouble.ts';

/**
 * Makes a folder and those above it. Node's own `recursive` never ends below a folder that answers "no such file" to
 * everything that is made in it, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
