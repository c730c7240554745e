import { expect, test } from '@jest/globals';
import { shortestNames } from '../../src/cli/source-names.ts';

test.each([
  [['a.txt'], ['a.txt']],
  [
    ['/x/a.txt', '/y/b.txt'],
    ['a.txt', 'b.txt'],
  ],
  [
    ['/x/a.txt', '/y/a.txt'],
    ['x/a.txt', 'y/a.txt'],
  ],
  [
    ['/p/x/a.txt', '/q/x/a.txt', '/q/b.txt'],
    ['p/x/a.txt', 'q/x/a.txt', 'b.txt'],
  ],
  [
    ['/a.txt', '/x/a.txt'],
    ['a.txt', 'x/a.txt'],
  ],
  [['./x/../a.txt'], ['a.txt']],
  [[], []],
])('%j', (paths, names) => {
  expect(shortestNames(paths)).toEqual(names);
});
