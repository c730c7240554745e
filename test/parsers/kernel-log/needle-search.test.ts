import { expect, test } from '@jest/globals';
import { messageNeedles } from '../../../parsers/kernel-log/messages/index.ts';
import { NeedleSearch } from '../../../parsers/kernel-log/messages/needle-search.ts';
import { samples } from '../../../parsers/kernel-log/samples/index.ts';
import { mutations } from '../../support/mutate.ts';

test.each([
  [['abc'], 'xxabcxx', true],
  [['abc'], 'ababc', true],
  [['abc'], 'abab', false],
  [['abcd', 'bc'], 'xabce', true],
  [['aab'], 'aaab', true],
  [['ab', 'b'], 'b', true],
  [['he', 'she', 'hers'], 'ushr', false],
  [['a'], '', false],
  [['ab'], 'a\u4f60b', false],
])('needles %j in %j: %s', (needles, text, found) => {
  expect(new NeedleSearch(needles).in(text)).toBe(found);
});

test('it finds what includes finds', () => {
  const search = new NeedleSearch(messageNeedles);
  const lines = samples.map((sample) => sample.line);
  const texts = [...lines, ...mutations(lines)];
  const wrong = texts.filter(
    (text) => search.in(text) !== messageNeedles.some((needle) => text.includes(needle)),
  );
  expect(wrong).toEqual([]);
});
