/**
 * Speaks as QEMU does while a guest drives a passed-through device: every line that the trace events of interest print,
 * in the order of the source of QEMU 4.2 to 11.0, and the SET_IRQS that stand between them and print nothing. What those
 * really did is kept beside, as the right answer.
 */

/** A: to 5.2. B: 6.0 to 7.0. C: 7.1 to 8.1. D, E: from 8.2, on a host without and with dynamic MSI-X. */
export type SpokenClass = 'A' | 'B' | 'C' | 'D' | 'E';
/** `28860@1795342010.330997:` to 10.0, `2026-11-22T10:16:11.091723Z ` from 10.1 on, none without -msg timestamp=on. */
export type Stamps = 'epoch' | 'iso' | 'none';

/** All vectors of a device were freed and a larger set was made while the guest used some. Microseconds since the start. */
export interface Teardown {
  readonly device: string;
  readonly live: readonly number[];
  readonly from: number;
  readonly to: number;
}

const START = 1_795_342_800; // 2026-11-22T10:20:00Z
const LINE_US = 7;

export class QemuSpeaker {
  readonly lines: string[] = [];
  readonly teardowns: Teardown[] = [];
  readonly of: SpokenClass;
  readonly stamps: Stamps;
  us = 0;
  #virq = 20;

  constructor(of: SpokenClass, stamps: Stamps = 'epoch') {
    this.of = of;
    this.stamps = stamps;
  }

  /** Prints one line of an event or, with its program before it, of an error. */
  say(text: string, tid: number): void {
    this.us += LINE_US;
    this.lines.push(this.#prefix(tid) + text);
  }

  #prefix(tid: number): string {
    const seconds = START + Math.floor(this.us / 1e6);
    const fraction = String(this.us % 1e6).padStart(6, '0');
    if (this.stamps === 'epoch') return `${tid}@${seconds}.${fraction}:`;
    if (this.stamps === 'none') return '';
    return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z `;
  }

  /** error_report goes to the same file when both are standard error; its stamp is ISO in every version. */
  complain(message: string): void {
    this.us += LINE_US;
    const at = new Date((START + this.us / 1e6) * 1000).toISOString().slice(0, 19);
    const stamp = this.stamps === 'none' ? '' : `${at}.${String(this.us % 1e6).padStart(6, '0')}Z `;
    this.lines.push(`${stamp}qemu-system-x86_64: ${message}`);
  }

  wait(us: number): void {
    this.us += us;
  }

  /** What no line says: the teardown ran from then on until now. */
  tornDown(device: string, live: readonly number[], from: number): void {
    this.teardowns.push({ device, live, from, to: this.us });
  }

  nextVirq(): number {
    this.#virq += 1;
    return this.#virq;
  }

  /** A virtio device beside: its lines share names with those of passed-through devices. */
  virtio(tid = 28863): void {
    this.say('msix_write_config dev virtio-net-pci enabled 1 masked 0', tid);
    this.say(`kvm_irqchip_add_msi_route dev virtio-net-pci vector 1 virq ${this.nextVirq()}`, tid);
    this.say('kvm_irqchip_commit_routes ', tid);
  }
}
