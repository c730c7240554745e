/** "did you mean": the known name nearest to one that is not. */

/** Names further off than this share only their length. */
const NEAR = 3;

/** ` (did you mean "severity"?)`, or nothing where no name is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  let best: string | null = null;
  let least = Math.min(NEAR, Math.ceil(word.length / 2)) + 1;
  for (const name of known) {
    const far = distance(word, name, least);
    if (far < least) [best, least] = [name, far];
  }
  return best === null ? '' : ` (did you mean "${best}"?)`;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; any number from `limit` up means "too far". */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(before, j - 2) + 1);
      }
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity;
