/** Names that the kernel and QEMU give to a device and its interrupts. */

/** What an irqaction's name says of its owner: `vfio-msix[3](0000:01:00.0)`, `vfio-intx(0000:01:00.0)`. */
export interface IrqName {
  readonly kind: 'msix' | 'msi' | 'intx' | 'other';
  /** `0000:01:00.0`; VMD domains have five digits (`10000:e1:00.0`). Empty for other names. */
  readonly device: string;
  /** MSI-X table index (or MSI message number); null for INTx and other names. */
  readonly vector: number | null;
}

const VFIO_NAME = /^vfio-(msix|msi|intx)(?:\[(\d{1,5})\])?\(([^()]{1,256})\)/;

/** Reads an irqaction's name. vfio-platform's `vfio-irq[0](…)` and all other names are `other`. */
export function parseIrqName(name: string): IrqName {
  const match = name.startsWith('vfio-') ? VFIO_NAME.exec(name) : null;
  const [, kind, vector, device] = match ?? [];
  if (device === undefined || (kind !== 'msix' && kind !== 'msi' && kind !== 'intx')) {
    return { kind: 'other', device: '', vector: null };
  }
  return { kind, device, vector: vector === undefined ? null : Number(vector) };
}

const BDF = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;

/** A full PCI address with its domain, in the kernel's spelling. */
export const isBdf = (name: string): boolean => BDF.test(name);

/** Does a BDF without its domain (`01:00.0`, as DMAR and AMD-Vi print it) name this device? */
export const matchesShortBdf = (device: string, short: string): boolean =>
  isBdf(device) && (device === short || device.endsWith(`:${short}`));

/** Indices of VFIO_DEVICE_SET_IRQS on a PCI device. */
export const VFIO_PCI_INTX_IRQ_INDEX = 0;
export const VFIO_PCI_MSI_IRQ_INDEX = 1;
export const VFIO_PCI_MSIX_IRQ_INDEX = 2;

/** Flags of VFIO_DEVICE_SET_IRQS. */
export const VFIO_IRQ_SET_DATA_NONE = 1;
export const VFIO_IRQ_SET_DATA_EVENTFD = 4;
export const VFIO_IRQ_SET_ACTION_TRIGGER = 0x20;

/**
 * The CPU vector that a reserved MSI-X vector is parked on (MANAGED_IRQ_SHUTDOWN_VECTOR, 0xef): no real vector is
 * assigned while a trace shows this one.
 */
export const PARKED_CPU_VECTOR = 239;

/**
 * Irqs below this are the IO-APIC's own on x86 (one IO-APIC has 24 pins): irq_vectors lines about them are never MSI.
 * Dynamic irqs are numbered from gsi_top up.
 */
export const FIRST_DYNAMIC_IRQ = 24;

/** Entries of the largest MSI-X table: the size field has 11 bits. */
export const MSIX_MAX_VECTORS = 2048;
