import { describe, expect, test } from '@jest/globals';
import { procInterrupts } from '../../parsers/proc-interrupts/index.ts';
import { parsed } from '../support/parsed.ts';

describe('rows of irqs', () => {
  test.each([
    [
      ' 35:          0          5  IR-PCI-MSI 2097153-edge      vfio-msix[1](0000:04:00.0)',
      [35, [0, 5], 'IR-PCI-MSI 2097153-edge', 'vfio-msix[1](0000:04:00.0)'],
    ],
    [
      ' 24:          0         12  PCI-MSIX-0000:00:01.0   0-edge      nvme0q0',
      [24, [0, 12], 'PCI-MSIX-0000:00:01.0 0-edge', 'nvme0q0'],
    ],
    [
      '663: 0 0 4294967295 IR-PCI-MSIX-0000:17:00.2    0-edge      vfio-msix[0](0000:17:00.2)',
      [663, [0, 0, 4_294_967_295], 'IR-PCI-MSIX-0000:17:00.2 0-edge', 'vfio-msix[0](0000:17:00.2)'],
    ],
    [
      ' 25:          0          0  IR-PCI-MSI 49152-edge      PCIe PME, aerdrv',
      [25, [0, 0], 'IR-PCI-MSI 49152-edge', 'PCIe PME, aerdrv'],
    ],
    [
      ' 23:          1          0  IR-IO-APIC  23-fasteoi ',
      [23, [1, 0], 'IR-IO-APIC 23-fasteoi', ''],
    ],
    [
      ' 12:       9110          0     GICv3  27 Level     arch_timer',
      [12, [9110, 0], 'GICv3 27 Level', 'arch_timer'],
    ],
    [
      ' 53:        911          0   ITS-MSI 524289 Edge      nvme0q1',
      [53, [911, 0], 'ITS-MSI 524289 Edge', 'nvme0q1'],
    ],
    ['  2:          0    XT-PIC  cascade', [2, [0], 'XT-PIC', 'cascade']],
    ['  0:         12    timer', [0, [12], 'timer', '']],
    [
      ' 24:          0         12   PCI-MSI 16384-edge      nvme0q0\r',
      [24, [0, 12], 'PCI-MSI 16384-edge', 'nvme0q0'],
    ],
  ])('%s', (text, [irq, counts, chip, name]) => {
    expect(parsed(procInterrupts, [text]).events).toEqual([
      { type: 'proc_interrupts_row', irq, counts, chip, name, t: null, line: 1, text },
    ]);
  });

  test('a wide machine', () => {
    const counts = Array.from({ length: 512 }, (_none, cpu) => cpu);
    const row = ` 35: ${counts.join(' ')}  IR-PCI-MSI 2097153-edge      eth0`;
    expect(parsed(procInterrupts, [row]).events).toMatchObject([{ counts, name: 'eth0' }]);
  });

  test.each([
    'NMI:          0          0   Non-maskable interrupts',
    'PIN:          0          0   Posted-interrupt notification event',
    'ERR:          0',
    'IPI0:       100        200   Rescheduling interrupts',
    '           CPU0       CPU1       ',
    '            CPU0       CPU2       CPU1023',
  ])('a line of it without an event: %s', (line) => {
    expect(procInterrupts.claims(line)).toBe(true);
    expect(parsed(procInterrupts, [line]).events).toEqual([]);
  });

  test.each([
    'CPU: 23 PID: 0 Comm: swapper/23 Not tainted 5.14',
    'RIP: 0010:__do_softirq+0x73/0x2ae',
    'CR2: 0000000000000000',
    'NMI: watchdog',
    ' 35:',
    ' 35: 0 5',
    ' 35:0 5 x',
    ' 35: x',
    ' 35: 0x5 y',
    '441:          <idle>-0       [000] d.h1.     5.818115: irq_handler_exit: irq=21 ret=unhandled',
    'CPU0 is up',
    '',
  ])('no line of it: %s', (line) => {
    expect(procInterrupts.claims(line)).toBe(false);
    expect(parsed(procInterrupts, [line]).events).toEqual([]);
  });
});
