import { expect, test } from '@jest/globals';
import type { Stray } from '../../src/model/timeline.ts';
import { remapFault } from '../../src/rules/remap-fault.ts';
import { aCase, aSource, device, stray, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const fault = (reason: number | null, over: Partial<Stray> = {}): Stray =>
  stray({
    kind: 'remap-fault',
    window: null,
    attribution: 'requester',
    vector: null,
    detail: { reason },
    ...over,
  });

const withStrays = (...strays: readonly Stray[]): ReturnType<typeof judge> =>
  judge(
    remapFault,
    aCase({
      seen: new Set(['remap_fault']),
      devices: [device({ windows: [window(), window({ id: 'W2', cause: 'close' })] })],
      strays,
    }),
  );

test.each([
  [
    fault(0x22),
    'high',
    '0000:01:00.0: the IOMMU blocked 1 interrupt request (reason 0x22: the remapping entry is not present): the device raised a vector that the host had taken away or not set up yet',
  ],
  [
    fault(0x25, { count: 40 }),
    'high',
    '0000:01:00.0: the IOMMU blocked 40 interrupt requests (reason 0x25: a compatibility format request was blocked): the device sends a message that was not written by the host, as when a guest programs it directly',
  ],
  [
    fault(0x77),
    'high',
    '0000:01:00.0: the IOMMU blocked 1 interrupt request (reason 0x77: unknown to this version)',
  ],
  [
    fault(null, { device: null }),
    'high',
    'a device that the message does not name: the IOMMU blocked 1 interrupt request (no reason given)',
  ],
  [
    fault(0x22, { window: 'W2' }),
    'info',
    '0000:01:00.0: the IOMMU blocked 1 interrupt request (reason 0x22: the remapping entry is not present) after MSI-X was switched off on purpose (close): expected of a device that was not quiet',
  ],
])('%#', (one, severity, message) => {
  expect(withStrays(one).findings).toMatchObject([{ severity, message }]);
});

test('a device that the case does not know keeps the name of the message', () => {
  const one = fault(0x25, { device: null, detail: { reason: 0x25, requester: '02:00.0' } });
  expect(withStrays(one).findings).toMatchObject([
    { device: '02:00.0', message: expect.stringContaining('02:00.0: the IOMMU blocked') },
  ]);
});

test('one finding for a device and reason', () => {
  const strays = [fault(0x25), fault(0x25), fault(0x22), fault(0x25, { device: '0000:02:00.0' })];
  expect(
    withStrays(...strays).findings.map((f) => [f.device, f.data['reasonCode'], f.data['count']]),
  ).toEqual([
    ['0000:01:00.0', '0x25', 2],
    ['0000:01:00.0', '0x22', 1],
    ['0000:02:00.0', '0x25', 1],
  ]);
});

test.each([
  ['in an unasked window', fault(0x22, { window: 'W1' })],
  ['of another kind', stray({ window: null })],
])('a stray %s is not this', (_, one) => {
  expect(withStrays(one).outcome).toBe('pass');
});

test.each([
  ['kernel-log', 'pass'],
  ['trace-cmd', 'not-applicable'],
] as const)('%s alone: %s', (format, outcome) => {
  expect(judge(remapFault, aCase({ sources: [aSource({ format })] })).outcome).toBe(outcome);
});
