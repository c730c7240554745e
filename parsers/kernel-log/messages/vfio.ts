/** vfio-pci, its variant drivers and the irq bypass that lets KVM post interrupts. */
import { byRegExp, group, type Recognizer } from './body.ts';

/** `0000:01:00.0`; VMD domains have five and more digits (`10000:e1:00.0`). */
const BDF = '[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]';

export const vfio: readonly Recognizer[] = [
  // `vfio-pci 0000:3a:00.1: irq bypass producer (token 000000008f08224d) registration fails:66311` (to 6.16),
  // `(eventfd …)` (6.17 on), `irq bypass consumer (token …) registration fails: -16` (KVM, no device),
  // vdpa: `vq 1, irq bypass producer (token …) registration fails, ret =  -16`
  byRegExp(
    'irq bypass ',
    new RegExp(
      `^(?:[\\w-]{1,64} (${BDF}): )?(?:kvm: )?(?:vq \\d{1,5}, )?irq bypass (?:producer|consumer) \\((?:token|eventfd) [0-9a-zx()]{1,24}\\) (?:un)?registration fails(?:: ?|, ret = {1,2})(-?\\d{1,10})`,
    ),
    (match) => ({
      type: 'irq_bypass_failed',
      device: group(match, 1) === '' ? null : group(match, 1),
      error: Number(group(match, 2)),
    }),
  ),
  byRegExp(
    'failed to update PI IRTE',
    /^(?:kvm: )?(?:\w{1,64}: )?failed to update PI IRTE/,
    () => ({ type: 'irq_bypass_failed', device: null, error: null }),
  ),
  byRegExp(
    'kvmppc_set_passthru_irq',
    /^(?:kvm: )?kvmppc_(?:set|clr)_passthru_irq \(irq \d{1,10}, gsi \d{1,10}\) fails: (-?\d{1,10})/,
    (match) => ({ type: 'irq_bypass_failed', device: null, error: Number(group(match, 1)) }),
  ),
  // `vfio-pci 0000:01:00.0: resetting`; variant drivers: `mlx5_vfio_pci 0000:01:00.1: …`
  byRegExp(
    'vfio',
    new RegExp(`^(?:[\\w-]{1,32}[-_])?vfio[-_]pci (${BDF}): (?!AMD-Vi: )(\\S.*)$`),
    (match) => ({
      type: 'vfio_pci_message',
      device: group(match, 1),
      message: group(match, 2),
    }),
  ),
];
