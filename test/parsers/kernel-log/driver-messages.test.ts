import { describe, expect, test } from '@jest/globals';
import { classify, mayBeKnown } from '../../../parsers/kernel-log/messages/index.ts';

const bypass = (device: string | null, error: number | null): object => ({
  type: 'irq_bypass_failed',
  device,
  error,
});

describe('vfio and KVM', () => {
  test.each([
    [
      'vfio-pci 0000:3a:00.1: irq bypass producer (token 000000008f08224d) registration fails:66311',
      bypass('0000:3a:00.1', 66_311),
    ],
    [
      'vfio-pci 0015:01:00.0: irq bypass producer (eventfd 000000008f08224d) registration fails: -2',
      bypass('0015:01:00.0', -2),
    ],
    ['irq bypass consumer (token 00000000a03c32e5) registration fails: -16', bypass(null, -16)],
    [
      'kvm: irq bypass consumer (token 00000000a03c32e5) unregistration fails: -22',
      bypass(null, -22),
    ],
    [
      'vq 1, irq bypass producer (token 00000000a03c32e5) registration fails, ret =  -16',
      bypass(null, -16),
    ],
    ['vmx_pi_update_irte: failed to update PI IRTE', bypass(null, null)],
    ['kvmppc_set_passthru_irq (irq 58, gsi 4970) fails: -2', bypass(null, -2)],
    [
      'vfio-pci 10000:e1:00.0: Unable to change power state from D3cold to D0, device inaccessible',
      {
        type: 'vfio_pci_message',
        device: '10000:e1:00.0',
        message: 'Unable to change power state from D3cold to D0, device inaccessible',
      },
    ],
    [
      'nvgrace-gpu-vfio-pci 0009:01:00.0: resetting',
      { type: 'vfio_pci_message', device: '0009:01:00.0', message: 'resetting' },
    ],
  ])('%s', (message, body) => {
    expect(classify(message)).toEqual(body);
  });

  test.each([
    'vfio_pci: add [8086:10d3[ffffffff:ffffffff]] class 0x000000/00000000',
    'VFIO - User Level meta-driver version: 0.3',
    'vfio-pci 0000:01:00.0:',
    'irq bypass consumer (token 00000000a03c32e5) registration',
    'nouveau 0000:01:00.0: resetting',
  ])('not it: %s', (message) => {
    expect(classify(message)).toBeNull();
  });
});

describe('a lost interrupt as drivers see it', () => {
  test.each([
    ['nvme nvme0: I/O 8 QID 0 timeout, completion polled', 'nvme', 'nvme0', true, 60],
    ['nvme nvme0: I/O 978 QID 3 timeout, completion polled', 'nvme', 'nvme0', true, 30],
    ['nvme nvme1: I/O tag 4 (1004) QID 0 timeout, completion polled', 'nvme', 'nvme1', true, 60],
    ['nvme nvme0: I/O 425 (I/O Cmd) QID 3 timeout, aborting', 'nvme', 'nvme0', false, 30],
    [
      'nvme nvme0: I/O tag 5 (1005) opcode 0x2 (I/O Cmd) QID 3 timeout, reset controller',
      'nvme',
      'nvme0',
      false,
      30,
    ],
    ['nvme nvme0: I/O 12 QID 0 timeout, disable controller', 'nvme', 'nvme0', false, 60],
    ['NETDEV WATCHDOG: eth0 (ixgbe): transmit queue 3 timed out', 'ixgbe', 'eth0', false, 5],
    [
      'NETDEV WATCHDOG: eth0 (ixgbe): transmit queue 3 timed out 5120 ms',
      'ixgbe',
      'eth0',
      false,
      5.12,
    ],
    [
      'mlx5_core 0000:42:00.2 eth2: NETDEV WATCHDOG: CPU: 3: transmit queue 3 timed out 15360 ms',
      'mlx5_core',
      '0000:42:00.2',
      false,
      15.36,
    ],
    [
      'mlx5_core 0000:42:00.2: mlx5_cmd_eq_recover:248:(pid 123): Recovered 1 EQEs on cmd_eq',
      'mlx5_core',
      '0000:42:00.2',
      true,
      60,
    ],
    [
      'mlx5_core 0000:42:00.2: cmd[0]: ENABLE_HCA(0x104) recovered after timeout',
      'mlx5_core',
      '0000:42:00.2',
      true,
      60,
    ],
    [
      'mlx5_core 0000:42:00.2 eth2: Recovered 5 eqes on EQ 0x9',
      'mlx5_core',
      '0000:42:00.2',
      true,
      15,
    ],
    [
      'e1000e 0000:00:05.0 eth0: Detected Hardware Unit Hang:',
      'e1000e',
      '0000:00:05.0',
      false,
      null,
    ],
    ['ata1: lost interrupt (Status 0x50)', 'libata', 'ata1', true, 30],
    ['ata1.00: qc timeout (cmd 0xec)', 'libata', 'ata1.00', false, null],
    ['ata1.00: qc timeout after 5000 msecs (cmd 0xec)', 'libata', 'ata1.00', false, 5],
  ])('%s', (message, driver, device, polled, seconds) => {
    expect(classify(message)).toEqual({
      type: 'lost_interrupt_symptom',
      driver,
      device,
      polled,
      timeout: seconds === null ? null : seconds * 1e9,
    });
  });

  test.each([
    'nvme nvme0: Shutdown timeout set to 6 seconds',
    'nvme nvme0: I/O 8 QID 0 timeout,',
    'nvme nvme0: I/O 8 QID 0 timeout, completion',
    'mlx5_core 0000:42:00.2: Recovered',
    'ata1: SATA link up 6.0 Gbps (SStatus 133 SControl 300)',
    'xhci_hcd 0000:8a:00.7: xHCI Host Controller',
  ])('cut or not it: %s', (message) => {
    expect(classify(message)).toBeNull();
  });
});

test('boot messages are facts', () => {
  expect(classify('Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) #1 SMP')).toEqual({
    type: 'fact',
    fact: 'kernel',
    value: '6.1.0-50-amd64',
  });
  expect(classify('Kernel command line: BOOT_IMAGE=/vmlinuz quiet ')).toEqual({
    type: 'fact',
    fact: 'command-line',
    value: 'BOOT_IMAGE=/vmlinuz quiet',
  });
  expect(classify('Linux version')).toBeNull();
});

test('what may be known is cheap to ask, and holds for cut messages', () => {
  expect(mayBeKnown('irq 7: nobody cared (try booting with the "irqpo')).toBe(true);
  expect(mayBeKnown('pci 0000:00:1f.0: [8086:2918] type 00 class 0x060100')).toBe(false);
});
