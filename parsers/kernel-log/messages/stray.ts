/** Interrupts that came to a CPU vector or an irq which nobody owns (x86 APIC code, asm-generic). */
import { byRegExp, group, type Recognizer } from './body.ts';

/** Rate-limited functions of which a suppressed count means that more interrupts strayed or faulted. */
const RATELIMITED = new Set([
  'do_IRQ',
  'common_interrupt',
  '__common_interrupt',
  'call_irq_handler',
  'reevaluate_vector',
  'handle_spurious_interrupt',
  'dmar_fault',
  'amd_iommu_report_page_fault',
  'iommu_print_event',
]);

/** Xen and Linux print -1 or INT_MIN where the vector belongs to no irq. */
function irqOrNull(text: string): number | null {
  const irq = Number(text);
  return text === '' || irq < 0 ? null : irq;
}

export const stray: readonly Recognizer[] = [
  // Linux to 4.2: `do_IRQ: 1.55 No irq handler for vector (irq -1)`
  // 4.3 to 5.7: `do_IRQ: 1.55 No irq handler for vector`
  // 5.8 to 6.9: `__common_interrupt: 1.55 …` (mail and forums eat the underscores)
  // 6.10 to 6.16: `call_irq_handler: 1.55 …`
  byRegExp(
    'No irq handler',
    /^(?:(?:do_IRQ|_{0,2}common_interrupt|call_irq_handler): )?(\d{1,5})\.(\d{1,3}) No irq handler for vector(?: \(irq (-?\d{1,10})\))?/,
    (match) => ({
      type: 'no_irq_handler',
      onCpu: Number(group(match, 1)),
      vector: Number(group(match, 2)),
      irq: irqOrNull(group(match, 3)),
    }),
  ),
  // 6.17 on, and stable 6.16.1, 6.15.10, 6.12.42: `No irq handler for 3.35`
  byRegExp('No irq handler', /^No irq handler for (\d{1,5})\.(\d{1,3})(?!\d)/, (match) => ({
    type: 'no_irq_handler',
    onCpu: Number(group(match, 1)),
    vector: Number(group(match, 2)),
    irq: null,
  })),
  // Xen: `(XEN) CPU3: No irq handler for vector 37 (IRQ -2147483648)`, the vector in hexadecimal
  byRegExp(
    'No irq handler',
    /^(?:\(XEN\) )?CPU(\d{1,5}): No irq handler for vector ([0-9a-f]{2})(?: \(IRQ (-?\d{1,10}))?/,
    (match) => ({
      type: 'no_irq_handler',
      onCpu: Number(group(match, 1)),
      vector: Number.parseInt(group(match, 2), 16),
      irq: irqOrNull(group(match, 3)),
    }),
  ),
  byRegExp('callbacks suppressed', /^(\w{1,64}): (\d{1,12}) callbacks suppressed$/, (match) =>
    RATELIMITED.has(group(match, 1))
      ? {
          type: 'callbacks_suppressed',
          where: group(match, 1),
          count: Number(group(match, 2)),
        }
      : null,
  ),
  // asm-generic and x86: the number is the Linux irq in hexadecimal, `23` is irq 35
  byRegExp(
    'unexpected IRQ trap',
    /^unexpected IRQ trap at vector ([0-9a-f]{2,8})(?![0-9a-z])/,
    (match) => ({ type: 'unexpected_irq_trap', irq: Number.parseInt(group(match, 1), 16) }),
  ),
  // to 5.2: `spurious APIC interrupt through vector ff on CPU#0, should never happen.`
  byRegExp(
    'purious APIC interrupt',
    /^spurious APIC interrupt through vector ([0-9a-f]{2}) on CPU#(\d{1,5})/,
    (match) => spurious(match),
  ),
  // 5.3 on: `Spurious APIC interrupt (vector 0xFF) on CPU#0, should never happen.`
  byRegExp(
    'purious APIC interrupt',
    /^Spurious APIC interrupt \(vector 0x([0-9A-Fa-f]{2})\) on CPU#(\d{1,5})/,
    (match) => spurious(match),
  ),
  // 5.3 on: `Spurious interrupt (vector 0x25) on CPU#3. Acked`, `… Not pending!`
  byRegExp(
    'Spurious interrupt',
    /^Spurious interrupt \(vector 0x([0-9A-Fa-f]{2})\) on CPU#(\d{1,5})/,
    (match) => spurious(match),
  ),
];

function spurious(match: RegExpExecArray): {
  readonly type: 'spurious_interrupt';
  readonly vector: number;
  readonly onCpu: number;
} {
  return {
    type: 'spurious_interrupt',
    vector: Number.parseInt(group(match, 1), 16),
    onCpu: Number(group(match, 2)),
  };
}
