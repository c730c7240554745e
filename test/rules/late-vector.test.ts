import { expect, test } from '@jest/globals';
import type { DeviceTimeline } from '../../src/model/timeline.ts';
import { lateVector as rule } from '../../src/rules/late-vector.ts';
import { aCase, device, lateVector, ms, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const of = (over: Partial<DeviceTimeline>): ReturnType<typeof judge> =>
  judge(rule, aCase({ devices: [device({ windows: [window(), window({ id: 'W2' })], ...over })] }));

test('all late vectors of a device are one finding with what they cost', () => {
  const lateVectors = [
    lateVector(),
    lateVector({ vector: 2, at: ms(1012), window: 'W2', othersFired: 70 }),
  ];
  expect(of({ lateVectors, dynamicMsix: false }).findings).toMatchObject([
    {
      severity: 'medium',
      confidence: 'high',
      vectors: [1, 2],
      windows: ['W1', 'W2'],
      at: ms(1000),
      message:
        '0000:01:00.0: vectors 1, 2 came into use after 70 interrupts of other vectors, at the price of 2 teardowns of all live vectors',
    },
  ]);
});

test.each([
  ['dynamic', true, null, 'info', 'grown'],
  ['not told', null, null, 'medium', 'unclear'],
  ['not told, with a window', null, 'W1', 'medium', 'torn-down'],
  ['not dynamic', false, 'W1', 'medium', 'torn-down'],
] as const)('a host %s', (_, dynamicMsix, window_, severity, messageId) => {
  const lateVectors = [lateVector({ window: window_ })];
  expect(of({ dynamicMsix, lateVectors }).findings).toMatchObject([{ severity, messageId }]);
});

test('none late, none found', () => {
  expect(of({}).outcome).toBe('pass');
});

test.each([
  [['call', 'vfio_msi_disable'], 'not-applicable'],
  [['vfio_msix_vector_do_use'], 'pass'],
  [['call', 'vfio_msi_disable', 'irq_handler_entry'], 'pass'],
] as const)('%j seen: %s', (seen, outcome) => {
  expect(judge(rule, aCase({ seen: new Set(seen) })).outcome).toBe(outcome);
});
