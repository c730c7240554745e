import { expect, test } from '@jest/globals';
import { lspci } from '../../parsers/lspci/index.ts';
import { parsed } from '../support/parsed.ts';

test('MSI-X and driver belong to the device above them', () => {
  const lines = [
    '00:1f.0 ISA bridge: Intel Corporation 82801IB (ICH9) LPC Interface Controller (rev 02)',
    '\tKernel driver in use: lpc_ich',
    '',
    '01:00.0 Non-Volatile memory controller [0108]: Red Hat, Inc. QEMU NVM Express Controller [1b36:0010] (rev 02)',
    '\tControl: I/O+ Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR+ FastB2B- DisINTx+',
    '\tCapabilities: [40] MSI-X: Enable+ Count=65 Masked-',
    '\t\tVector table: BAR=0 offset=00002000',
    '\tKernel driver in use: vfio-pci',
    '\tKernel modules: nvme',
    '',
    '10000:e1:00.0 Class 0200: Device 8086:10d3',
    '        Capabilities: [a0] MSI-X: Enable- Count=5 Masked+',
  ];
  const { events } = parsed(lspci, lines);
  expect(events).toEqual([
    {
      type: 'lspci_driver',
      device: '0000:00:1f.0',
      driver: 'lpc_ich',
      t: null,
      line: 2,
      text: lines[1],
    },
    {
      type: 'lspci_msix',
      device: '0000:01:00.0',
      enabled: true,
      masked: false,
      tableSize: 65,
      t: null,
      line: 6,
      text: lines[5],
    },
    {
      type: 'lspci_driver',
      device: '0000:01:00.0',
      driver: 'vfio-pci',
      t: null,
      line: 8,
      text: lines[7],
    },
    {
      type: 'lspci_msix',
      device: '10000:e1:00.0',
      enabled: false,
      masked: true,
      tableSize: 5,
      t: null,
      line: 12,
      text: lines[11],
    },
  ]);
});

test('what stands before the first device is of none', () => {
  expect(parsed(lspci, ['\tCapabilities: [40] MSI-X: Enable+ Count=65 Masked-']).events).toEqual(
    [],
  );
});

test.each([
  '01:00.0 text',
  '01:00.8 Ethernet controller: Intel',
  '0000:01:00.0: text',
  '\tsome text',
  'Capabilities: [40] MSI-X: Enable+ Count=65 Masked-',
])('no line of lspci: %s', (line) => {
  expect(lspci.claims(line)).toBe(false);
});
