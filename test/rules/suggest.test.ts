import { expect, test } from '@jest/globals';
import { didYouMean } from '../../src/rules/suggest.ts';
import { parseDuration } from '../../src/rules/yaml/duration.ts';

const known = ['severity', 'status', 'start', 'id'];

test.each([
  ['sevrity', 'severity'],
  ['severtiy', 'severity'],
  ['statsu', 'status'],
  ['strat', 'start'],
  ['di', 'id'],
  ['severityy', 'severity'],
])('%s: %s', (word, meant) => {
  expect(didYouMean(word, known)).toBe(` (did you mean "${meant}"?)`);
});

test.each(['message', 'x', 'zz', ''])('%s is near to nothing', (word) => {
  expect(didYouMean(word, known)).toBe('');
});

test.each([
  ['200ms', 0.2],
  ['1.5s', 1.5],
  ['2m', 120],
  ['1h', 3600],
  ['5us', 5e-6],
  ['0s', 0],
  ['5', null],
  ['-5s', null],
  ['5 s', null],
  ['5min', null],
  ['.5s', null],
  ['1e3s', null],
])('%s is %j s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
