/** The host under a spoken device: it does what QEMU asks for by SET_IRQS, and takes its time. */
import { KernelSpeaker, type Seen } from './kernel-speaker.ts';
import type { QemuSpeaker } from './qemu-speaker.ts';
import { TracedDevice } from './traced-device.ts';

export interface SpokenHost {
  /** The thread that asks next. */
  task(tid: number): void;
  disable(): void;
  /** `armed`: the vectors with an eventfd. */
  enable(size: number, armed: readonly number[]): void;
  set(vector: number): void;
  intx(on: boolean): void;
}

/** A host of which nothing is traced. */
export const untraced = (qemu: QemuSpeaker): SpokenHost => ({
  task: () => undefined,
  disable: () => qemu.wait(600),
  enable: () => qemu.wait(900),
  set: () => qemu.wait(150),
  intx: () => undefined,
});

/** Of the kernel's clock when QEMU's log begins; far from the wall clock, as always. */
const BOOT_US = 100_000_000;

/** Kernel traces of one host, all on one clock. */
export class TracedHost {
  readonly kernel: KernelSpeaker;
  readonly #qemu: QemuSpeaker;

  constructor(qemu: QemuSpeaker, ...seen: readonly Seen[]) {
    this.#qemu = qemu;
    this.kernel = new KernelSpeaker(...seen);
  }

  /** What is passed to a device of QEMU's. */
  device(name: string): SpokenHost & { readonly traced: TracedDevice } {
    const traced = new TracedDevice(this.kernel, { name });
    const during = (act: () => void): void => {
      this.kernel.us = BOOT_US + this.#qemu.us + 3;
      act();
      this.#qemu.us = this.kernel.us - BOOT_US;
    };
    return {
      traced,
      task: (tid) => {
        traced.task = { comm: tid === 28860 ? 'qemu-system-x86' : `CPU ${tid - 28861}/KVM`, tid };
      },
      disable: () => during(() => traced.disable()),
      enable: (size, armed) => during(() => traced.enable(size, armed)),
      set: (vector) => during(() => traced.set(vector)),
      intx: (on) => during(() => traced.intx(on)),
    };
  }

  /** Interrupts of a device while QEMU is silent. */
  fire(device: { readonly traced: TracedDevice }, vector: number, times: number): void {
    this.kernel.us = BOOT_US + this.#qemu.us;
    device.traced.fire(vector, times);
    this.#qemu.us = this.kernel.us - BOOT_US;
  }
}
