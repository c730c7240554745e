import { expect, test } from '@jest/globals';
import type { Symptom } from '../../src/model/timeline.ts';
import { lostInterruptSymptom } from '../../src/rules/lost-interrupt-symptom.ts';
import { aCase, device, ms, symptom, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const withSymptoms = (...symptoms: readonly Symptom[]): ReturnType<typeof judge> =>
  judge(
    lostInterruptSymptom,
    aCase({
      seen: new Set(['call', 'vfio_msi_disable', 'lost_interrupt_symptom']),
      devices: [device({ windows: [window(), window({ id: 'W2', cause: 'guest-disable' })] })],
      symptoms,
    }),
  );

test('a polled completion after a window', () => {
  expect(withSymptoms(symptom(), symptom({ at: ms(31_500) })).findings).toMatchObject([
    {
      severity: 'medium',
      confidence: 'medium',
      windows: ['W1'],
      at: ms(31_000),
      message:
        '0000:01:00.0: nvme nvme0 found work done whose interrupt had not come (2 times, first 30 s after the window began); its time-out of 30 s reaches back to W1',
    },
  ]);
});

test.each([
  [
    'a time-out proves less than a polled completion',
    symptom({ polled: false }),
    'timed-out',
    'low',
  ],
  ['a message without its device', symptom({ device: null }), 'polled', 'low'],
] as const)('%s', (_, one, messageId, confidence) => {
  expect(withSymptoms(one).findings).toMatchObject([{ messageId, confidence }]);
});

test('no finding for a complaint after MSI-X was switched off on purpose', () => {
  expect(withSymptoms(symptom({ window: 'W2' })).outcome).toBe('pass');
});

test.each([
  [true, 'polled-unexplained', 'low'],
  [false, 'timed-out-unexplained', 'info'],
])('a complaint that nothing explains says so (polled: %s)', (polled, messageId, severity) => {
  const { findings } = withSymptoms(symptom({ window: null, polled }));
  expect(findings).toMatchObject([
    { messageId, severity, confidence: 'low', device: null, windows: [] },
  ]);
});

test('another driver instance is another finding', () => {
  expect(withSymptoms(symptom(), symptom({ reportedBy: 'nvme1' })).findings).toHaveLength(2);
});

test('needs a kernel log', () => {
  expect(
    judge(lostInterruptSymptom, aCase({ seen: new Set(['irq_handler_entry']) })).missing,
  ).toEqual(['kernel-log']);
});
