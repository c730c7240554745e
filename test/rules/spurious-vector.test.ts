import { expect, test } from '@jest/globals';
import type { Stray } from '../../src/model/timeline.ts';
import { spuriousVector } from '../../src/rules/spurious-vector.ts';
import { aCase, aSource, DEVICE, device, stray, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const outside = (over: Partial<Stray> = {}): Stray =>
  stray({ window: null, attribution: 'history', ...over });

const nobody: Partial<Stray> = { attribution: 'none', device: null, vector: null, irq: null };

const withStrays = (...strays: readonly Stray[]): ReturnType<typeof judge> =>
  judge(
    spuriousVector,
    aCase({
      devices: [device({ windows: [window(), window({ id: 'W2', cause: 'guest-disable' })] })],
      seen: new Set(['no_irq_handler']),
      strays,
    }),
  );

test.each([
  [
    [outside(), outside({ cpu: 2 })],
    'medium',
    DEVICE,
    '0000:01:00.0: 2 interrupts on a CPU vector without a handler (CPU 3 vector 37, CPU 2 vector 37); the vector was last held by vector 0 of this device',
  ],
  [
    [outside(nobody)],
    'medium',
    null,
    '1 interrupt on a CPU vector without a handler (CPU 3 vector 37); the log does not show who last held it',
  ],
  [
    [outside({ ...nobody, kind: 'irq-trap', irq: 35, count: 4 })],
    'medium',
    null,
    '4 interrupts on a CPU vector without a handler (irq 35); the log does not show who last held it',
  ],
  [
    [1, 2, 3].map((cpu) => outside({ ...nobody, attribution: 'firmware', cpu, cpuVector: 55 })),
    'info',
    null,
    '3 interrupts on CPU vector 55 without a handler (CPU 1 vector 55, CPU 2 vector 55, CPU 3 vector 55) while CPUs came up: known firmware noise, not a device',
  ],
  [
    [stray({ window: 'W2' })],
    'info',
    DEVICE,
    '0000:01:00.0: 1 interrupt on a CPU vector without a handler (CPU 3 vector 37) after MSI-X was switched off on purpose (guest-disable): expected of a device that was not quiet',
  ],
] as const)('%#', (strays, severity, device_, message) => {
  expect(withStrays(...strays).findings).toMatchObject([{ severity, device: device_, message }]);
});

test.each([
  ['in an unasked window', stray()],
  ['of another kind', outside({ kind: 'remap-fault' })],
  ['on the INTx line', outside({ kind: 'intx-hit' })],
  ['kept pending by QEMU', outside({ kind: 'pending-bit' })],
])('a stray %s is not this', (_, one) => {
  expect(withStrays(one).outcome).toBe('pass');
});

test('another vector of the device is another finding', () => {
  expect(withStrays(outside(), outside({ vector: 1 })).findings).toHaveLength(2);
});

test('the last owner is a conclusion', () => {
  expect(withStrays(outside()).findings).toMatchObject([
    { confidence: 'medium', doubts: ['the CPU vector may have had another owner since'] },
  ]);
});

test.each([
  ['kernel-log', 'pass'],
  ['trace-cmd', 'not-applicable'],
] as const)('%s alone: %s', (format, outcome) => {
  expect(judge(spuriousVector, aCase({ sources: [aSource({ format })] })).outcome).toBe(outcome);
});
