/** Folds QEMU's log into what the guest and QEMU did, device by device. */
import type { FactEvent, QemuEvent, QemuEventType } from '../model/event/index.ts';
import { VFIO_IRQ_INFO_NORESIZE } from '../model/event/index.ts';
import { VFIO_IRQ_SET_ACTION_TRIGGER, VFIO_PCI_MSIX_IRQ_INDEX } from '../model/pci.ts';
import type { Nanos } from '../model/time.ts';
import { Budget } from './budget.ts';
import { markOf, type Mark } from './mark.ts';
import { QemuDevice } from './qemu-device.ts';
import { isWithinUse, tell } from './qemu-lines.ts';
import { QemuRoom } from './qemu-room.ts';

/** A refusal as QEMU printed it. */
export interface QemuFailure {
  readonly device: string | null;
  readonly vector: number | null;
  readonly irqType: 'msix' | 'msi' | 'intx' | 'unknown';
  readonly reason: string;
  readonly mark: Mark;
}

/** QEMU that takes over a running device prints these, and resets nothing. */
const RESETS: ReadonlySet<QemuEventType> = new Set<QemuEventType>([
  'vfio_device_reset_handler',
  'vfio_pci_reset',
]);

/** Lines between a config write of a device and the msix_write_config that it causes: none but noise. */
const ADJACENT_LINES = 4;
const FAILURES_KEPT = 1000;

/** The machine's and libvirt's own lines concern every device. */
const ABOUT_ALL: ReadonlySet<QemuEventType> = new Set<QemuEventType>([
  'vfio_device_reset_handler',
  'libvirt_starting_up',
  'libvirt_shutting_down',
]);

export class QemuFold {
  readonly devices = new Map<string, QemuDevice>();
  readonly failures: QemuFailure[] = [];
  readonly errors: {
    readonly device: string | null;
    readonly message: string;
    readonly mark: Mark;
  }[] = [];
  readonly #budget: Budget;
  readonly #room: QemuRoom;
  /** Devices that would learn something from a line about all, by what the line says. */
  readonly #untold = {
    reset: new Set<QemuDevice>(),
    off: new Set<QemuDevice>(),
  };
  qemuVersion: string | null = null;
  first: Nanos | null = null;
  last: Nanos | null = null;
  #lastWrite: { readonly device: QemuDevice; readonly line: number } | null = null;
  /** The device that the last lines were about: QEMU's big lock keeps one device's lines together. */
  #current: QemuDevice | null = null;
  /** A new QEMU takes over a running machine (CPR), and the guest has not gone on yet. */
  #takesOver = false;
  /** What vfio-user's server answered about MSI-X, for the device whose setup line comes next. */
  #noresize: boolean | null = null;

  constructor(budget = new Budget()) {
    this.#budget = budget;
    this.#room = new QemuRoom(budget);
  }

  observe(t: Nanos | null): void {
    if (t === null) return;
    this.first ??= t;
    if (this.last === null || t > this.last) this.last = t;
  }

  fact(event: FactEvent): void {
    if (event.fact === 'qemu') this.qemuVersion = event.value;
  }

  event(event: QemuEvent): void {
    this.observe(event.t);
    this.#endUse(event);
    if (event.type === 'vfio_enable_failed') this.#failed(event);
    else if (event.type === 'vfio_error') this.#error(event);
    else if ('device' in event) this.#ofDevice(event, event.device);
    else this.#ofAny(event);
  }

  /** QEMU does one thing at a time: a line about anything else ends a use, also where its own last line is missing. */
  #endUse(event: QemuEvent): void {
    const vectors = this.#current?.vectors;
    if (vectors === undefined || !vectors.inUse) return;
    const named = 'device' in event ? event.device : null;
    const other = named !== null && named !== this.#current?.name;
    if (other || !isWithinUse(event.type)) vectors.endUse(markOf(event));
    else vectors.answered(markOf(event));
  }

  /** Lines that name no device: of the one that the lines before were about, or of all. */
  #ofAny(event: QemuEvent): void {
    if (event.type === 'msix_write_config') this.#msixWrite(event);
    else if (event.type === 'vfio_user_set_irqs') this.#setIrqs(event);
    else if (event.type === 'vfio_user_get_irq_info') this.#irqInfo(event);
    else if (event.type === 'cpr_state_load') this.#takesOver = true;
    else if (ABOUT_ALL.has(event.type)) {
      if (this.#takesOver && RESETS.has(event.type)) return;
      this.#tellAll(event);
    } else if (this.#current !== null) {
      this.#hear(this.#current);
      tell(this.#current, event);
    }
  }

  /** Said twice it says nothing new: a log of thousands of devices may repeat it without end. */
  #tellAll(event: QemuEvent): void {
    const { reset, off } = this.#untold;
    const isReset = RESETS.has(event.type);
    for (const device of isReset ? reset : off) tell(device, event);
    reset.clear();
    if (!isReset) off.clear();
  }

  #irqInfo(event: QemuEvent<'vfio_user_get_irq_info'>): void {
    if (event.index !== VFIO_PCI_MSIX_IRQ_INDEX) return;
    this.#noresize = (event.flags & VFIO_IRQ_INFO_NORESIZE) !== 0;
  }

  end(): void {
    for (const { vectors } of this.devices.values()) vectors.finish();
  }

  #device(name: string): QemuDevice {
    let device = this.devices.get(name);
    if (device === undefined) {
      device = new QemuDevice(name, () => this.qemuVersion, this.#room);
      if (this.#budget.allows('devices', this.devices.size)) this.devices.set(name, device);
    }
    device.noresize ??= this.#noresize;
    this.#noresize = null;
    this.#hear(device);
    return device;
  }

  /** Something of it is told: it may be at work. */
  #hear(device: QemuDevice): void {
    if (this.devices.get(device.name) !== device) return;
    this.#untold.reset.add(device);
    this.#untold.off.add(device);
  }

  #ofDevice(event: QemuEvent, name: string): void {
    const device = this.#device(name);
    this.#current = device;
    if (this.#takesOver && RESETS.has(event.type)) return;
    if (event.type === 'vfio_pci_write_config') this.#configWrite(event, device);
    else tell(device, event);
    if (event.type === 'vfio_msix_early_setup' && this.#takesOver) device.vectors.reclaimed();
    if (event.type === 'vfio_msix_vector_do_use' || event.type === 'vfio_msix_vector_release') {
      this.#takesOver = false;
    }
    if (event.type === 'vfio_pci_hot_reset' || event.type === 'vfio_pci_hot_reset_result') {
      const begins = event.type === 'vfio_pci_hot_reset';
      for (const { vectors } of this.devices.values()) vectors.resetting = begins;
    }
  }

  #configWrite(event: QemuEvent<'vfio_pci_write_config'>, device: QemuDevice): void {
    this.#lastWrite = { device, line: event.line };
    const control = controlOf(event, device.capability);
    if (control === null) device.vectors.settle();
    else device.guestWrote(control.enabled, control.masked, event.tid, markOf(event));
  }

  /** The QOM type does not tell devices apart: the config write right before it does. */
  #msixWrite(event: QemuEvent<'msix_write_config'>): void {
    if (!event.qom.startsWith('vfio')) return;
    const last = this.#lastWrite;
    const near = last !== null && event.line - last.line <= ADJACENT_LINES ? last.device : null;
    const only = this.devices.size === 1 ? [...this.devices.values()][0] : undefined;
    const device = near ?? only;
    if (device === undefined) return;
    this.#current = device;
    this.#hear(device);
    device.guestWrote(event.enabled, event.masked, event.tid, markOf(event));
  }

  #setIrqs(event: QemuEvent<'vfio_user_set_irqs'>): void {
    if (event.index !== VFIO_PCI_MSIX_IRQ_INDEX || this.#current === null) return;
    if ((event.flags & VFIO_IRQ_SET_ACTION_TRIGGER) === 0) return;
    this.#hear(this.#current);
    const { vectors } = this.#current;
    if (event.count === 0) vectors.tornDown(markOf(event));
    else vectors.setAgain(event.start, event.count, markOf(event));
  }

  #failed(event: QemuEvent<'vfio_enable_failed'>): void {
    const mark = markOf(event);
    const only = this.devices.size === 1 ? [...this.devices.values()][0] : undefined;
    const named = event.device === null ? (this.#current ?? only) : this.#device(event.device);
    if (named !== undefined) this.#hear(named);
    named?.vectors.failed(mark, event.reason, event.vector);
    if (this.failures.length >= FAILURES_KEPT) return;
    this.failures.push({
      device: event.device ?? named?.name ?? null,
      vector: event.vector,
      irqType: event.irqType,
      reason: event.reason,
      mark,
    });
  }

  #error(event: QemuEvent<'vfio_error'>): void {
    if (this.errors.length >= FAILURES_KEPT) return;
    this.errors.push({ device: event.device, message: event.message, mark: markOf(event) });
  }
}

/**
 * MSI-X control in a guest's config write: Message Control is the 16 bits at capability + 2, its bit 15 enables, its bit
 * 14 masks all. Guests write 2 bytes there, 4 at the capability, or 1 at + 3. Null for any other write.
 */
function controlOf(
  event: QemuEvent<'vfio_pci_write_config'>,
  capability: number | null,
): Control | null {
  if (capability === null) return null;
  const { addr, len, value } = event;
  if (addr === capability + 2 && len === 2) return bitsOf(value >>> 8);
  if (addr === capability && len === 4) return bitsOf(value >>> 24);
  if (addr === capability + 3 && len === 1) return bitsOf(value);
  return null;
}

interface Control {
  readonly enabled: boolean;
  readonly masked: boolean;
}

const bitsOf = (high: number): Control => ({
  enabled: (high & 0x80) !== 0,
  masked: (high & 0x40) !== 0,
});
