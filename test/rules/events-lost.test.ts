import { expect, test } from '@jest/globals';
import type { Loss } from '../../src/model/timeline.ts';
import { eventsLost } from '../../src/rules/events-lost.ts';
import { aCase, aSource, device, loss, ms, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const withLosses = (...losses: readonly Loss[]): ReturnType<typeof judge> =>
  judge(
    eventsLost,
    aCase({
      clock: {
        name: 'trace',
        source: 'trace.txt',
        kind: 'boot',
        epoch: 8_000_000_000n,
        realtimeOffset: null,
      },
      sources: [aSource(), aSource({ name: 'perf.txt', format: 'perf-script' })],
      devices: [device({ windows: [window()] })],
      losses,
    }),
  );

test.each([
  [
    [loss()],
    'trace.txt: 316 events lost in 1 place (CPU 1), from 8.500000000 to 8.600000000; what happened there is not known, and no window found lies there',
  ],
  [
    [loss({ to: ms(1001) }), loss({ cpu: 0, count: 4, from: ms(300), to: ms(400) })],
    'trace.txt: 320 events lost in 2 places (CPU 0, 1), from 8.300000000 to 9.001000000; what happened there is not known, and W1 lies there',
  ],
  [
    [loss({ count: null, from: null, cpu: null })],
    'trace.txt: an unknown number of events lost in 1 place (CPU not named), from the start to 8.600000000; what happened there is not known, and no window found lies there',
  ],
  [
    [loss({ count: null }), loss({ to: null })],
    'trace.txt: at least 316 events lost in 2 places (CPU 1), from 8.500000000 to the end; what happened there is not known, and W1 lies there',
  ],
])('%#', (losses, message) => {
  expect(withLosses(...losses).findings).toMatchObject([
    { severity: 'info', confidence: 'high', device: null, doubts: [], message },
  ]);
});

test('each source is a finding of its own', () => {
  expect(withLosses(loss(), loss({ source: 1 })).findings.map((f) => f.data['source'])).toEqual([
    'perf.txt',
    'trace.txt',
  ]);
});

test('quotes the first places', () => {
  const many = Array.from({ length: 9 }, (_, i) => loss({ line: i + 1 }));
  expect(withLosses(...many).findings[0]?.evidence.map((line) => line.line)).toEqual([
    1, 2, 3, 4, 5,
  ]);
});

test.each([
  ['trace-cmd', 'pass'],
  // perf script prints losses only with --show-lost-events.
  ['perf-script', 'not-applicable'],
  ['kernel-log', 'not-applicable'],
] as const)('nothing lost in %s: %s', (format, outcome) => {
  expect(judge(eventsLost, aCase({ sources: [aSource({ format })] })).outcome).toBe(outcome);
});

test('a binary trace, which has no lines, would have said so', () => {
  const source = aSource({ name: 'trace.dat', format: 'trace-dat', lines: 0, events: 12 });
  expect(judge(eventsLost, aCase({ sources: [source] })).outcome).toBe('pass');
});
