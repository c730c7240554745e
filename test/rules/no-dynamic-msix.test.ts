import { describe, expect, test } from '@jest/globals';
import { noDynamicMsix } from '../../src/rules/no-dynamic-msix.ts';
import { before } from '../../src/rules/versions.ts';
import { aCase, device } from '../support/case.ts';
import { judge } from '../support/rule.ts';

test.each([
  ['6.1.0-50-amd64', '7.2.15', 'both-old'],
  ['6.1', null, 'old-kernel'],
  ['6.1', '10.0.13', 'old-kernel'],
  ['6.12.117', '7.2', 'old-qemu'],
  [null, '8.1.5', 'old-qemu'],
  ['6.5.0', '8.2.0', 'host'],
  ['6.12', null, 'unclear'],
  [null, '9.2', 'unclear'],
  [null, null, 'unclear'],
])('kernel %s, QEMU %s: %s', (kernel, qemu, messageId) => {
  const input = aCase({ devices: [device({ dynamicMsix: false, kernel, qemu })] });
  expect(judge(noDynamicMsix, input).findings).toMatchObject([{ severity: 'info', messageId }]);
});

test('names what is there and what is needed', () => {
  const input = aCase({ devices: [device({ dynamicMsix: false, kernel: '6.1', qemu: '7.2' })] });
  expect(judge(noDynamicMsix, input).findings[0]?.message).toBe(
    '0000:01:00.0: every new highest vector takes MSI-X down: Linux 6.1 cannot add one to a running device (6.5 can), and QEMU 7.2 would not ask it to (8.2 does)',
  );
});

test.each([
  [[true], 'pass'],
  [[true, null], 'pass'],
  [[null], 'not-applicable'],
  [[], 'not-applicable'],
] as const)('devices %j: %s', (known, outcome) => {
  const devices = known.map((dynamicMsix) => device({ dynamicMsix }));
  expect(judge(noDynamicMsix, aCase({ devices })).outcome).toBe(outcome);
});

describe('a version is before 8.2', () => {
  test.each([
    ['8.1.99', true],
    ['8.2', false],
    ['8.2.0', false],
    ['8.10', false],
    ['10.0.13', false],
    ['v7.2', true],
    ['eight', null],
    ['8', null],
    [null, null],
  ])('%s: %j', (version, is) => {
    expect(before(version, 8, 2)).toBe(is);
  });
});
