import { describe, expect, test } from '@jest/globals';
import { classify, mayBeKnown } from '../../../parsers/kernel-log/messages/index.ts';
import { handlersIn } from '../../../parsers/kernel-log/messages/genirq.ts';
import { remapReason } from '../../../parsers/kernel-log/messages/remap.ts';

const noHandler = (onCpu: number, vector: number, irq: number | null = null): object => ({
  type: 'no_irq_handler',
  onCpu,
  vector,
  irq,
});
const fault = (bdf: string | null, irte: number | null, reason: number | null): object => ({
  type: 'remap_fault',
  vendor: irte === null ? 'amd' : 'intel',
  bdf,
  irte,
  reason,
});
const exhausted = (irq: number | null): object => ({ type: 'vectors_exhausted', irq });
const bypass = (device: string | null, error: number | null): object => ({
  type: 'irq_bypass_failed',
  device,
  error,
});
const spurious = (vector: number, onCpu: number): object => ({
  type: 'spurious_interrupt',
  vector,
  onCpu,
});

describe('interrupts that nobody owns', () => {
  test.each([
    ['do_IRQ: 1.55 No irq handler for vector (irq -1)', noHandler(1, 55)],
    ['do_IRQ: 1.55 No irq handler for vector (irq 44)', noHandler(1, 55, 44)],
    ['do_IRQ: 3.37 No irq handler for vector', noHandler(3, 37)],
    ['__common_interrupt: 127.239 No irq handler for vector', noHandler(127, 239)],
    ['common_interrupt: 3.37 No irq handler for vector', noHandler(3, 37)],
    ['call_irq_handler: 3.37 No irq handler for vector', noHandler(3, 37)],
    ['3.37 No irq handler for vector', noHandler(3, 37)],
    ['No irq handler for 3.35', noHandler(3, 35)],
    ['(XEN) CPU12: No irq handler for vector d9 (IRQ -2147483648)', noHandler(12, 0xd9)],
    ['unexpected IRQ trap at vector 23', { type: 'unexpected_irq_trap', irq: 35 }],
    ['unexpected IRQ trap at vector 100', { type: 'unexpected_irq_trap', irq: 256 }],
    ['spurious APIC interrupt through vector ff on CPU#0, should never happen.', spurious(0xff, 0)],
    ['Spurious APIC interrupt (vector 0xFF) on CPU#2, should never happen.', spurious(0xff, 2)],
    ['Spurious interrupt (vector 0x25) on CPU#3. Acked', spurious(0x25, 3)],
    ['Spurious interrupt (vector 0xec) on CPU#3. Not pending!', spurious(0xec, 3)],
    [
      'reevaluate_vector: 12 callbacks suppressed',
      { type: 'callbacks_suppressed', where: 'reevaluate_vector', count: 12 },
    ],
  ])('%s', (message, body) => {
    expect(classify(message)).toEqual(body);
  });

  test.each([
    'do_IRQ: 1.55 No irq handler for',
    'No irq handler for 3.',
    'No irq handler for 3.3555',
    'No irq handler for vector',
    'audit: cmd="No irq handler for 3.35"',
    'some_driver: 977 callbacks suppressed',
    'call_irq_handler: 977 callbacks suppressed by me',
    'unexpected IRQ trap at vector',
    'unexpected IRQ trap at vector zz',
    'Spurious interrupt (vector 0x25) on CPU#',
  ])('cut or not it: %s', (message) => {
    expect(classify(message)).toBeNull();
  });
});

describe('the irq core', () => {
  test.each([
    [
      'irq 21: nobody cared (try booting with the "irqpoll" option)',
      { type: 'nobody_cared', irq: 21 },
    ],
    ['irq 21: nobody cared', { type: 'nobody_cared', irq: 21 }],
    ['Disabling IRQ #409', { type: 'irq_disabled', irq: 409 }],
    [
      'genirq: Flags mismatch irq 16. 00000000 (vfio-intx(0000:01:00.0)) vs. 00000080 (ehci_hcd:usb1)',
      {
        type: 'irq_flags_mismatch',
        irq: 16,
        name: 'vfio-intx(0000:01:00.0)',
        other: 'ehci_hcd:usb1',
      },
    ],
    ['irq 4: Affinity broken due to vector space exhaustion.', exhausted(4)],
    ['Managed startup irq 150, no vector available', exhausted(150)],
    ['IRQ44: set affinity failed(-28).', exhausted(44)],
    ["DMAR-IR: IR2: can't allocate an IRTE", exhausted(null)],
    ['CPU 5 has 178 vectors, 12 available. Cannot disable CPU', exhausted(null)],
  ])('%s', (message, body) => {
    expect(classify(message)).toEqual(body);
  });

  test.each([
    'irq 7: nobody',
    'irq 7: nobody car',
    'irq: nobody cared',
    'my irq 21: nobody cared',
    'clk: Disabling unused clocks',
    'Disabling IRQ #',
    'genirq: Flags mismatch irq 16. 00000000 (vfio-intx(0000:01:00.0)) vs.',
    'genirq: Flags mismatch irq 16. 00000000 (vfio-intx(0000:01:00.0)',
    'IRQ44: set affinity failed(-22).',
  ])('cut or not it: %s', (message) => {
    expect(classify(message)).toBeNull();
  });

  test.each([
    ['[<0000000057143c5f>] vfio_intx_handler [vfio_pci_core]', ['vfio_intx_handler']],
    ['[<f539e0f4>] dwc2_handle_common_intr', ['dwc2_handle_common_intr']],
    ['[<00000000370eb0ba>] .nvme_irq', ['nvme_irq']],
    [
      '[<0000000012345678>] irq_default_primary_handler threaded [<000000009abcdef0>] usb_hcd_irq [usbcore]',
      ['irq_default_primary_handler', 'usb_hcd_irq'],
    ],
    [
      'irq_default_primary_handler threaded usb_hcd_irq',
      ['irq_default_primary_handler', 'usb_hcd_irq'],
    ],
    ['[<0000000057143c5f>]', null],
    ['[<80110000>] (unwind_backtrace) from [<8010c23c>] (show_stack+0x20/0x24)', null],
    ['dump_stack_lvl+0x64/0x80', null],
    ['Call Trace:', null],
  ])('handlers in %s', (message, handlers) => {
    expect(handlersIn(message)).toEqual(handlers);
  });
});

describe('interrupt remapping', () => {
  test.each([
    [
      'DMAR: [INTR-REMAP] Request device [01:00.0] fault index 0x1c [fault reason 0x22] Present field in the IRTE entry is clear',
      fault('01:00.0', 0x1c, 0x22),
    ],
    [
      'DMAR: [INTR-REMAP] Request device [42:00.2] fault index 1c00 [fault reason 37] Blocked a compatibility format interrupt request',
      fault('42:00.2', 0x1c00, 0x25),
    ],
    [
      'DMAR: [INTR-REMAP] Request device [0xe2:0x00.0] fault index 0x8800 [fault reason 0x25] Blocked',
      fault('e2:00.0', 0x8800, 0x25),
    ],
    ['INTR-REMAP: Request device [[42:00.1] fault index b0', fault('42:00.1', 0xb0, null)],
    [
      '(XEN) [VT-D]INTR-REMAP: Request device [0000:00:1f.0] fault index 0',
      fault('0000:00:1f.0', 0, null),
    ],
    [
      'vfio-pci 0000:42:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x005e address=0xfffffffdf8030000 flags=0x0008]',
      fault('0000:42:00.0', null, null),
    ],
    [
      'AMD-Vi: Event logged [IO_PAGE_FAULT device=00:14.0 domain=0x0000 address=0x000000fdf800ff98 flags=0x0008]',
      fault('00:14.0', null, null),
    ],
    [
      'AMD-Vi: Event logged [INVALID_DEVICE_REQUEST device=0000:08:00.0 pasid=0x00000 address=0xfffffffdf8000000 flags=0x0a08]',
      fault('0000:08:00.0', null, null),
    ],
    [
      'AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0055 address=0xfffffffdf8000000 flags=0x0008]',
      fault(null, null, null),
    ],
  ])('%s', (message, body) => {
    expect(classify(message)).toEqual(body);
  });

  test.each([
    'DMAR: [INTR-REMAP] Request device [01:00.0] fault index',
    'DMAR: [DMA Write NO_PASID] Request device [02:00.0] fault addr 0x0 [fault reason 0x05] PTE Write access is not set',
    'AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0038 address=0x2fffff000 flags=0x0020]',
    'AMD-Vi: Event logged [IO_PAGE_FAULT device=00:14.0 domain=0x0000 address=0x000000fdf800ff98 flags=0x0008',
    'DMAR: DRHD: handling fault status reg 2',
    'DMAR-IR: Enabled IRQ remapping in x2apic mode',
  ])('cut or not it: %s', (message) => {
    expect(classify(message)).toBeNull();
  });

  test.each([
    ['INTR-REMAP:[fault reason 34] Present field in the IRTE entry is clear', 0x22],
    ['DMAR:[INTR-REMAP] [fault reason 0x22] Present', 0x22],
    ['(XEN) [VT-D]reason 25 - Blocked a compatibility format interrupt request', 0x25],
    ['fault reason', null],
  ])('the reason in %s', (message, reason) => {
    expect(remapReason(message)).toBe(reason);
  });
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
