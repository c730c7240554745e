/** The generic irq core: unhandled lines, their handlers, conflicting requests. */
import { byRegExp, group, type Recognizer } from './body.ts';

const MISMATCH = 'Flags mismatch irq ';

export const genirq: readonly Recognizer[] = [
  byRegExp('nobody cared', /^irq (\d{1,10}): nobody cared/, (match) => ({
    type: 'nobody_cared',
    irq: Number(group(match, 1)),
  })),
  byRegExp('Disabling IRQ', /^Disabling IRQ #(\d{1,10})(?!\d)/, (match) => ({
    type: 'irq_disabled',
    irq: Number(group(match, 1)),
  })),
  {
    // `genirq: Flags mismatch irq 16. 00000000 (vfio-intx(0000:01:00.0)) vs. 00000080 (ehci_hcd:usb1)`
    needle: MISMATCH,
    read(message) {
      const head = /^(?:genirq: |IRQ handler )?Flags mismatch irq (\d{1,10})\. [0-9a-f]{8} \(/.exec(
        message,
      );
      if (head === null || !message.endsWith(')')) return null;
      const middle = message.indexOf(') vs. ', head[0].length);
      if (middle < 0) return null;
      const open = message.indexOf(' (', middle + 6);
      if (open < 0) return null;
      return {
        type: 'irq_flags_mismatch',
        irq: Number(group(head, 1)),
        name: message.slice(head[0].length, middle),
        other: message.slice(open + 2, -1),
      };
    },
  },
];

/**
 * The handlers in a line under `handlers:`, by symbol: `[<0000000057143c5f>] vfio_intx_handler [vfio_pci_core]`, and
 * `[<…>] irq_default_primary_handler threaded [<…>] usb_hcd_irq`, which names two. Null where it is no such line.
 * ppc64 puts a dot before the symbol; some kernels print no address, or `(____ptrval____)` early in a boot.
 */
export function handlersIn(message: string): readonly string[] | null {
  const match =
    /^(?:\[<[0-9a-z()_]{1,20}>\] )?\.?([A-Za-z_][\w.]{2,127})(?: \[[\w-]{1,64}\])?(?: threaded (?:\[<[0-9a-z()_]{1,20}>\] )?\.?([A-Za-z_][\w.]{2,127})(?: \[[\w-]{1,64}\])?)?$/.exec(
      message,
    );
  if (match === null) return null;
  return [group(match, 1), group(match, 2)].filter((name) => name !== '');
}
