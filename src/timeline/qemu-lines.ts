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
    device.doUse(event.vector, event.tid, mark);
  },
  vfio_msix_pba_disable: (device, event, mark) => {
    device.moments.add('used', event, mark, device.lastUse);
    device.endUse(mark);
  },
  vfio_msix_vector_release: (device, event, mark) => {
    device.moments.add('release', event, mark, event.vector);
    device.release(event.vector);
  },
  vfio_msix_enable: (device, event, mark) => {
    device.moments.add('enabled', event, mark, null);
    device.enabled(mark);
  },
  vfio_msix_disable: (device, event, mark) => {
    device.moments.add('disabled', event, mark, null);
    device.disabled(event, mark);
  },
  vfio_msix_pba_enable: (device, _event, mark) => device.pendingOn(mark),
  vfio_msi_interrupt: (device, event) => device.tookInterrupt(event.vector),
  vfio_msi_enable: (device) => device.usesMsi(),
  vfio_msi_disable: null,
  vfio_intx_enable: (device, event, mark) => device.moments.add('intx', event, mark, null),
  vfio_intx_disable: null,
  vfio_intx_enable_kvm: (device, event, mark) => device.moments.add('intx', event, mark, null),
  vfio_intx_disable_kvm: (device, event, mark) => device.moments.add('intx', event, mark, null),
  vfio_intx_interrupt: null,
  vfio_pci_intx_eoi: null,
  vfio_pci_read_config: null,
  vfio_pci_write_config: null, // the fold reads the enable bit in it
  vfio_pci_reset: (device, event, mark) => device.beginDisable('reset', event.tid, mark),
  vfio_pci_hot_reset: (device, event, mark) => device.beginDisable('reset', event.tid, mark),
  vfio_pci_reset_flr: null,
  vfio_pci_reset_pm: null,
  vfio_pci_hot_reset_result: null,
  vfio_device_reset_handler: (device, event, mark) => device.beginDisable('reset', event.tid, mark),
  vfio_device_attach: (device, _event, mark) => device.forget(mark),
  vfio_device_detach: (device, event, mark) => {
    device.beginDisable('disable', event.tid, mark);
    device.forget(mark);
  },
  vfio_load_state: (device) => device.load(true),
  vfio_load_device_config_state_start: (device) => device.load(true),
  vfio_load_device_config_state_end: (device) => device.load(false),
  vfio_vmstate_change: null,
  cpr_state_load: (device) => device.reclaimed(),
  msix_write_config: null, // named by the QOM type only: the fold finds the device
  kvm_irqchip_add_msi_route: null,
  kvm_irqchip_update_msi_route: null,
  kvm_irqchip_commit_routes: (device, _event, mark) => device.routesCommitted(mark),
  kvm_irqchip_release_virq: null,
  vfio_user_set_irqs: null,
  vfio_user_get_irq_info: null,
  msix_table_write: null,
  vfio_enable_failed: null,
  vfio_error: null,
  libvirt_starting_up: (device, _event, mark) => device.forget(mark),
  libvirt_shutting_down: (device, event, mark) => device.gone(event.tid, mark),
};

export function tell<T extends QemuEventType>(device: QemuDevice, event: QemuEvent<T>): void {
  const meaning: Meaning<T> = meanings[event.type];
  if (meaning !== null) meaning(device, event, markOf(event));
}
