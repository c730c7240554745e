import { expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { intxRedirect } from '../../src/rules/intx-redirect.ts';
import { aCase, aSource, DEVICE, device, redirect, stray, window } from '../support/case.ts';
import { judge } from '../support/rule.ts';

const found = (over: Partial<Case>): ReturnType<typeof judge> =>
  judge(intxRedirect, aCase({ devices: [device({ windows: [window()] })], ...over }));

const hit = stray({ kind: 'intx-hit', irq: 21, vector: null, cpu: 0, cpuVector: null });

test.each([
  [
    redirect(),
    'high',
    DEVICE,
    '0000:01:00.0: with MSI-X off the device raised its INTx line, irq 21: at least 100000 interrupts that no handler claimed, and the kernel disabled the line. ' +
      'Registered there and without interrupts since: vfio-intx(0000:00:09.0)',
  ],
  [
    redirect({ lineDisabled: false, hits: 1, victims: ['ahci', 'i801_smbus'] }),
    'high',
    DEVICE,
    '0000:01:00.0: with MSI-X off the device raised its INTx line, irq 21: 1 interrupt went to ahci, i801_smbus, which did not claim them',
  ],
  [
    redirect({ source: null, window: null, victims: ['vfio_intx_handler'] }),
    'low',
    null,
    'irq 21: at least 100000 interrupts on the line of vfio_intx_handler that no handler claimed, so that the kernel disabled it; the log shows no teardown that would name the device which raised it',
  ],
  [
    redirect({
      source: null,
      window: null,
      lineDisabled: false,
      victims: ['vfio-intx(0000:00:09.0)'],
    }),
    'low',
    null,
    'irq 21: at least 100000 interrupts on the line of vfio-intx(0000:00:09.0) that no handler claimed; the log shows no teardown that would name the device which raised it',
  ],
  [
    redirect({ victims: [] }),
    'high',
    DEVICE,
    '0000:01:00.0: with MSI-X off the device raised its INTx line, irq 21: at least 100000 interrupts that no handler claimed, and the kernel disabled the line. ' +
      'Registered there and without interrupts since: handlers that the log does not name',
  ],
])('%#', (one, confidence, source, message) => {
  expect(found({ redirects: [one] }).findings).toMatchObject([
    { severity: 'critical', confidence, device: source, message },
  ]);
});

test('quotes the blame, then the window', () => {
  const [finding] = found({ redirects: [redirect()] }).findings;
  expect(finding?.evidence.map((line) => line.role)).toEqual(['arrives', 'opens', 'closes']);
  expect(finding?.windows).toEqual(['W1']);
});

test('a source without a window is less sure', () => {
  expect(found({ redirects: [redirect({ window: null })] }).findings).toMatchObject([
    { confidence: 'medium' },
  ]);
});

test('the same line, another irq number: the same finding tomorrow', () => {
  const prints = [redirect(), redirect({ irq: 22, hits: 7 }), redirect({ victims: ['ahci'] })].map(
    (one) => found({ redirects: [one] }).findings[0]?.fingerprint,
  );
  expect(prints[0]).toBe(prints[1]);
  expect(prints[0]).not.toBe(prints[2]);
});

test('hits without a blame are one finding of their window', () => {
  expect(found({ strays: [hit, { ...hit, count: 4 }] }).findings).toMatchObject([
    {
      confidence: 'medium',
      windows: ['W1'],
      message:
        '0000:01:00.0: 5 interrupts on its INTx line (irq 21) inside W1, in which MSI-X was off, as when a device falls back to its legacy line',
    },
  ]);
});

test('hits that a blame covers are not told twice', () => {
  expect(found({ strays: [hit], redirects: [redirect()] }).findings).toHaveLength(1);
  expect(found({ strays: [{ ...hit, irq: 22 }], redirects: [redirect()] }).findings).toHaveLength(
    2,
  );
});

test.each([
  ['outside a window', { ...hit, window: null }],
  ['of another kind', stray()],
])('not a stray %s', (_, one) => {
  expect(found({ strays: [one] }).outcome).toBe('pass');
});

test.each([['vring_interrupt'], ['i801_isr', 'usb_hcd_irq'], []])(
  'a line of %s that nobody cared for, and no device without MSI-X, is no matter of ours',
  (...victims) => {
    const one = redirect({ source: null, window: null, victims });
    expect(found({ redirects: [one] }).outcome).toBe('pass');
  },
);

test('INTx is what a guest uses that switched MSI-X off', () => {
  const devices = [device({ windows: [window({ cause: 'guest-disable' })] })];
  expect(found({ devices, strays: [hit] }).outcome).toBe('pass');
});

test.each([
  [['call'], 'trace-cmd', 'not-applicable'],
  [['irq_handler_entry'], 'trace-cmd', 'pass'],
  [[], 'kernel-log', 'pass'],
] as const)('%j seen in %s: %s', (seen, format, outcome) => {
  expect(found({ seen: new Set(seen), sources: [aSource({ format })] }).outcome).toBe(outcome);
});
