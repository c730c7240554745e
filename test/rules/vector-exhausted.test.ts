import { expect, test } from '@jest/globals';
import type { HostFailure } from '../../src/model/timeline.ts';
import { vectorExhausted } from '../../src/rules/vector-exhausted.ts';
import { aCase, aSource, DEVICE, device, evidence, failure, ms } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const withFailures = (...failures: readonly HostFailure[]): ReturnType<typeof judge> =>
  judge(
    vectorExhausted,
    aCase({ seen: new Set(['call_return']), devices: [device({ failures })] }),
  );

test('refusals of the vector allocator are the CPUs', () => {
  const { findings } = withFailures(failure(), failure({ vector: 0, at: ms(5000), window: null }));
  expect(findings).toMatchObject([
    {
      severity: 'high',
      vectors: [0, 1],
      windows: ['W1'],
      at: ms(1001),
      message:
        '0000:01:00.0: no CPU vector was left for vectors 0, 1 (2 requests refused with ENOSPC): the vectors of the CPUs that it may use are taken',
    },
  ]);
});

test('refusals seen from outside leave open whose space it was', () => {
  const { findings } = withFailures(
    failure({ error: 'No space left on device', basis: ['qemu-report'] }),
  );
  expect(findings).toMatchObject([{ messageId: 'refused' }]);
});

test.each(['EBUSY', '-1', null, 'EINVAL', '-280'])('not a refusal with %j', (error) => {
  expect(withFailures(failure({ error })).outcome).toBe('pass');
});

test.each([
  [[DEVICE, DEVICE], DEVICE],
  [[DEVICE, null], null],
  [[null], null],
])('the word of the kernel about %j', (devices, device_) => {
  const exhaustions = devices.map((one) => ({
    at: ms(7),
    irq: null,
    device: one,
    evidence: [evidence({ text: 'Interrupt reservation exceeds available resources' })],
  }));
  const { findings } = judge(
    vectorExhausted,
    aCase({ seen: new Set(['vectors_exhausted']), exhaustions }),
  );
  expect(findings).toMatchObject([{ messageId: 'reported', device: device_, at: ms(7) }]);
});

test.each([
  ['kernel-log', 'pass'],
  ['trace-cmd', 'not-applicable'],
] as const)('%s without events: %s', (format, outcome) => {
  const input = aCase({ seen: new Set(), sources: [aSource({ format })] });
  expect(judge(vectorExhausted, input).outcome).toBe(outcome);
});
