/** One passed-through device in QEMU's log, and the guest's driver that makes QEMU speak of it. */
import type { QemuSpeaker } from './qemu-speaker.ts';
import { untraced, type SpokenHost } from './spoken-host.ts';

const ENTRIES = 8;
const MAIN = 28860; // vCPUs have threads of their own

const sorted = (of: ReadonlySet<number>): readonly number[] => [...of].toSorted((a, b) => a - b);

interface DeviceOptions {
  readonly name?: string;
  /** A virtual function has no INTx pin. */
  readonly vf?: boolean;
  readonly vcpu?: number;
  readonly host?: SpokenHost;
}

/** One passed-through device and its guest's driver. */
export class SpokenDevice {
  readonly name: string;
  readonly #q: QemuSpeaker;
  readonly #pin: boolean;
  readonly #vcpu: number;
  readonly #host: SpokenHost;
  /** The thread that speaks: a vCPU for what the guest does, the main thread for resets and migration. */
  #thread: number;
  #on = false;
  #maskAll = false;
  readonly #unmasked = new Set<number>();
  /** Entries that QEMU was told of since the enable: their handlers are up. */
  readonly #known = new Set<number>();
  readonly #routes = new Map<number, number>();
  /** QEMU's own count. */
  #size = 0;
  /** Growing fails with this message. */
  failWith: string | null = null;
  /** Another vector is pending, so the line that ends a use is not printed. */
  silentEnd = false;

  constructor(qemu: QemuSpeaker, options: DeviceOptions = {}) {
    this.#q = qemu;
    this.name = options.name ?? '0000:3b:00.0';
    this.#pin = options.vf !== true;
    this.#vcpu = options.vcpu ?? 28861;
    this.#thread = this.#vcpu;
    this.#host = options.host ?? untraced(qemu);
  }

  get isOn(): boolean {
    return this.#on;
  }

  get live(): readonly number[] {
    return this.#on && !this.#maskAll ? sorted(this.#unmasked) : [];
  }

  #say(text: string): void {
    this.#host.task(this.#thread);
    this.#q.say(text, this.#thread);
  }

  #event(name: string, rest = ''): void {
    this.#say(`${name}  (${this.name})${rest === '' ? '' : ` ${rest}`}`);
  }

  get #old(): boolean {
    return ['A', 'B', 'C'].includes(this.#q.of);
  }

  /** What this version calls it: to 8.1, from 8.2, from 10.1 on. */
  #named<T>(first: T, second: T, third: T): T {
    if (this.#old) return first;
    return this.#q.stamps === 'iso' ? third : second;
  }

  /** realize, then the first system reset. */
  plug(): void {
    this.#thread = MAIN;
    const attach = this.#named('vfio_realize', 'vfio_attach_device', 'vfio_device_attach');
    this.#event(attach, 'group 42');
    const resize = this.#old ? '' : `, noresize ${this.#q.of === 'D' ? 1 : 0}`;
    this.#say(
      `vfio_msix_early_setup ${this.name} PCI MSI-X CAP @0xb0, BAR 4, offset 0x0, entries ${ENTRIES}${resize}`,
    );
    this.#intxOn();
    this.#q.wait(1000);
    this.reset();
  }

  #writeControl(): void {
    const control = (this.#on ? 0x8000 : 0) | (this.#maskAll ? 0x4000 : 0) | (ENTRIES - 1);
    this.#say(`vfio_pci_write_config  (${this.name}, @0xb2, 0x${control.toString(16)}, len=0x2)`);
    this.#say(
      `msix_write_config dev vfio-pci enabled ${this.#on ? 1 : 0} masked ${this.#maskAll ? 1 : 0}`,
    );
  }

  #intxOn(): void {
    this.#say(`vfio_pci_read_config  (${this.name}, @0x3d, len=0x1) 0x${this.#pin ? 1 : 0}`);
    if (!this.#pin) return;
    this.#host.intx(true);
    this.#event('vfio_intx_enable_kvm', 'KVM INTx accel enabled');
    this.#event('vfio_intx_enable');
  }

  #intxOff(): void {
    if (!this.#pin) return;
    this.#host.intx(false);
    this.#event('vfio_intx_disable_kvm', 'KVM INTx accel disabled');
    this.#event('vfio_intx_disable');
  }

  /** The guest sets the enable bit, with the mask-all bit as Linux does, or without. */
  enable({ maskAll = true } = {}): void {
    this.#thread = this.#vcpu;
    this.#on = true;
    this.#maskAll = maskAll;
    this.#writeControl();
    this.#enableSequence();
  }

  #enableSequence(): void {
    this.#intxOff();
    const active = this.live;
    const { of } = this.#q;
    if (of === 'A' || of === 'B') {
      this.#phantom(of === 'A' ? 0 : (active.at(-1) ?? 0));
      for (const vector of active) this.#use(vector);
    } else if (active.length > 0) {
      for (const vector of active) {
        this.#event('vfio_msix_vector_do_use', `vector ${vector} used`);
        this.#route(vector);
        this.#event('vfio_msix_pba_disable');
        this.#known.add(vector);
      }
      this.#say('kvm_irqchip_commit_routes ');
      this.#size = (active.at(-1) ?? 0) + 1;
      this.#host.enable(this.#size, active);
    } else if (of === 'C') {
      this.#phantom(0);
    } else {
      this.#host.enable(1, []);
      this.#size = 0;
    }
    this.#event('vfio_msix_enable');
  }

  /** QEMU to 8.1 enables with a vector of its own, used and released at once. */
  #phantom(vector: number): void {
    this.#event('vfio_msix_vector_do_use', `vector ${vector} used`);
    this.#host.disable();
    this.#host.enable(vector + 1, [vector]);
    this.#size = vector + 1;
    this.#event('vfio_msix_pba_disable');
    this.#event('vfio_msix_vector_release', `vector ${vector} released`);
    this.#known.add(vector);
  }

  #route(vector: number): void {
    const virq = this.#routes.get(vector);
    if (virq !== undefined) {
      this.#say(`kvm_irqchip_update_msi_route Updating MSI route virq=${virq}`);
      return;
    }
    const added = this.#q.nextVirq();
    this.#routes.set(vector, added);
    this.#say(`kvm_irqchip_add_msi_route dev vfio-pci vector ${vector} virq ${added}`);
  }

  #use(vector: number): void {
    const others = this.live.filter((other) => other !== vector && this.#known.has(other));
    this.#event('vfio_msix_vector_do_use', `vector ${vector} used`);
    this.#route(vector);
    this.#say('kvm_irqchip_commit_routes ');
    const from = this.#q.us;
    if (vector < this.#size || this.#q.of === 'E') {
      this.#host.set(vector);
      this.#size = Math.max(this.#size, vector + 1);
      if (this.failWith !== null) this.#q.complain(this.failWith);
    } else {
      this.#host.disable();
      this.#host.enable(vector + 1, [...this.#known, vector]);
      this.#size = vector + 1;
      if (this.failWith !== null) this.#q.complain(this.failWith);
      else if (others.length > 0) this.#q.tornDown(this.name, others, from);
    }
    this.#known.add(vector);
    if (!this.silentEnd) this.#event('vfio_msix_pba_disable');
  }

  /** The guest clears the mask bit of an entry. */
  unmask(...vectors: readonly number[]): void {
    this.#thread = this.#vcpu;
    for (const vector of vectors) {
      if (this.#unmasked.has(vector)) continue;
      this.#unmasked.add(vector);
      if (this.#on && !this.#maskAll) this.#use(vector);
      this.#q.wait(500);
    }
  }

  mask(...vectors: readonly number[]): void {
    this.#thread = this.#vcpu;
    const told = this.#on && !this.#maskAll;
    for (const vector of vectors) if (this.#unmasked.delete(vector) && told) this.#release(vector);
  }

  #release(vector: number): void {
    this.#event('vfio_msix_vector_release', `vector ${vector} released`);
    if (this.#routes.has(vector)) this.#host.set(vector);
  }

  /** The guest sets or clears the mask-all bit. */
  maskAll(set: boolean): void {
    this.#thread = this.#vcpu;
    const before = this.live;
    this.#maskAll = set;
    this.#writeControl();
    if (set) for (const vector of before) this.#release(vector);
    else for (const vector of this.live) this.#use(vector);
  }

  /** The guest clears the enable bit. */
  disable(): void {
    this.#thread = this.#vcpu;
    this.#on = false;
    this.#writeControl();
    this.#disableSequence();
  }

  /** What runs when MSI-X goes off, for whatever reason; a reset releases what is live twice. */
  #disableSequence(live: readonly number[] = []): void {
    for (const vector of [...live, ...sorted(this.#known)]) this.#release(vector);
    this.#host.disable();
    for (const virq of this.#routes.values()) this.#say(`kvm_irqchip_release_virq virq ${virq}`);
    this.#known.clear();
    this.#routes.clear();
    this.#size = 0;
    this.#intxOn();
    this.#event('vfio_msix_disable');
  }

  /** The device's own reset, by the machine's. No config write says so, and the guest's table is cleared. */
  reset(): void {
    this.#thread = MAIN;
    this.#event('vfio_pci_reset');
    this.preReset();
    this.#intxOff();
    this.#say(`vfio_pci_read_config  (${this.name}, @0x4, len=0x2) 0x507`);
    this.#say(`vfio_pci_write_config  (${this.name}, @0x4, 0x100, len=0x2)`);
    this.#q.wait(100_000);
    this.#say(`vfio_pci_reset_flr ${this.name} FLR/VFIO_DEVICE_RESET`);
    this.#intxOn();
  }

  /** The part of a reset that a bus reset does to each device on the bus. */
  preReset(): void {
    this.#thread = MAIN;
    if (this.#on) this.#disableSequence(this.live);
    this.#on = false;
    this.#maskAll = false;
    this.#unmasked.clear();
  }

  /** A bus reset; `beside` are the other devices on the bus. */
  hotReset(...beside: readonly SpokenDevice[]): void {
    this.#thread = MAIN;
    this.#event('vfio_pci_reset');
    this.preReset();
    this.#event('vfio_pci_hot_reset', 'multi');
    this.#say(`vfio_pci_hot_reset_has_dep_devices ${this.name}: hot reset dependent devices:`);
    for (const device of beside) device.preReset();
    this.#q.wait(100_000);
    this.#say(`vfio_pci_hot_reset_result ${this.name} hot reset: Success`);
    for (const device of [...beside, this]) device.#intxOn();
  }

  /** A migrated guest arrives with these vectors unmasked. */
  migrateIn(...vectors: readonly number[]): void {
    this.#thread = MAIN;
    this.#event('vfio_load_state', 'data 0xffffffffef100004');
    const config = 'vfio_load_device_config_state';
    if (this.#q.stamps === 'iso') this.#event(`${config}_start`); // in two lines from 10.0 on
    this.#say(`vfio_pci_write_config  (${this.name}, @0x4, 0x507, len=0x2)`);
    this.#on = true;
    for (const vector of vectors) this.#unmasked.add(vector);
    this.#enableSequence();
    this.#event(this.#q.stamps === 'iso' ? `${config}_end` : config);
    this.#event('vfio_load_state', 'data 0xffffffffef100001'); // the end of the state has its line too
  }

  /** Hot-unplug of a device that its guest still uses. */
  unplug(): void {
    this.#thread = MAIN;
    this.preReset();
    this.#intxOff();
    const before = 'vfio_detach_device';
    this.#event(this.#named(before, before, 'vfio_device_detach'), 'group 42');
  }
}
