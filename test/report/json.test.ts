import { expect, test } from '@jest/globals';
import { renderer as json } from '../../src/report/json.ts';
import { renderer as ndjson, recordsOf } from '../../src/report/ndjson.ts';
import { plainOptions, type Renderer } from '../../src/report/output.ts';
import { large, trouble } from '../support/result-cases.ts';

const textOf = (renderer: Renderer, ...args: Parameters<Renderer['render']>): string =>
  [...renderer.render(...args)].join('');

test('json gives the result back', () => {
  expect(JSON.parse(textOf(json, trouble(), plainOptions))).toEqual(trouble());
});

test('json has a window a line', () => {
  const lines = textOf(json, large(50, 3), plainOptions).split('\n');
  expect(lines.filter((line) => line.startsWith('    {"id":"W'))).toHaveLength(50);
});

test('ndjson gives the records back in order', () => {
  const lines = textOf(ndjson, trouble(), plainOptions).trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([...recordsOf(trouble())]);
  expect(lines[0]).toMatch(/^\{"type":"run","schema":"msixray.result\/1"/u);
  expect(lines.at(-1)).toMatch(/^\{"type":"summary"/u);
});
