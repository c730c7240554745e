/**
 * `-f json`: the result itself, schema `msixray.result/1`. One record a line, so that two results compare line by line;
 * in pieces, because one string holds at most half a gigabyte.
 */
import type { Result } from '../model/result.ts';
import { json } from './escape.ts';
import type { Renderer } from './output.ts';

const compact = (value: unknown): string => json(JSON.stringify(value));

function* pieces(result: Result): Generator<string> {
  let before = '{\n';
  for (const [key, value] of Object.entries(result)) {
    yield `${before}  ${compact(key)}: `;
    before = ',\n';
    if (!Array.isArray(value) || value.length === 0) {
      yield compact(value);
      continue;
    }
    let between = '[\n';
    for (const item of value) {
      yield `${between}    ${compact(item)}`;
      between = ',\n';
    }
    yield '\n  ]';
  }
  yield '\n}\n';
}

export const renderer: Renderer = { render: pieces };
