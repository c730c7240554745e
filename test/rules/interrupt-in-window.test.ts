import { expect, test } from '@jest/globals';
import type { Cause } from '../../src/model/cause.ts';
import type { Stray, Window } from '../../src/model/timeline.ts';
import { interruptInWindow } from '../../src/rules/interrupt-in-window.ts';
import { aCase, aSource, device, ms, stray, vectorTimeline, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const inWindow = (strays: readonly Stray[], over: Partial<Window> = {}): ReturnType<typeof judge> =>
  judge(interruptInWindow, aCase({ devices: [device({ windows: [window(over)] })], strays }));

test.each([
  [
    stray(),
    '0000:01:00.0: CPU 3 took an interrupt on its vector 37, which nobody owned, 1 ms into W1 (MSI-X taken down, cause resize), once',
  ],
  [
    stray({ kind: 'irq-trap', cpu: null, cpuVector: null, at: ms(1000.75) }),
    '0000:01:00.0: an interrupt of irq 34 (vector 0) was taken 750 us into W1 (MSI-X taken down, cause resize); the kernel had no handler for it, once',
  ],
  [
    stray({ kind: 'spurious', count: 2 }),
    '0000:01:00.0: CPU 3 acknowledged a spurious interrupt on its vector 37, 1 ms into W1 (MSI-X taken down, cause resize), 2 times',
  ],
  [
    stray({ kind: 'remap-fault', vector: null, attribution: 'requester' }),
    '0000:01:00.0: the IOMMU blocked an interrupt request of the device 1 ms into W1 (MSI-X taken down, cause resize), once',
  ],
  [
    stray({ kind: 'pending-bit', at: null }),
    '0000:01:00.0: an interrupt of vector 0 came inside W1 (MSI-X taken down, cause resize); QEMU kept it in the pending bit, once',
  ],
])('%#: %s', (one, message) => {
  expect(inWindow([one]).findings).toMatchObject([
    { severity: 'critical', messageId: one.kind, message, windows: ['W1'], at: one.at },
  ]);
});

test('what repeats in one window is one finding; another vector or window is another', () => {
  const input = aCase({
    devices: [
      device({ windows: [window(), window({ id: 'W2', start: ms(2000), end: ms(2002) })] }),
    ],
    strays: [
      stray(),
      stray({ count: 3 }),
      stray({ vector: 1 }),
      stray({ window: 'W2', at: ms(2001) }),
    ],
  });
  const { findings } = judge(interruptInWindow, input);
  expect(findings.map((f) => [f.windows, f.vectors, f.data['count']])).toEqual([
    [['W1'], [0], 4],
    [['W1'], [1], 1],
    [['W2'], [0], 1],
  ]);
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
  expect(inWindow([stray()], { cause }).findings).toHaveLength(n);
});

test.each([
  ['outside any window', stray({ window: null })],
  ['of a window that is not kept', stray({ window: 'W9' })],
  ['on the INTx line', stray({ kind: 'intx-hit' })],
])('a stray %s is not this', (_, one) => {
  expect(inWindow([one]).outcome).toBe('pass');
});

test('the gap of a swap is a window too', () => {
  const gap = window({ id: 'W5', kind: 'vector-rearm', cause: 'unknown' });
  const vectors = [vectorTimeline({ worstRearm: { window: gap, rate: 100, expected: 0.1 } })];
  const input = aCase({ devices: [device({ vectors })], strays: [stray({ window: 'W5' })] });
  expect(judge(interruptInWindow, input).findings[0]?.message).toContain(
    'W5 (its handler being replaced)',
  );
});

test.each([
  ['its irq is one of the window', stray(), 'high'],
  [
    'the CPU vector was last its own',
    stray({ attribution: 'history', irq: null, vector: 9 }),
    'high',
  ],
  ['only the time fits', stray({ irq: null, vector: null }), 'medium'],
] as const)('%s: %s', (_, one, confidence) => {
  expect(inWindow([one]).findings).toMatchObject([{ confidence }]);
});

test('no surer than the window', () => {
  expect(inWindow([stray()], { confidence: 'low', doubts: ['inferred'] }).findings).toMatchObject([
    { confidence: 'low', doubts: ['inferred'] },
  ]);
});

test('the message comes first in the evidence, then the window', () => {
  expect(inWindow([stray()]).findings[0]?.evidence.map((line) => line.role)).toEqual([
    'arrives',
    'opens',
    'closes',
  ]);
});

test.each([
  ['a trace without interrupts', ['call', 'vfio_msi_disable'], 'trace-cmd', 'not-applicable'],
  ['interrupts without a teardown in sight', ['irq_handler_entry'], 'trace-cmd', 'not-applicable'],
  ['a silent kernel log', ['call', 'vfio_msi_disable'], 'kernel-log', 'pass'],
  ['a QEMU trace', ['vfio_msix_vector_do_use', 'vfio_msix_pba_disable'], 'qemu-log', 'pass'],
] as const)('%s: %s', (_, seen, format, outcome) => {
  const input = aCase({ seen: new Set(seen), sources: [aSource({ format })] });
  expect(judge(interruptInWindow, input).outcome).toBe(outcome);
});
