import { expect, test } from '@jest/globals';
import type { VectorTimeline } from '../../src/model/timeline.ts';
import { nanos } from '../../src/model/time.ts';
import { vectorRearmGap } from '../../src/rules/vector-rearm-gap.ts';
import { aCase, device, ms, vectorTimeline, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const gapWindow = window({ id: 'W7', kind: 'vector-rearm', start: ms(50), end: ms(50.4) });

const swapped = (expected: number, over: Partial<VectorTimeline> = {}): VectorTimeline =>
  vectorTimeline({
    rearms: { count: 10, longest: ms(0.4), total: ms(2) },
    worstRearm: { window: gapWindow, rate: 2000.4, expected },
    ...over,
  });

const withVectors = (...vectors: readonly VectorTimeline[]): ReturnType<typeof judge> =>
  judge(vectorRearmGap, aCase({ devices: [device({ vectors })] }));

test.each([
  [0.49, 0],
  [0.5, 1],
  [3, 1],
])('rate x gap %f: %i finding', (expected, n) => {
  expect(withVectors(swapped(expected)).findings).toHaveLength(n);
});

test('one finding for all vectors of a device, about the worst', () => {
  const { findings } = withVectors(
    swapped(0.8),
    swapped(0.1, { vector: 1 }),
    swapped(1.2, {
      vector: 2,
      worstRearm: {
        window: { ...gapWindow, id: 'W8', start: ms(60), end: nanos(60_600_500) },
        rate: 2000,
        expected: 1.2,
      },
    }),
  );
  expect(findings).toMatchObject([
    {
      severity: 'low',
      vectors: [0, 2],
      windows: ['W7', 'W8'],
      at: ms(60),
      message:
        '0000:01:00.0: vectors 0, 2 had no handler for up to 600.5 us while MSI-X stayed on (20 such gaps in all); at 2000 interrupts a second ' +
        'about 1.2 of them fall into that gap',
    },
  ]);
});

test('a vector that was never swapped, or whose rate is not known, is not judged', () => {
  expect(withVectors(swapped(0), vectorTimeline()).outcome).toBe('pass');
});

test('a log that could show gaps and shows none is a pass', () => {
  expect(withVectors(vectorTimeline()).outcome).toBe('pass');
});

test('posted interrupts are not seen by the host', () => {
  const input = aCase({ devices: [device({ posted: true, vectors: [swapped(0)] })] });
  expect(judge(vectorRearmGap, input).outcome).toBe('not-applicable');
});

test('without single interrupts there is no rate', () => {
  const input = aCase({ seen: new Set(['free_irq', 'call']) });
  expect(judge(vectorRearmGap, input)).toMatchObject({
    outcome: 'not-applicable',
    missing: ['irq_handler_entry or vfio_msihandler'],
  });
});
