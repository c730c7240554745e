/** What the sources cannot show, in words: the other half of every statement. */
import type { DeviceTimeline } from '../model/timeline.ts';
import type { PlacedSource } from './clock.ts';

export function unobservedOf(
  sources: readonly PlacedSource[],
  devices: readonly DeviceTimeline[],
): readonly string[] {
  const seen = new Set(sources.flatMap(({ fold }) => [...fold.seen]));
  const roles = new Set(sources.map(({ meta }) => meta.role));
  const out: string[] = [];
  if (!seen.has('irq_handler_entry')) {
    out.push('no irq_handler_entry: whether and how often vectors fired is not visible');
  }
  if (roles.has('trace') && !seen.has('vector_teardown') && !seen.has('pci_free_irq_vectors')) {
    out.push(
      'no irq_vectors events and no pci_free_irq_vectors: the span of the clear enable bit is not visible',
    );
  }
  if (!roles.has('trace')) {
    out.push("no kernel trace: the host's own teardowns are not visible");
  }
  if (!roles.has('kernel-log')) {
    out.push('no kernel log: stray vectors, traps and remapping faults are not visible');
  }
  if (!seen.has('vfio_msix_vector_do_use') && !seen.has('vfio_msix_early_setup')) {
    out.push("no QEMU log: the guest's view (masked or unmasked) is not visible");
  }
  for (const device of devices) {
    if (device.posted) {
      out.push(`${device.name}: interrupts are posted to vCPUs; host counts are blind`);
    }
  }
  return out;
}

export function limitsOf(sources: readonly PlacedSource[]): readonly string[] {
  const out: string[] = [];
  for (const { fold, meta, placement } of sources) {
    if (fold.events === 0) continue;
    if (fold.clock === 'order') out.push(`no clock in ${meta.name}: order only`);
    else if (placement.offset === null)
      out.push(`${meta.name} could not be put on the clock of the case`);
    if (fold.messages.dropped > 0) {
      out.push(
        `${meta.name}: ${fold.messages.dropped} kernel messages over the limit were counted and not kept`,
      );
    }
    if (fold.kernel.ioctls.dropped > 0) {
      out.push(`${meta.name}: ${fold.kernel.ioctls.dropped} ioctls over the limit were not kept`);
    }
  }
  return out;
}
