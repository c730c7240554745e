import { expect, test } from '@jest/globals';
import { hostEnableFailed } from '../../src/rules/host-enable-failed.ts';
import { aCase, device, failure, ms } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const withFailures = (
  ...failures: readonly ReturnType<typeof failure>[]
): ReturnType<typeof judge> => judge(hostEnableFailed, aCase({ devices: [device({ failures })] }));

test('a set that could not be enabled', () => {
  expect(withFailures(failure()).findings).toMatchObject([
    {
      severity: 'critical',
      confidence: 'high',
      vectors: [1],
      windows: ['W1'],
      at: ms(1001),
      message:
        '0000:01:00.0: the host could not set up the MSI-X vectors it was asked for (ENOSPC, seen at vector 1); ' +
        'the failed call leaves MSI-X off, so no vector of the device can deliver until MSI-X is enabled again',
    },
  ]);
});

test('one vector of a working set', () => {
  const { findings } = withFailures(failure({ of: 'set', vector: 0, window: null }));
  expect(findings).toMatchObject([
    {
      windows: [],
      message:
        '0000:01:00.0: the host could not set up MSI-X vector 0 (ENOSPC); the vector has no host interrupt',
    },
  ]);
});

test('each refusal is a finding of its own; the same one again has the same fingerprint', () => {
  const { findings } = withFailures(
    failure(),
    failure({ of: 'set', vector: 0, at: ms(5000) }),
    failure({ of: 'set', vector: 0, at: ms(6000) }),
  );
  expect(findings.map((f) => f.at)).toEqual([ms(1001), ms(5000), ms(6000)]);
  expect(new Set(findings.map((f) => f.fingerprint)).size).toBe(2);
});

test('a failure without its reason is less sure, and names no vector it does not know', () => {
  expect(withFailures(failure({ error: null, vector: null })).findings).toMatchObject([
    {
      confidence: 'medium',
      vectors: [],
      doubts: [expect.stringContaining('no line shows the error')],
    },
  ]);
});

test.each([
  [['vfio_msix_vector_do_use'], 'not-applicable'],
  [['irq_handler_entry'], 'not-applicable'],
  [['call', 'call_return'], 'pass'],
  [['vector_alloc'], 'pass'],
] as const)('nothing refused with %j seen: %s', (seen, outcome) => {
  expect(judge(hostEnableFailed, aCase({ seen: new Set(seen) })).outcome).toBe(outcome);
});
