import { describe, expect, test } from '@jest/globals';
import { classify } from '../../../parsers/kernel-log/messages/index.ts';
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
    ['[<(____ptrval____)>] usb_hcd_irq', ['usb_hcd_irq']],
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
