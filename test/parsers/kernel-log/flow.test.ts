import { describe, expect, test } from '@jest/globals';
import { kernelLog } from '../../../parsers/kernel-log/index.ts';
import type { Event } from '../../../src/model/event/index.ts';
import { instant, parsed } from '../../support/parsed.ts';

const types = (events: readonly Event[]): readonly string[] => events.map(({ type }) => type);

const NOBODY = 'irq 21: nobody cared (try booting with the "irqpoll" option)';
const DISABLING = 'Disabling IRQ #21';

describe('the list of handlers', () => {
  test('of a real dump, with its call trace', () => {
    const { events } = parsed(kernelLog, [
      `[    6.621759] ${NOBODY}`,
      '[    6.622562] CPU: 0 UID: 0 PID: 9 Comm: kworker/0:0 Not tainted 6.12.117+deb12-amd64 #1',
      '[    6.624050] Call Trace:',
      '[    6.625246]  <IRQ>',
      '[    6.626030]  dump_stack_lvl+0x64/0x80',
      '[    6.626503] RIP: 0010:handle_softirqs+0x77/0x2c0',
      '[    6.627842] handlers:',
      '[    6.634829] [<0000000057143c5f>] vfio_intx_handler [vfio_pci_core]',
      `[    6.635824] ${DISABLING}`,
      '[    6.700000] [<0000000057143c5f>] some_function',
    ]);
    expect(events).toMatchObject([
      { type: 'nobody_cared', irq: 21 },
      { type: 'irq_handler_listed', handler: 'vfio_intx_handler', line: 8 },
      { type: 'irq_disabled', irq: 21 },
    ]);
  });

  test('without addresses, joined to its heading, and with others between', () => {
    const { events } = parsed(kernelLog, [
      NOBODY,
      'handlers: [<00000000b636299f>] nvme_irq [nvme]',
      'megaraid_sas 0000:23:00.0: megasas_disable_intr_fusion is called',
      '[<00000000b636299f>] nvme_irq [nvme]',
      'usb_hcd_irq',
      'eth0',
      'i801_isr',
      DISABLING,
    ]);
    expect(types(events)).toEqual([
      'nobody_cared',
      'irq_handler_listed',
      'irq_handler_listed',
      'irq_handler_listed',
      'irq_handler_listed',
      'irq_handler_listed',
      'irq_disabled',
    ]);
  });

  test('words are no handlers where no list is', () => {
    expect(parsed(kernelLog, [NOBODY, 'eth0', DISABLING]).events).toHaveLength(2);
    expect(parsed(kernelLog, ['[<00000000b636299f>] nvme_irq']).events).toEqual([]);
  });
});

describe('wrapped lines', () => {
  test.each([
    [
      [
        '[ 1414.206081] DMAR: [INTR-REMAP] Request device [02:00.0] fault index',
        '0x1c [fault reason 0x22] Present field in the IRTE entry',
        'is clear',
      ],
      { type: 'remap_fault', bdf: '02:00.0', irte: 0x1c, reason: 0x22 },
    ],
    [
      [
        '[ 1414.206081] DMAR: [INTR-REMAP] Request device [02:00.0] fault index 0x1c',
        '[fault reason 0x22] Present field in the IRTE entry is clear',
      ],
      { type: 'remap_fault', bdf: '02:00.0', irte: 0x1c, reason: 0x22 },
    ],
    [
      [
        '[ 1414.206081] DMAR: [INTR-REMAP] Request device [02:00.0] fault index 0x1c [fault',
        'reason 0x22] Present field in the IRTE entry is clear',
      ],
      { type: 'remap_fault', bdf: '02:00.0', irte: 0x1c, reason: 0x22 },
    ],
    [
      ['[  256.846894] nvme nvme5: I/O tag 24 (1018) QID 0 timeout, completion', 'polled'],
      { type: 'lost_interrupt_symptom', device: 'nvme5', polled: true },
    ],
    [
      ['[  256.846894] nvme nvme5: I/O', 'tag 24 (1018) QID 0', 'timeout, completion', 'polled'],
      { type: 'lost_interrupt_symptom', device: 'nvme5', polled: true },
    ],
    [
      ['[  843.123456] __common_interrupt: 3.37 No irq', 'handler for vector'],
      { type: 'no_irq_handler', onCpu: 3, vector: 37 },
    ],
    [
      ['nvme nvme5: I/O tag 24 (1018) QID 0 timeout, completion', 'polled'],
      { type: 'lost_interrupt_symptom', device: 'nvme5', polled: true },
    ],
  ])('%j', (lines, event) => {
    const { events } = parsed(kernelLog, lines);
    expect(events).toMatchObject([{ ...event, line: 1, text: lines[0] }]);
  });

  test('a blank line, a new prefix or five lines end a message', () => {
    const first = '[  256.846894] nvme nvme5: I/O tag 24 (1018) QID 0 timeout,';
    const rest = 'completion polled';
    expect(parsed(kernelLog, [first, '', rest]).events).toEqual([]);
    expect(parsed(kernelLog, [first, '[  256.9] x', `[  256.900001] ${rest}`]).events).toEqual([]);
    expect(parsed(kernelLog, [first, 'a', 'b', 'c', rest]).events).toEqual([]);
  });

  test('an old fault has its reason on a line of its own', () => {
    const lines = [
      '[   31.000001] INTR-REMAP: Request device [[42:00.1] fault index b0',
      '[   31.000003] INTR-REMAP:[fault reason 34] Present field in the IRTE entry is clear',
      `[   31.000004] ${DISABLING}`,
    ];
    expect(parsed(kernelLog, lines).events).toMatchObject([
      { type: 'remap_fault', bdf: '42:00.1', irte: 0xb0, reason: 0x22, line: 1, text: lines[0] },
      { type: 'irq_disabled' },
    ]);
  });

  test.each([
    [[DISABLING], ['remap_fault', 'irq_disabled']],
    [[], ['remap_fault']],
    [['a', 'b', 'c', 'INTR-REMAP:[fault reason 34] x'], ['remap_fault']],
  ])('a fault without a reason comes before %j', (after, expected) => {
    const { events } = parsed(kernelLog, [
      '[   31.000001] INTR-REMAP: Request device [[42:00.1] fault index b0',
      ...after,
    ]);
    expect(types(events)).toEqual(expected);
    expect(events[0]).toMatchObject({ reason: null });
  });
});

describe('torn lines', () => {
  test.each([
    `What do you want to do today ? [  384.696015] ${NOBODY}`,
    `host1 login: [  384.696015] ${NOBODY}\r`,
    `[  384.696000] pci 0000:00:1f.0: cla[  384.696015] ${NOBODY}`,
    `[  384.696000] usb 1-1: new device[  384.696010] x: y[  384.696015][  T117] ${NOBODY}`,
  ])('%j', (line) => {
    const run = parsed(kernelLog, [line]);
    expect(run.events).toMatchObject([{ type: 'nobody_cared', irq: 21, line: 1, text: line }]);
    expect(instant(run, run.events[0])).toBe(384_696_015_000n);
    expect(run.problems).toEqual([{ key: 'line-torn', line: 1, text: line, count: 1 }]);
  });

  test('of two known messages in one line both count', () => {
    const line = `[  384.696000] ${DISABLING}[  384.696015] ${NOBODY}`;
    expect(types(parsed(kernelLog, [line]).events)).toEqual(['irq_disabled', 'nobody_cared']);
  });

  test('a stamp inside that says nothing is no problem', () => {
    const { events, problems } = parsed(kernelLog, [
      '[  384.696000] printk: messages from [    1.000000] dropped',
    ]);
    expect([events, problems]).toEqual([[], []]);
  });
});

test.each([
  `Nov 22 13:32:25 host1 kernel: message repeated 3 times: [ ${DISABLING}]`,
  `Nov 22 13:32:25 host1 kernel: message repeated 3 times: [ [12345.678901] ${DISABLING}]`,
])('what rsyslog counted instead of writing is an event: %s', (line) => {
  expect(types(parsed(kernelLog, [line]).events)).toEqual(['fact', 'irq_disabled']);
});
