import { expect, test } from '@jest/globals';
import type { Cause } from '../../src/model/cause.ts';
import type { Window } from '../../src/model/timeline.ts';
import { msixLeftDisabled } from '../../src/rules/msix-left-disabled.ts';
import { aCase, aSource, device, ms, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const open = (over: Partial<Window> = {}, last = 60_000): ReturnType<typeof judge> =>
  judge(
    msixLeftDisabled,
    aCase({
      sources: [aSource({ last: ms(last) })],
      devices: [
        device({
          windows: [window({ cause: 'enable-failed', state: 'open', end: null, ...over })],
        }),
      ],
    }),
  );

test('off until the end of the log', () => {
  expect(open().findings).toMatchObject([
    {
      severity: 'critical',
      confidence: 'high',
      vectors: [0],
      windows: ['W1'],
      at: ms(1000),
      message:
        '0000:01:00.0: MSI-X was taken down with vector 0 live (cause: enable-failed) and not enabled again in the 59 s until the log ends; ' +
        'the device was not closed',
    },
  ]);
});

test.each([
  ['enable-failed', 1],
  ['resize', 1],
  ['unknown', 1],
  ['guest-disable', 0],
  ['reset', 0],
  ['migration', 0],
  ['close', 0],
  ['handshake', 0],
] as const satisfies readonly (readonly [Cause, number])[])('cause %s: %i finding', (cause, n) => {
  expect(open({ cause }).findings).toHaveLength(n);
});

test.each([
  ['closed', { state: 'closed' }],
  ['final', { state: 'final' }],
  ['with nothing live', { live: [] }],
  ['of one vector', { kind: 'vector-rearm' }],
] as const)('not a window %s', (_, over) => {
  expect(open(over).outcome).toBe('pass');
});

test.each([
  [1999, 0],
  [2000, 1],
])('a log that ends at %i ms, the disable at 1000 ms: %i finding', (last, n) => {
  expect(open({}, last).findings).toHaveLength(n);
});

test('an unknown cause may be the guest; without stamps the cut may have come at once', () => {
  expect(open({ cause: 'unknown' }).findings).toMatchObject([{ confidence: 'medium' }]);
  expect(open({ start: null }).findings).toMatchObject([
    {
      confidence: 'low',
      messageId: 'untimed',
      doubts: [expect.stringContaining('without stamps')],
    },
  ]);
});

test('a log that shows no teardown cannot say', () => {
  const input = aCase({ seen: new Set(['irq_handler_entry']) });
  expect(judge(msixLeftDisabled, input).outcome).toBe('not-applicable');
});
