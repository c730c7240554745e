import { expect, test } from '@jest/globals';
import type { ResultMark } from '../../src/model/result.ts';
import { lanes } from '../../src/report/lanes.ts';
import { resize, windowVector } from '../support/result.ts';

const options = { width: 64, unicode: false, until: null };

const mark: ResultMark = {
  kind: 'stray',
  what: 'no-irq-handler',
  at: '40.005000000',
  device: '0000:01:00.0',
  vector: 0,
  irq: 34,
  window: 'W2',
  count: 1,
  evidence: [],
};

const draw = (...args: Parameters<typeof lanes>): string => `\n${lanes(...args).join('\n')}\n`;

test('one vector: live, without handler, off, without handler, live', () => {
  expect(draw(resize(), [], options)).toBe(`
vector          |0                              |+1 ms
0 irq 34  ========...xxxxxxxxxxxxxxxx.....................======
          = handler in place   . no handler   x MSI-X off
`);
});

test('unicode', () => {
  expect(lanes(resize(), [], { ...options, unicode: true })[1]).toBe(
    '0 irq 34  ━━━━━━━━···××××××××××××××××·····················━━━━━━',
  );
});

test('a stray interrupt stands in the lane of its vector, others have their own', () => {
  const intx = { ...mark, kind: 'intx', vector: null, at: '40.005241000' } as const;
  const elsewhere = { ...mark, window: 'W9' };
  const lines = lanes(resize(), [mark, intx, elsewhere], options);
  expect(lines[1]).toMatch(/^0 irq 34 {2}=+\.+x+!x+\.+=+$/u);
  expect(lines[2]).toMatch(/^INTx +!$/u);
  expect(lines.join('').match(/!/gu)).toHaveLength(3);
});

test('a vector that never came back has no handler to the end', () => {
  const window = resize({ vectors: [windowVector({ end: null })] });
  expect(lanes(window, [], options)[1]).toMatch(/^0 irq 34 {2}=+\.+x+\.+$/u);
});

test('an open window runs to the end of the case', () => {
  const window = resize({
    end: null,
    state: 'open',
    offEnd: null,
    vectors: [windowVector({ end: null })],
  });
  const lines = lanes(window, [], { ...options, until: '41.000000000' });
  expect(lines[1]).toMatch(/^0 irq 34 {2}=+x+>$/u);
  expect(lines.join('\n')).toContain('> to the end of the log');
});

test('vectors with one picture share a lane', () => {
  const vectors = Array.from({ length: 100 }, (_, vector) => windowVector({ vector, irq: vector }));
  const lines = lanes(resize({ vectors }), [], options);
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^0-99 /u);
});

test('many different lanes are cut and counted', () => {
  const vectors = Array.from({ length: 100 }, (_, vector) =>
    windowVector({
      vector,
      start: `40.0046${String(vector).padStart(2, '0')}000`,
      end: vector % 2 === 0 ? null : '40.005891000',
    }),
  );
  expect(lanes(resize({ vectors }), [], options)).toContain('(84 more lanes)');
});

test('without any time there is no picture', () => {
  expect(lanes(resize({ start: null, end: null }), [], options)).toEqual([]);
});

test.each([[40], [72], [79], [200]])('no line is longer than %d columns', (width) => {
  for (const line of lanes(resize(), [mark], { ...options, width })) {
    expect(line.length).toBeLessThanOrEqual(width);
  }
});

test.each([
  ['1 ns', '40.004604000', '40.004604001'],
  ['nothing', '40.004604000', '40.004604000'],
  ['one day', '40.000000000', '86440.000000000'],
])('a window of %s has a picture', (_, start, end) => {
  const window = resize({
    start,
    end,
    offStart: null,
    offEnd: null,
    vectors: [windowVector({ start, end })],
  });
  expect(lanes(window, [], options)[1]).toMatch(/^0 irq 34 {2}=+\.+=+$/u);
});
