/** What each of QEMU's events about one device means to its state. An event without a meaning here says so with null. */
import type { QemuEvent, QemuEventType } from '../model/event/index.ts';
import { markOf, type Mark } from './mark.ts';
import type { QemuDevice } from './qemu-device.ts';

type Meaning<T extends QemuEventType> =
  ((device: QemuDevice, event: QemuEvent<T>, mark: Mark) => void) | null;

const meanings: { readonly [T in QemuEventType]: Meaning<T> } = {
  vfio_msix_early_setup: (device, event, mark) => device.setup(event, mark),
  vfio_msix_vector_do_use: (device, event, mark) => {
    device.moments.add('use', event, mark, event.vector);
    device.lastUse = event.vector;
    device.vectors.doUse(event.vector, event.tid, mark);
  },
  vfio_msix_pba_disable: (device, event, mark) => {
    device.moments.add('used', event, mark, device.lastUse);
    device.vectors.endUse(mark);
  },
  vfio_msix_vector_release: (device, event, mark) => {
    device.moments.add('release', event, mark, event.vector);
    device.vectors.release(event.vector, event.tid, mark);
  },
  vfio_msix_enable: (device, event, mark) => {
    device.moments.add('enabled', event, mark, null);
    device.vectors.enabled(mark);
  },
  vfio_msix_disable: (device, event, mark) => {
    device.moments.add('disabled', event, mark, null);
    device.vectors.disabled(event.tid, mark);
  },
  vfio_msix_pba_enable: (device, _event, mark) => device.pendingOn(mark),
  vfio_msi_interrupt: (device, event) => device.tookInterrupt(event.vector),
  vfio_msi_enable: (device) => {
    device.msi = true;
  },
  vfio_msi_disable: null,
  vfio_intx_enable: (device, event, mark) => device.moments.add('intx', event, mark, null),
  vfio_intx_disable: null,
  vfio_intx_enable_kvm: (device, event, mark) => device.moments.add('intx', event, mark, null),
  vfio_intx_disable_kvm: (device, event, mark) => device.moments.add('intx', event, mark, null),
  vfio_intx_interrupt: null,
  vfio_pci_intx_eoi: null,
  vfio_pci_read_config: null,
  vfio_pci_write_config: null, // the fold reads the enable bit in it
  vfio_pci_reset: (device, event, mark) => device.vectors.begin('reset', event.tid, mark),
  vfio_pci_hot_reset: (device, event, mark) => device.vectors.begin('reset', event.tid, mark),
  vfio_pci_reset_flr: null,
  vfio_pci_reset_pm: null,
  vfio_pci_hot_reset_result: null, // the fold tells all devices on the bus
  vfio_device_reset_handler: (device, event, mark) =>
    device.vectors.begin('reset', event.tid, mark),
  vfio_device_attach: (device, _event, mark) => device.vectors.off(mark),
  vfio_device_detach: (device, event, mark) => device.vectors.detached(event.tid, mark),
  vfio_load_state: (device) => {
    device.vectors.loading = true;
  },
  vfio_load_device_config_state_start: (device) => {
    device.vectors.loading = true;
  },
  vfio_load_device_config_state_end: (device) => {
    device.vectors.loading = false;
  },
  // `vfio_load_state` has a line for each piece of the state, the last of them after the end of the config space.
  vfio_vmstate_change: (device, event) => {
    if (event.running) device.vectors.loading = false;
  },
  cpr_state_load: null, // printed before there are devices: the fold remembers it
  msix_write_config: null, // named by the QOM type only: the fold finds the device
  kvm_irqchip_add_msi_route: null,
  kvm_irqchip_update_msi_route: (device, _event, mark) => device.vectors.routeUpdated(mark),
  kvm_irqchip_commit_routes: (device, _event, mark) => device.vectors.routesCommitted(mark),
  kvm_irqchip_release_virq: null,
  vfio_user_set_irqs: null,
  vfio_user_get_irq_info: null,
  msix_table_write: null,
  vfio_enable_failed: null,
  vfio_error: null,
  libvirt_starting_up: (device, _event, mark) => device.vectors.off(mark),
  libvirt_shutting_down: (device, event, mark) => device.gone(event.tid, mark),
};

/** Lines that QEMU prints while it enables MSI-X or takes a vector into use. */
const WITHIN_A_USE: ReadonlySet<QemuEventType> = new Set<QemuEventType>([
  'vfio_msix_vector_do_use',
  'vfio_msix_vector_release',
  'vfio_msix_pba_disable',
  'vfio_msix_enable',
  'kvm_irqchip_add_msi_route',
  'kvm_irqchip_update_msi_route',
  'kvm_irqchip_commit_routes',
  'vfio_user_set_irqs',
  'vfio_enable_failed',
  'vfio_error',
]);

/** Does QEMU print a line like this one between the first and the last line of a use? */
export const isWithinUse = (type: QemuEventType): boolean => WITHIN_A_USE.has(type);

export function tell<T extends QemuEventType>(device: QemuDevice, event: QemuEvent<T>): void {
  if (!isWithinUse(event.type)) device.vectors.settle();
  const meaning: Meaning<T> = meanings[event.type];
  if (meaning !== null) meaning(device, event, markOf(event));
}
