import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const NAMES = ['msixray.config.yaml', 'msixray.config.yml', 'msixray.config.json'] as const;

/** The nearest one; null where there is none. Two in one folder: the first of the names above. */
export function findConfig(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (folder === dirname(folder)) return null;
  }
}
