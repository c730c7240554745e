import { expect, test } from '@jest/globals';
import type { SourceSummary } from '../../src/model/timeline.ts';
import { clockUnaligned } from '../../src/rules/clock-unaligned.ts';
import { aCase, aSource } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const withSecond = (over: Partial<SourceSummary>): ReturnType<typeof judge> =>
  judge(
    clockUnaligned,
    aCase({ sources: [aSource(), aSource({ name: 'qemu.log', format: 'qemu-log', ...over })] }),
  );

test.each([
  [
    { offset: null, offsetBasis: 'none' },
    'qemu.log: not on the clock of trace.txt; what they say is told in its own order and never compared in time with the rest',
  ],
  [
    { offset: null, clock: 'order' },
    'qemu.log: not on the clock of trace.txt; what they say is told in its own order and never compared in time with the rest',
  ],
  [
    { anchors: 14, contradictions: 3 },
    'qemu.log: 3 of 14 pairs of related events contradict the offset taken; the clock may have jumped or drifted',
  ],
] as const)('%j', (over, message) => {
  expect(withSecond(over).findings).toMatchObject([{ severity: 'info', device: null, message }]);
});

test.each([
  ['placed', {}, 'pass'],
  ['that is a snapshot', { format: 'proc-interrupts', offset: null, clock: 'order' }, 'pass'],
  ['without an event', { offset: null, events: 0 }, 'not-applicable'],
] as const)('a second source %s: %s', (_, over, outcome) => {
  expect(withSecond(over).outcome).toBe(outcome);
});

test('one source has nothing to be aligned with', () => {
  expect(
    judge(clockUnaligned, aCase({ sources: [aSource({ offset: null, clock: 'order' })] })),
  ).toMatchObject({
    outcome: 'not-applicable',
    missing: ['several-sources'],
  });
});
