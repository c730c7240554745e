import { expect, test } from '@jest/globals';
import type { Cause } from '../../src/model/cause.ts';
import type { Window } from '../../src/model/timeline.ts';
import { liveVectorsDisabled } from '../../src/rules/live-vectors-disabled.ts';
import { aCase, DEVICE, device, ms, window, windowVector } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const withWindows = (...windows: readonly Window[]): ReturnType<typeof judge> =>
  judge(liveVectorsDisabled, aCase({ devices: [device({ windows })] }));

test('two resizes of one device are one finding with both windows', () => {
  const { findings } = withWindows(
    window(),
    window({
      id: 'W2',
      start: ms(1012),
      end: ms(1015.5),
      live: [0, 1],
      offStart: ms(1013),
      offEnd: ms(1014.25),
      vectors: [
        windowVector({ expectedLost: 0.1 }),
        windowVector({ vector: 1, expectedLost: null }),
      ],
    }),
  );
  expect(findings).toMatchObject([
    {
      severity: 'high',
      confidence: 'high',
      device: DEVICE,
      vectors: [0, 1],
      windows: ['W1', 'W2'],
      at: ms(1000),
      messageId: 'estimated',
      message:
        '0000:01:00.0: MSI-X was taken down 2 times with vectors 0, 1 live (cause: resize). Longest outage 3.5 ms, enable bit clear ' +
        'for up to 1.25 ms; at the rates seen before, 0.15 interrupts are expected to have been raised while it was clear',
      data: { windows: 2, live: [0, 1], longestSeconds: '0.003500000', expectedLost: 0.15 },
    },
  ]);
  expect(findings[0]?.evidence.map((line) => line.role)).toEqual(['opens', 'closes']);
});

test.each([
  ['resize', 1],
  ['enable-failed', 1],
  ['unknown', 1],
  ['guest-disable', 0],
  ['reset', 0],
  ['migration', 0],
  ['close', 0],
  ['handshake', 0],
] as const satisfies readonly (readonly [Cause, number])[])('cause %s: %i finding', (cause, n) => {
  expect(withWindows(window({ cause })).findings).toHaveLength(n);
});

test('nothing live, nothing found', () => {
  expect(withWindows(window({ live: [], vectors: [] })).outcome).toBe('pass');
});

test('a moment without a handler is not MSI-X off', () => {
  expect(withWindows(window({ kind: 'vector-rearm' })).outcome).toBe('pass');
});

test('a live vector without a known index counts and is not invented', () => {
  const { findings } = withWindows(window({ live: [null, 2], vectors: [] }));
  expect(findings).toMatchObject([{ vectors: [2], messageId: 'unestimated' }]);
  expect(findings[0]?.message).toContain(
    'with vector 2 and 1 vector whose index no line shows live',
  );
});

test('without stamps no length is claimed', () => {
  const { findings } = withWindows(
    window({ start: null, end: null, offStart: null, offEnd: null, vectors: [] }),
  );
  expect(findings).toMatchObject([{ messageId: 'untimed', at: null }]);
});

test('where its ends are only bounded, the length is the most it can have been', () => {
  const { findings } = withWindows(
    window({ startBound: [ms(999), ms(1000)], endBound: [ms(1002), ms(1002.5)], offEnd: null }),
  );
  expect(findings[0]?.message).toContain('Longest outage at most 3.5 ms; ');
});

test('a window that is open has no length', () => {
  const still = window({ id: 'W2', state: 'open', end: null, offEnd: null });
  expect(withWindows(still).findings).toMatchObject([
    {
      messageId: 'open',
      message:
        '0000:01:00.0: MSI-X was taken down 1 time with vector 0 live (cause: resize) and is still off when the log ends',
    },
  ]);
  expect(withWindows(window(), still).findings[0]?.message).toContain(
    'Longest outage 2 ms, enable bit clear for up to 500 us, 1 still off when the log ends;',
  );
});

test('as sure as the surest window; the doubts of the others stay', () => {
  const { findings } = withWindows(
    window({ confidence: 'low', doubts: ['order only'] }),
    window({ id: 'W2', confidence: 'medium', doubts: [] }),
  );
  expect(findings).toMatchObject([{ confidence: 'medium', doubts: ['order only'] }]);
});

test.each([
  [['irq_handler_entry'], 'not-applicable'],
  // QEMU's trace event of the same name is about plain MSI.
  [['vfio_msi_disable', 'vfio_msi_enable'], 'not-applicable'],
  [['call', 'vfio_msi_disable'], 'pass'],
  [['vector_teardown'], 'pass'],
  [['vfio_msix_vector_do_use'], 'pass'],
] as const)('with %j seen and no window: %s', (seen, outcome) => {
  expect(judge(liveVectorsDisabled, aCase({ seen: new Set(seen) })).outcome).toBe(outcome);
});
