import { resolve } from 'node:path';

/**
 * For each path the shortest tail that no other has, so that a result neither depends on where the files lie nor is
 * ambiguous. The paths must differ.
 */
export function shortestNames(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => resolve(path).split('/').filter(Boolean).toReversed());
  return parts.map((mine, index) => {
    const others = parts.filter((_, other) => other !== index);
    let length = 1;
    while (length < mine.length && others.some((other) => sameTail(mine, other, length))) {
      length += 1;
    }
    return mine.slice(0, length).toReversed().join('/');
  });
}

const sameTail = (a: readonly string[], b: readonly string[], length: number): boolean =>
  a.slice(0, length).join('/') === b.slice(0, length).join('/');
