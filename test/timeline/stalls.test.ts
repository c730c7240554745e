// A host without a free CPU lets a thread stand still anywhere in a SET_IRQS: that changes how long a window is, and not what
// it is. Recorded: stalls of 0.14 to 0.3 s in a storm of 64 vectors, on two CPUs that did other work.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { traceCmd } from '../../parsers/trace-cmd/index.ts';
import { caseOf, windowsIn, windowWords } from '../support/timeline.ts';

const lines = readFileSync('fixtures/nvme-resize/trace-cmd-report.txt', 'utf8')
  .trimEnd()
  .split('\n');
const quiet = caseOf({ format: traceCmd, lines });

const STAMP = /(?<=\] {4})(\d+)\.(\d{6})(?=: )/u;

/** Every stamp from this line on is 300 ms later. */
const stalledAt = (place: number): readonly string[] =>
  lines.map((line, at) =>
    at < place ? line : line.replace(STAMP, (text) => (Number(text) + 0.3).toFixed(6)),
  );

const first = lines.findIndex((line) => line.includes('40.012847: function:'));
const last = lines.findIndex((line) => line.includes('40.014249: vector_update:'));
/** The second of the two calls begins with these two lines. */
const between = lines.findIndex((line) => line.includes('40.013544: function:'));
const places = Array.from({ length: last - first }, (_, i) => first + 1 + i);
const inside = places.filter((place) => place !== between && place !== between + 1);

test('the fixture has the lines of a resize', () => {
  expect(inside.length).toBeGreaterThan(40);
  expect(windowWords(quiet).filter((words) => words.startsWith('resize'))).toHaveLength(2);
});

test.each(inside)('a stall before line %i + 1 changes no more than the length', (place) => {
  const of = caseOf({ format: traceCmd, lines: stalledAt(place) });
  expect(windowWords(of)).toEqual(windowWords(quiet));
  const sizes = windowsIn(of).map(({ sizeBefore, sizeAfter }) => [sizeBefore, sizeAfter]);
  expect(sizes).toEqual(windowsIn(quiet).map((one) => [one.sizeBefore, one.sizeAfter]));
});

test.each([between, between + 1])(
  'between the calls, line %i + 1, the cause is withheld',
  (place) => {
    expect(windowWords(caseOf({ format: traceCmd, lines: stalledAt(place) }))).toEqual(
      windowWords(quiet).map((words) => words.replace('resize 0,1', 'unknown 0,1')),
    );
  },
);
