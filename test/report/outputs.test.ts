/** Every output against the same results: golden bytes, determinism, hostile content, size. */
import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../src/model/result.ts';
import { outputOf, outputs, plainOptions } from '../../src/report/index.ts';
import { expectGolden } from '../support/golden.ts';
import { silent, trouble } from '../support/result-cases.ts';
import { nvmeResize } from '../support/result.ts';

const cases: readonly (readonly [string, () => Result])[] = [
  ['nvme-resize', nvmeResize],
  ['trouble', trouble],
  ['silent', silent],
];

describe.each(outputs)('$id', (output) => {
  test.each(cases)('%s', async (name, make) => {
    const renderer = await output.load();
    const text = [...renderer.render(make(), plainOptions)].join('');
    expect(text.endsWith('\n')).toBe(true);
    expectGolden(`${name}.${output.extension}`, text);
    expect([...renderer.render(make(), plainOptions)].join('')).toBe(text);
  });
});

test('ids and extensions are unique, unknown ids are null', () => {
  expect(new Set(outputs.map((output) => output.id)).size).toBe(outputs.length);
  expect(new Set(outputs.map((output) => output.extension)).size).toBe(outputs.length);
  expect(outputOf('postscript')).toBeNull();
});
