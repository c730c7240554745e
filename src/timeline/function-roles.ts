/** Traced functions that are not part of a SET_IRQS, and what they mean to it. */
import type { TracedFunction } from '../model/event/index.ts';

/** The ioctl above a SET_IRQS. */
export const IOCTLS: ReadonlySet<TracedFunction> = new Set<TracedFunction>([
  'vfio_device_fops_unl_ioctl',
  'vfio_pci_ioctl',
  'vfio_pci_core_ioctl',
]);

/** The device file is let go: a teardown below is nobody's wish. */
export const RELEASES: ReadonlySet<TracedFunction> = new Set<TracedFunction>([
  'vfio_device_fops_release',
  'vfio_pci_core_close_device',
  'vfio_pci_core_disable',
]);

/** Interrupt Message Storage: no MSI-X, and it grows by itself. */
export const IMS: ReadonlySet<TracedFunction> = new Set<TracedFunction>([
  'pci_ims_alloc_irq',
  'pci_ims_free_irq',
  'pci_create_ims_domain',
]);
