/** Folds one kernel trace into operations, vector histories and what is needed to name strays. */
import type { CallArgs, FactEvent, KernelEvent, LossEvent } from '../model/event/index.ts';
import { VFIO_DEVICE_SET_IRQS } from '../model/event/index.ts';
import { PARKED_CPU_VECTOR } from '../model/pci.ts';
import type { Nanos } from '../model/time.ts';
import { Budget } from './budget.ts';
import { BusyThreads } from './busy-threads.ts';
import { CpuVectors } from './cpu-vectors.ts';
import { errorName } from './errno.ts';
import { IMS, IOCTLS, RELEASES } from './function-roles.ts';
import { Devices } from './identity.ts';
import { IoctlPairs } from './ioctl-pairs.ts';
import { markOf, type Mark } from './mark.ts';
import { OperationLog } from './operation-log.ts';
import { Slots, touchOf, type Slot } from './slots.ts';
import { ThreadFold, type CallListener } from './thread-fold.ts';
import { UnhandledLines } from './unhandled-lines.ts';

export class KernelFold {
  readonly devices: Devices;
  readonly slots: Slots;
  readonly cpuVectors: CpuVectors;
  readonly log: OperationLog;
  readonly #budget: Budget;
  readonly ioctls = new IoctlPairs();
  readonly #threads = new Map<number, ThreadFold>();
  readonly #busy = new BusyThreads();
  readonly #calls: CallListener = {
    begun: (thread, mark) => {
      this.#busy.went(thread);
      this.#busy.endStale(mark);
    },
    went: (thread) => this.#busy.went(thread),
    ended: (call, thread) => {
      this.#busy.ended(thread);
      this.log.add(call, thread);
    },
  };
  readonly #ioctlsTraced = (): boolean => this.log.visible.functions.has('ioctl');
  /** Irqs whose interrupts are posted to a vCPU just now. */
  readonly posted = new Set<number>();
  /** irq_handler_exit with ret=unhandled. */
  readonly unhandled = new UnhandledLines();
  first: Nanos | null = null;
  last: Nanos | null = null;

  constructor(budget = new Budget()) {
    this.#budget = budget;
    this.devices = new Devices(budget);
    this.slots = new Slots(this.devices, budget);
    this.cpuVectors = new CpuVectors(budget);
    this.log = new OperationLog(this.devices, this.slots, budget);
  }

  /** Every stamped line moves the end of what was observed. */
  observe(t: Nanos | null): void {
    if (t === null) return;
    this.first ??= t;
    if (this.last === null || t > this.last) this.last = t;
  }

  event(event: KernelEvent): void {
    this.observe(event.t);
    switch (event.type) {
      case 'irq_handler_entry':
        return this.#fired(event.irq, event.name, event.t, event.line);
      case 'irq_handler_polled':
        this.unhandled.name(event.irq, event.name);
        return;
      case 'irq_handler_exit':
        if (!event.handled)
          this.unhandled.add(event.irq, event, this.slots.peek(event.irq)?.lastName ?? '');
        return;
      case 'call':
        return this.#call(event);
      case 'call_return':
        this.log.visible.functions.add(event.fn);
        return this.#thread(event).leave(this.#learnFromReturn(event), markOf(event));
      case 'ioctl_enter':
        return this.#ioctl(event);
      case 'ioctl_exit':
        return this.ioctls.exit(event, markOf(event));
      case 'sched_process_exit':
        return this.#exited(event);
      case 'kvm_pi_irte_update':
        if (event.enabled && this.posted.size < POSTED_KEPT) this.posted.add(event.irq);
        return;
      case 'vector_activate':
      case 'vector_deactivate':
      case 'vector_alloc':
      case 'vector_alloc_managed':
      case 'vector_update':
      case 'vector_clear':
      case 'vector_setup':
      case 'vector_teardown':
        return this.#vector(event);
      case 'vector_reserve':
      case 'vector_reserve_managed':
      case 'vector_config':
      case 'vector_free_moved':
      case 'kvm_msi_set_irq':
        return;
      case 'tracing_mark_write':
        return this.#thread(event).leaveIoctl();
    }
  }

  /** As an irq_handler_entry. */
  interrupt(irq: number, name: string, t: Nanos, line: number): void {
    this.observe(t);
    this.#fired(irq, name, t, line);
  }

  loss(event: LossEvent): void {
    this.observe(event.t);
  }

  fact(event: FactEvent): void {
    this.observe(event.t);
  }

  end(): void {
    for (const thread of this.#threads.values()) thread.finish();
    this.log.end();
  }

  #thread(event: KernelEvent): ThreadFold {
    let thread = this.#threads.get(event.tid);
    if (thread === undefined) {
      const kept = this.#budget.allows('threads', this.#threads.size);
      thread = new ThreadFold(
        event.tid,
        event.comm,
        kept ? this.#calls : NOBODY,
        this.#ioctlsTraced,
      );
      if (kept) this.#threads.set(event.tid, thread);
    }
    return thread;
  }

  /** The hot path: most events of a busy device's trace come here. */
  #fired(irq: number, name: string, t: Nanos | null, line: number): void {
    let slot = this.slots.of(irq);
    if (slot.lastName !== name) slot = this.slots.name(slot, name);
    // The same text is not yet the same string, and only that is compared in no time.
    else slot.lastName = name;
    const stats = slot.stats;
    if (stats === null) return;
    stats.fires.add(t);
    slot.fires += 1;
    if (slot.firstFire === null) {
      slot.firstFire = t;
      slot.firstFireLine = line;
      slot.hasHandler = true;
    }
  }

  #call(event: KernelEvent<'call'>): void {
    const { fn, via, args } = event;
    if (fn === 'vfio_msihandler' || fn === 'vfio_intx_handler') return; // irq_handler_entry says more
    const thread = this.#thread(event);
    const mark = markOf(event);
    this.log.visible.functions.add(fn);
    if (IOCTLS.has(fn)) {
      this.log.visible.functions.add('ioctl');
      thread.enterIoctl(mark);
    } else if (RELEASES.has(fn)) {
      thread.finish(mark);
      thread.closing = mark;
    } else if (IMS.has(fn)) {
      if (this.#threads.has(thread.tid)) this.log.sawIms(thread);
    } else if (fn === 'vfio_pci_set_irqs_ioctl') {
      thread.enterSetIrqs(mark, via, args);
    } else {
      if (fn === 'request_threaded_irq') this.#learnName(args);
      thread.enter(fn, mark, via, args);
    }
  }

  /** A probe on request_threaded_irq tells irq and name together. */
  #learnName({ irq, name }: CallArgs): void {
    if (irq !== undefined && name !== undefined) this.slots.name(this.slots.of(irq), name);
  }

  /** pci_msix_alloc_irq_at returns index and irq together. */
  #learnFromReturn(event: KernelEvent<'call_return'>): KernelEvent<'call_return'> {
    if (event.fn === 'pci_msix_alloc_irq_at') {
      const { irq, vector } = event.args;
      if (irq !== undefined && vector !== undefined) this.slots.of(irq).index ??= vector;
    }
    return event;
  }

  #ioctl(event: KernelEvent<'ioctl_enter'>): void {
    const mark = markOf(event);
    const thread = this.#thread(event);
    thread.enterIoctl(mark);
    if (event.cmd !== VFIO_DEVICE_SET_IRQS) return thread.leaveIoctl();
    this.log.visible.functions.add('ioctl');
    this.ioctls.enter(event, mark);
  }

  #exited(event: KernelEvent<'sched_process_exit'>): void {
    const thread = this.#threads.get(event.exitingTid);
    if (thread === undefined) return;
    const mark = markOf(event);
    thread.finish(mark);
    thread.closing = mark;
  }

  #vector(event: KernelEvent<VectorType>): void {
    const thread = this.#thread(event);
    this.log.visible.functions.add(event.type);
    if (event.type === 'vector_setup') {
      if (event.ret !== 0) return;
      const born = this.slots.begin(event.irq);
      if (born.maybeMsix) thread.vectorSetUp(born, markOf(event));
      return;
    }
    const slot = this.slots.of(event.irq);
    if (this.slots.peek(event.irq) !== slot) return; // over the limit
    const mark = markOf(event);
    switch (event.type) {
      case 'vector_activate':
        return event.reserve
          ? this.#allocated(thread, slot, mark)
          : this.#requested(thread, slot, mark);
      case 'vector_deactivate':
        return this.#freed(thread, slot, mark);
      case 'vector_alloc':
      case 'vector_alloc_managed':
        if (event.ret < 0) {
          slot.hasHandler = false;
          thread.vectorRefused(slot, mark, errorName(event.ret));
        }
        return;
      case 'vector_update':
        return this.#armed(thread, slot, mark, event);
      case 'vector_clear':
        return; // who held a CPU vector last stays the suspect
      case 'vector_teardown':
        if (slot.maybeMsix) thread.vectorTornDown(slot, mark);
        else this.log.closed(thread); // the device's INTx goes with the device
        this.slots.end(slot, mark);
        return;
    }
  }

  /** vector_activate with reserve=1 is part of every set-up; where vector_setup is not traced, it stands for it. */
  #allocated(thread: ThreadFold, slot: Slot, mark: Mark): void {
    if (this.log.visible.functions.has('vector_setup') || !slot.maybeMsix) return;
    if (slot.hasHandler === false) this.slots.end(slot, mark);
    const born = this.slots.begin(slot.irq);
    thread.vectorSetUp(born, mark);
  }

  /** request_irq. Its end is the vector_update; where those are not traced, the handler is taken for there. */
  #requested(thread: ThreadFold, slot: Slot, mark: Mark): void {
    thread.vectorRequested(slot, mark, (start) => touchOf(slot, start));
    if (this.log.visible.functions.has('vector_update')) return;
    slot.arm(mark);
  }

  #freed(thread: ThreadFold, slot: Slot, mark: Mark): void {
    const had = slot.hasHandler !== false;
    slot.hasHandler = false;
    slot.freed = mark;
    if (had) thread.vectorFreed(slot, mark, (start) => touchOf(slot, start));
  }

  /** A vector_update is the end of a request_irq, or a move to another CPU of an irq that has its handler. */
  #armed(thread: ThreadFold, slot: Slot, mark: Mark, event: KernelEvent<'vector_update'>): void {
    if (event.vector === PARKED_CPU_VECTOR) return;
    this.cpuVectors.own(slot, event.onCpu, event.vector, mark.t);
    if (slot.hasHandler === true) return;
    slot.arm(mark);
    thread.vectorArmed(slot, mark);
  }
}

const POSTED_KEPT = 65_536;

/** Of threads over the limit. */
const NOBODY: CallListener = {
  begun: () => undefined,
  went: () => undefined,
  ended: () => undefined,
};

type VectorType =
  | 'vector_activate'
  | 'vector_deactivate'
  | 'vector_alloc'
  | 'vector_alloc_managed'
  | 'vector_update'
  | 'vector_clear'
  | 'vector_setup'
  | 'vector_teardown';
