import { expect, test } from '@jest/globals';
import { parseTargets } from '../../src/cli/targets.ts';

const places = (values: readonly string[]): unknown =>
  parseTargets(values).map(({ output, file }) => [output.id, file]);

test.each([
  [[], [['text', null]]],
  [['json'], [['json', null]]],
  [['json=-'], [['json', null]]],
  [['json=a=b.json'], [['json', 'a=b.json']]],
  [
    ['text', 'json=r.json', 'markdown=r.md'],
    [
      ['text', null],
      ['json', 'r.json'],
      ['markdown', 'r.md'],
    ],
  ],
])('%j', (values, expected) => {
  expect(places(values)).toEqual(expected);
});

test.each([
  [['jsonn'], 'there is no output called jsonn'],
  [['json='], 'names no file'],
  [['json', 'text'], 'two outputs want standard output'],
  [['json=-', 'text'], 'two outputs want standard output'],
  [['json=x', 'text=x'], 'two outputs want the file x'],
])('%j is refused', (values, message) => {
  expect(() => parseTargets(values)).toThrow(message);
});
