/** One device in a kernel trace, and the SET_IRQS that make the kernel speak of it. */
import type { KernelSpeaker, Task } from './kernel-speaker.ts';

interface Entry {
  readonly irq: number;
  handler: boolean;
  cpuVector: number;
}

const SET_IRQS = { eventfd: 0x24, none: 0x21 } as const;
const MSIX = 2;
const IDLE: Task = { comm: '<idle>', tid: 0 };

export interface TracedOptions {
  readonly name?: string;
  readonly task?: Task;
  /** Linux to 5.14 has other names above. */
  readonly old?: boolean;
}

export class TracedDevice {
  readonly name: string;
  task: Task;
  readonly #k: KernelSpeaker;
  readonly #vdev: string;
  readonly #old: boolean;
  readonly #table = new Map<number, Entry>();
  #on = false;
  /** When the enable bit was cleared with vectors live, and which. */
  #off: { readonly from: number; readonly live: readonly number[] } | null = null;

  constructor(kernel: KernelSpeaker, options: TracedOptions = {}) {
    this.#k = kernel;
    this.name = options.name ?? '0000:01:00.0';
    this.task = options.task ?? { comm: 'CPU 0/KVM', tid: 4242 };
    this.#old = options.old ?? false;
    this.#vdev = `0xffff8e1d${this.name.replaceAll(/[^0-9a-f]/g, '').slice(-6)}00`;
  }

  get live(): readonly number[] {
    const live = [...this.#table].filter(([, entry]) => entry.handler).map(([index]) => index);
    return live.toSorted((a, b) => a - b);
  }

  get isOn(): boolean {
    return this.#on;
  }

  irqOf(index: number): number {
    return this.#table.get(index)?.irq ?? -1;
  }

  cpuVectorOf(index: number): number {
    return this.#table.get(index)?.cpuVector ?? -1;
  }

  #fn(name: string, caller = ''): void {
    const text = caller === '' ? name : `${name} <-${caller}`;
    const vfioOnly = name.startsWith('vfio_') && !this.#k.sees('functions');
    this.#k.say(vfioOnly ? 'vfio-functions' : 'functions', text, this.task);
  }

  #vector(text: string): void {
    this.#k.say('vectors', text, this.task);
  }

  /** One SET_IRQS, from the entry of the ioctl to the probe on its return. */
  #ioctl(flags: number, start: number, count: number, body: () => number, index = MSIX): void {
    const ioctl = this.#old ? 'vfio_pci_ioctl' : 'vfio_pci_core_ioctl';
    const module = this.#old ? 'vfio_pci' : 'vfio_pci_core';
    this.#fn(ioctl, 'vfio_device_fops_unl_ioctl');
    this.#setIrqs(flags, start, count, index, module);
    const ret = body();
    this.#k.say(
      'probes',
      `vfio_set_irqs_ret: (${ioctl}+0x109/0xf60 [${module}] <- vfio_pci_set_irqs_ioctl) ret=${ret}`,
      this.task,
    );
    this.#k.wait(100);
  }

  #setIrqs(
    flags: number,
    start: number,
    count: number,
    index: number,
    module: string,
    caller = 'vfio_pci_core_ioctl',
  ): void {
    const who = this.#k.sees('vdev') ? `vdev=${this.#vdev} ` : '';
    const name = this.#k.sees('name') ? ` name="${this.name}"` : '';
    this.#k.say(
      'probes',
      `vfio_set_irqs: (vfio_pci_set_irqs_ioctl+0x4/0xd0 [${module}]) ${who}flags=${flags} index=${index} start=${start} count=${count}${name}`,
      this.task,
    );
    this.#fn('vfio_pci_set_irqs_ioctl', caller);
  }

  /** INTx on or off. */
  intx(on: boolean): void {
    this.#ioctl(
      on ? SET_IRQS.eventfd : SET_IRQS.none,
      0,
      on ? 1 : 0,
      () => {
        this.#fn('vfio_pci_set_intx_trigger', 'vfio_pci_set_irqs_ioctl');
        this.#fn(on ? 'request_threaded_irq' : 'free_irq', 'vfio_intx_set_signal');
        if (on) {
          this.#vector('vector_activate: irq=21 is_managed=0 can_reserve=1 reserve=0');
          this.#vector('vector_update: irq=21 vector=50 cpu=0 prev_vector=0 prev_cpu=0');
        } else {
          this.#vector('vector_deactivate: irq=21 is_managed=0 can_reserve=1 reserve=0');
          this.#vector('vector_clear: irq=21 vector=50 cpu=0 prev_vector=0 prev_cpu=0');
        }
        return 0;
      },
      0,
    );
  }

  /** Handlers for all of `size` vectors, or for those in `armed`; the others get no eventfd. */
  enable(size: number, armed: readonly number[] = range(size), refuse: Refusal = null): void {
    this.#ioctl(SET_IRQS.eventfd, 0, size, () => {
      this.#fn('vfio_pci_set_msi_trigger', 'vfio_pci_set_irqs_ioctl');
      this.#fn('pci_alloc_irq_vectors_affinity', 'vfio_pci_set_msi_trigger');
      this.#fn('__pci_enable_msix_range', 'pci_alloc_irq_vectors_affinity');
      const granted = refuse === 'alloc' ? -28 : refuse === 'short' ? size - 1 : size;
      this.#k.wait(200);
      for (const index of range(Math.max(0, granted))) this.#setUp(index);
      this.#fn('pci_intx', '__pci_enable_msix_range');
      this.#k.say(
        'allocs',
        `pci_alloc_ret: (vfio_pci_set_msi_trigger+0x99/0x240 [vfio_pci_core] <- pci_alloc_irq_vectors_affinity) ret=${granted}`,
        this.task,
      );
      if (granted < 0) return granted;
      if (granted < size) {
        this.#tearDown();
        return granted;
      }
      this.#on = true;
      this.#fn('vfio_msi_set_block', 'vfio_pci_set_msi_trigger');
      for (const index of range(size)) {
        const refused = refuse === 'request' && index === size - 1;
        this.#signal(index, armed.includes(index) ? 20 + index : -1, refused);
        if (!refused) continue;
        this.#disableBody();
        return -28;
      }
      this.#closeOutage();
      return 0;
    });
  }

  #closeOutage(): void {
    if (this.#off === null) return;
    const { from, live } = this.#off;
    this.#k.outages.push({ device: this.name, live, from, to: this.#k.us });
    this.#off = null;
  }

  #setUp(index: number): void {
    const irq = this.#k.takeIrq();
    this.#table.set(index, { irq, handler: false, cpuVector: 0 });
    this.#vector(`vector_reserve: irq=${irq} ret=0`);
    this.#vector(`vector_setup: irq=${irq} is_legacy=0 ret=0`);
    this.#vector(`vector_activate: irq=${irq} is_managed=0 can_reserve=1 reserve=1`);
    this.#vector(`vector_config: irq=${irq} vector=239 cpu=0 apicdest=0x00000000`);
  }

  /** vfio_msi_set_vector_signal: the old handler goes, the new one comes. */
  #signal(index: number, fd: number, refused = false): void {
    this.#k.say(
      'signals',
      `vmsvs: (vfio_msi_set_vector_signal+0x0/0x320 [vfio_pci_core]) vec=${index} fd=${fd}`,
      this.task,
    );
    this.#fn('vfio_msi_set_vector_signal', 'vfio_msi_set_block');
    if (fd >= 0 && !this.#table.has(index)) {
      this.#fn('pci_msix_alloc_irq_at', 'vfio_msi_set_vector_signal');
      this.#setUp(index);
    }
    const entry = this.#table.get(index);
    if (entry === undefined) return;
    if (entry.handler) {
      this.#fn('free_irq', 'vfio_msi_set_vector_signal');
      this.#vector(`vector_deactivate: irq=${entry.irq} is_managed=0 can_reserve=1 reserve=0`);
      this.#vector(
        `vector_clear: irq=${entry.irq} vector=${entry.cpuVector} cpu=0 prev_vector=0 prev_cpu=0`,
      );
      entry.handler = false;
    }
    if (fd < 0) return;
    this.#k.say(
      'requests',
      `req: (request_threaded_irq+0x4/0x180) irq=${entry.irq} name="vfio-msix[${index}](${this.name})"`,
      this.task,
    );
    this.#fn('request_threaded_irq', 'vfio_msi_set_vector_signal');
    this.#vector(`vector_activate: irq=${entry.irq} is_managed=0 can_reserve=1 reserve=0`);
    const cpuVector = refused ? 0 : this.#k.takeCpuVector();
    this.#vector(
      `vector_alloc: irq=${entry.irq} vector=${cpuVector} reserved=1 ret=${refused ? -28 : 0}`,
    );
    if (refused) return;
    this.#vector(
      `vector_update: irq=${entry.irq} vector=${cpuVector} cpu=0 prev_vector=0 prev_cpu=0`,
    );
    entry.handler = true;
    entry.cpuVector = cpuVector;
  }

  /** One vector's eventfd is set, swapped, or with -1 taken away. */
  set(index: number, fd = 100 + index, refused = false): void {
    this.#ioctl(SET_IRQS.eventfd, index, 1, () => {
      this.#fn('vfio_pci_set_msi_trigger', 'vfio_pci_set_irqs_ioctl');
      this.#fn('vfio_msi_set_block', 'vfio_pci_set_msi_trigger');
      this.#signal(index, fd, refused);
      return refused ? -28 : 0;
    });
  }

  /** A vector beyond the set, where MSI-X can grow. */
  grow(index: number): void {
    this.#ioctl(SET_IRQS.eventfd, index, 1, () => {
      this.#fn('vfio_pci_set_msi_trigger', 'vfio_pci_set_irqs_ioctl');
      this.#fn('vfio_msi_set_block', 'vfio_pci_set_msi_trigger');
      this.#signal(index, 100 + index);
      return 0;
    });
  }

  disable(): void {
    this.#ioctl(SET_IRQS.none, 0, 0, () => {
      this.#fn('vfio_pci_set_msi_trigger', 'vfio_pci_set_irqs_ioctl');
      if (!this.#on) return -22;
      this.#disableBody();
      return 0;
    });
  }

  #disableBody(): void {
    const { live } = this;
    this.#fn('vfio_msi_disable', 'vfio_pci_set_msi_trigger');
    if (live.length > 0) this.#off ??= { from: this.#k.us, live };
    for (const index of this.#table.keys()) this.#signal(index, -1);
    this.#fn('pci_free_irq_vectors', 'vfio_msi_disable');
    this.#tearDown();
  }

  #tearDown(): void {
    this.#fn('pci_intx', 'pci_msix_shutdown');
    for (const { irq } of this.#table.values()) {
      this.#vector(`vector_teardown: irq=${irq} is_managed=0 has_reserved=1`);
      this.#k.freeIrq(irq);
    }
    this.#table.clear();
    this.#on = false;
  }

  /** The last reference to the device file goes away. */
  close(): void {
    this.#fn('vfio_device_fops_release', '__fput');
    this.#fn('vfio_pci_core_close_device', 'vfio_df_close');
    this.#fn('vfio_pci_core_disable', 'vfio_pci_core_close_device');
    this.#setIrqs(SET_IRQS.none, 0, 0, MSIX, 'vfio_pci_core', 'vfio_pci_core_disable');
    this.#fn('vfio_pci_set_msi_trigger', 'vfio_pci_set_irqs_ioctl');
    if (this.#on) this.#disableBody();
    this.#off = null;
  }

  fire(index: number, times = 1, everyUs = 1000): void {
    for (let count = 0; count < times; count += 1) {
      this.#k.wait(everyUs);
      const name = `vfio-msix[${index}](${this.name})`;
      this.#k.say('fires', `irq_handler_entry: irq=${this.irqOf(index)} name=${name}`, IDLE);
    }
  }

  /** The scheduler of interrupts moves a vector to another CPU. */
  move(index: number): void {
    const entry = this.#table.get(index);
    if (entry === undefined) return;
    const before = entry.cpuVector;
    entry.cpuVector = this.#k.takeCpuVector();
    this.#k.say(
      'vectors',
      `vector_update: irq=${entry.irq} vector=${entry.cpuVector} cpu=1 prev_vector=${before} prev_cpu=0`,
      { comm: 'irqbalance', tid: 700 },
    );
  }
}

/** The kernel has no vectors at all, one too few, or none on a CPU for the last handler. */
export type Refusal = 'alloc' | 'short' | 'request' | null;

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
