import type { Result } from '../model/result.ts';
import { problemKinds } from '../model/stats.ts';
import { visible } from '../report/escape.ts';

/** What standard error says of a result whose reading was not whole: lines without a newline. */
export function* warnings(result: Result): Generator<string> {
  for (const { name, incompleteWhy, problems } of result.sources) {
    if (incompleteWhy !== null) yield visible(`${name}: ${incompleteWhy}`);
    for (const { key, count, at } of problems) {
      if (problemKinds[key].severity !== 'error' || incompleteWhy !== null) continue;
      const often = count === null || count === 1 ? '' : ` (${count} times)`;
      yield visible(`${name}:${at.line}: ${problemKinds[key].says}${often}`);
    }
  }
}
