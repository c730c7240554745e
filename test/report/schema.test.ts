/** The published schemas against what the outputs write. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Result } from '../../src/model/result.ts';
import { renderer as json } from '../../src/report/json.ts';
import { renderer as ndjson } from '../../src/report/ndjson.ts';
import { plainOptions } from '../../src/report/output.ts';
import { large, silent, trouble } from '../support/result-cases.ts';
import { nvmeResize } from '../support/result.ts';

const read = (name: string): object => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a schema of ours is an object
  return JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object;
};

/** The schema lets later versions add fields; what we write ourselves must all be in it. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, strict(value)]),
  );
  return 'properties' in schema && !('allOf' in schema) && !('additionalProperties' in schema)
    ? { ...inner, unevaluatedProperties: false }
    : inner;
}

const open = new Ajv2020({ allErrors: true, schemas: [read('result-1'), read('record-1')] });
const closed = new Ajv2020({
  allErrors: true,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- strict keeps the form
  schemas: [strict(read('result-1')) as object],
});

const errorsOf = (ajv: Ajv2020, id: string, value: unknown): readonly string[] => {
  const validate = ajv.getSchema(id);
  if (validate === undefined) return [`no schema ${id}`];
  return validate(value) === true
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
};

const text = (renderer: typeof json, result: Result): string =>
  [...renderer.render(result, plainOptions)].join('');

const results = [
  ['nvme-resize', nvmeResize()],
  ['trouble', trouble()],
  ['silent', silent()],
  ['large', large(5, 3)],
] as const;

test.each(results)('json, %s: every field is in the schema', (_, result) => {
  const value: unknown = JSON.parse(text(json, result));
  expect(errorsOf(open, 'msixray:result-1', value)).toEqual([]);
  expect(errorsOf(closed, 'msixray:result-1', value)).toEqual([]);
});

test.each(results)('ndjson, %s', (_, result) => {
  const lines = text(ndjson, result).trimEnd().split('\n');
  expect(lines.flatMap((line) => errorsOf(open, 'msixray:record-1', JSON.parse(line)))).toEqual([]);
});

test.each([
  [
    'a number for a time',
    { clock: { name: 'trace', source: '', kind: 'boot', realtimeOffset: 1 } },
  ],
  [
    'a time without nine decimals',
    { windows: [{ ...nvmeResize().windows[1], start: '40.004604' }] },
  ],
  ['an unknown cause', { windows: [{ ...nvmeResize().windows[1], cause: 'weather' }] }],
  ['a severity that is none', { summary: { ...nvmeResize().summary, findings: { awful: 1 } } }],
  ['another schema', { schema: 'msixray.result/2' }],
])('%s is refused', (_, wrong) => {
  expect(errorsOf(open, 'msixray:result-1', { ...nvmeResize(), ...wrong })).not.toEqual([]);
});
