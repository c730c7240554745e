/**
 * Speaks as tracefs does on a host whose tasks drive passed-through devices: the lines of Linux 6.1 and 6.12 in the order
 * of recorded runs, as far as their events are switched on. What really happened is kept beside, as the right answer.
 */

/** What is traced. */
export type Seen =
  /** The function tracer on the functions of VFIO and PCI. */
  | 'functions'
  /** It on those that begin with `vfio_` only. */
  | 'vfio-functions'
  /** irq_vectors:* */
  | 'vectors'
  /** irq_handler_entry */
  | 'fires'
  /** A probe on vfio_pci_set_irqs_ioctl with flags, index, start, count, and one on its return. */
  | 'probes'
  /** The probe has `vdev` too, or the device's name. */
  | 'vdev'
  | 'name'
  /** Probes on vfio_msi_set_vector_signal, on request_threaded_irq, on the return of pci_alloc_irq_vectors_affinity. */
  | 'signals'
  | 'requests'
  | 'allocs'
  /** sched_process_exit */
  | 'ends';

/** MSI-X was off, or one vector had no handler. Microseconds. */
export interface Outage {
  readonly device: string;
  readonly live: readonly number[];
  readonly from: number;
  readonly to: number | null;
}

export interface Task {
  readonly comm: string;
  readonly tid: number;
}

const START_US = 100_000_000;
const STEP_US = 10;

export class KernelSpeaker {
  readonly lines: string[] = [];
  readonly outages: Outage[] = [];
  readonly #seen: ReadonlySet<Seen>;
  /** Since boot. */
  us = START_US;
  readonly #freeIrqs: number[] = [];
  /** Irqs are taken from the next on. */
  lastIrq = 33;
  #lastCpuVector = 36;

  constructor(...seen: readonly Seen[]) {
    this.#seen = new Set(seen);
  }

  sees(what: Seen): boolean {
    return this.#seen.has(what);
  }

  /** One line if its kind is traced; time passes in any case. */
  say(what: Seen, text: string, { comm, tid }: Task, cpu = 0): void {
    this.us += STEP_US;
    if (!this.sees(what)) return;
    const stamp = `${Math.floor(this.us / 1e6)}.${String(this.us % 1e6).padStart(6, '0')}`;
    this.lines.push(
      `${comm.padStart(16)}-${String(tid).padEnd(7)} [${String(cpu).padStart(3, '0')}] ..... ${stamp.padStart(12)}: ${text}`,
    );
  }

  wait(us: number): void {
    this.us += us;
  }

  /** The kernel gives a free number away at once, the lowest first. */
  takeIrq(): number {
    this.#freeIrqs.sort((a, b) => a - b);
    const free = this.#freeIrqs.shift();
    if (free !== undefined) return free;
    this.lastIrq += 1;
    return this.lastIrq;
  }

  freeIrq(irq: number): void {
    this.#freeIrqs.push(irq);
  }

  takeCpuVector(): number {
    this.#lastCpuVector = this.#lastCpuVector >= 200 ? 37 : this.#lastCpuVector + 1;
    return this.#lastCpuVector;
  }

  end({ comm, tid }: Task): void {
    this.say('ends', `sched_process_exit: comm=${comm} pid=${tid} prio=120`, { comm, tid });
  }
}
