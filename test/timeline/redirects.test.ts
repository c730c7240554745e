/** A device whose MSI-X is off raises its legacy line, and another handler is hit. */
import { expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { kernelLog } from '../../parsers/kernel-log/index.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker, type Seen } from '../support/kernel-speaker.ts';
import { TracedDevice } from '../support/traced-device.ts';
import { caseOf, foundBy } from '../support/timeline.ts';

const SOURCE = '0000:01:00.0';
const VICTIM = 'vfio-intx(0000:00:09.0)';
const IDLE = { comm: '<idle>', tid: 0 };

const said = (us: number, text: string): string =>
  `[${String(Math.floor(us / 1e6)).padStart(5)}.${String(us % 1e6).padStart(6, '0')}] ${text}`;

interface Storm {
  readonly trace: readonly string[];
  readonly log: readonly string[];
}

/** MSI-X goes off, and `hits` interrupts of the line come while it is. */
function storm(hits: number, seen: readonly Seen[] = ['functions', 'vectors', 'fires']): Storm {
  const kernel = new KernelSpeaker(...seen);
  const device = new TracedDevice(kernel, { name: SOURCE });
  device.enable(1);
  device.fire(0, 20);
  device.disable();
  const at = kernel.us;
  for (let hit = 0; hit < hits; hit += 1) {
    kernel.say('fires', `irq_handler_entry: irq=21 name=${VICTIM}`, IDLE);
    kernel.say('fires', 'irq_handler_exit: irq=21 ret=unhandled', IDLE);
  }
  kernel.wait(1000);
  const log = [
    said(at + 500, 'irq 21: nobody cared (try booting with the "irqpoll" option)'),
    said(at + 510, 'handlers:'),
    said(at + 520, '[<0000000057143c5f>] vfio_intx_handler [vfio_pci_core]'),
    said(at + 530, 'Disabling IRQ #21'),
  ];
  device.enable(2);
  device.fire(0, 20);
  return { trace: kernel.lines, log };
}

const read = ({ trace, log }: Partial<Storm>): Case =>
  caseOf(
    ...(trace === undefined ? [] : [{ format: tracefs, lines: trace }]),
    ...(log === undefined ? [] : [{ format: kernelLog, lines: log }]),
  );

test('seen by both: who raised it, who was hit, and that the line is off', () => {
  const of = read(storm(300));
  expect(of.redirects).toMatchObject([
    { irq: 21, source: SOURCE, victims: [VICTIM], hits: 99_901, lineDisabled: true, window: 'W1' },
  ]);
  expect(foundBy(of)).toContain('intx-redirect');
});

test('the trace alone', () => {
  const { trace } = storm(300);
  expect(read({ trace }).redirects).toMatchObject([
    { irq: 21, source: SOURCE, victims: [VICTIM], hits: 300, lineDisabled: false, window: 'W1' },
  ]);
});

test('the log alone: who raised it stays open', () => {
  const of = read({ log: storm(0).log });
  expect(of.redirects).toMatchObject([
    {
      irq: 21,
      source: null,
      victims: ['vfio_intx_handler'],
      hits: 99_901,
      lineDisabled: true,
      window: null,
    },
  ]);
  expect(foundBy(of)).toContain('intx-redirect');
});

test('the log beside a trace without interrupts: the window tells', () => {
  const { trace, log } = storm(0, ['functions', 'vectors']);
  expect(read({ trace, log }).redirects).toMatchObject([
    { source: 'device of CPU 0/KVM-4242', victims: ['vfio_intx_handler'], window: 'W1' },
  ]);
});

test('a few that nobody wanted are an honest shared line', () => {
  expect(read({ trace: storm(99).trace }).redirects).toEqual([]);
});

test('a storm while MSI-X is on has another source', () => {
  const kernel = new KernelSpeaker('functions', 'vectors', 'fires');
  const device = new TracedDevice(kernel, { name: SOURCE });
  device.enable(1);
  device.fire(0, 20);
  for (let hit = 0; hit < 300; hit += 1) {
    kernel.say('fires', `irq_handler_entry: irq=21 name=${VICTIM}`, IDLE);
    kernel.say('fires', 'irq_handler_exit: irq=21 ret=unhandled', IDLE);
  }
  kernel.wait(1_000_000);
  device.disable();
  device.enable(2);
  const { redirects } = read({ trace: kernel.lines });
  expect(redirects).toMatchObject([{ irq: 21, source: null, window: null }]);
});

test('the owner of the line is no suspect', () => {
  const { trace, log } = storm(300);
  const own = trace.map((line) => line.replace(VICTIM, `vfio-intx(${SOURCE})`));
  expect(read({ trace: own, log }).redirects).toMatchObject([{ source: null, window: null }]);
});

test('a line of the host’s own drivers that is switched off, with nothing passed through', () => {
  const of = read({
    log: [
      said(5_000_000, 'irq 16: nobody cared (try booting with the "irqpoll" option)'),
      said(5_000_010, 'handlers:'),
      said(5_000_020, '[<0000000057143c5f>] usb_hcd_irq [usbcore]'),
      said(5_000_030, 'Disabling IRQ #16'),
    ],
  });
  expect(of.redirects).toMatchObject([{ irq: 16, source: null, victims: ['usb_hcd_irq'] }]);
});
