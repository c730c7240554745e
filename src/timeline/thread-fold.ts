/**
 * Folds one thread's lines into calls. With traced functions a call has a beginning that says so; with irq_vectors alone
 * the grammar of the lines gives the cuts:
 *
 *   free (deactivate) … teardown …          a disable
 *   setup … request (activate, update) …    an enable, or a growth
 *   free, request of the same irq           a swap
 */
import type { CallArgs, CallVia, KernelEvent, TracedFunction } from '../model/event/index.ts';
import type { Basis } from '../model/timeline.ts';
import { Call } from './call.ts';
import type { CallListener } from './call-listener.ts';
import {
  closeTogether,
  LONGEST_PAUSE,
  pause,
  SAME_ENTRY,
  sameProbed,
  tooFar,
} from './call-pauses.ts';
import { allocates, callHandlers, opensCall } from './call-handlers.ts';
import type { Mark } from './mark.ts';
import type { Touch } from './operation.ts';
import type { Slot } from './slots.ts';

const BASIS: Readonly<Record<CallVia, Basis>> = {
  function: 'kernel-function',
  function_graph: 'kernel-function',
  kprobe: 'kprobe',
};

export class ThreadFold {
  readonly tid: number;
  readonly comm: string;
  readonly #listener: CallListener;
  #call: Call | null = null;
  #ioctl: Mark | null = null;
  /** The last line of the call when {@link ThreadFold.rest} was asked. */
  #rested: Mark | null = null;
  /** The thread ended, or is inside the release of the device file. */
  closing: Mark | null = null;
  /** Are entries of the ioctl above visible at all; set by the source. */
  readonly ioctlsTraced: () => boolean;

  constructor(tid: number, comm: string, listener: CallListener, ioctlsTraced: () => boolean) {
    this.tid = tid;
    this.comm = comm;
    this.#listener = listener;
    this.ioctlsTraced = ioctlsTraced;
  }

  get call(): Call | null {
    return this.#call;
  }

  /** Ends the open call, if any; `next` is the thread's next line, which bounds what the call left open. */
  finish(next: Mark | null = null): void {
    const call = this.#call;
    if (call === null) return;
    this.#call = null;
    if (next !== null) call.bound(next);
    this.#listener.ended(call, this);
  }

  /** Ends a call that was left open long before, its return not being traced. False if it is not that old. */
  finishStale(now: Mark): boolean {
    if (this.#call !== null && !tooFar(this.#call, now)) return false;
    this.finish();
    return true;
  }

  /** Ends a call to which nothing was added since this was asked before. */
  rest(): void {
    const last = this.#call?.end ?? null;
    if (last !== null && last === this.#rested) this.finish();
    this.#rested = this.#call?.end ?? null;
  }

  enterIoctl(mark: Mark): void {
    this.finish(mark);
    this.#ioctl = mark;
  }

  /** The thread is in user space, or in an ioctl of another kind. */
  leaveIoctl(): void {
    this.#ioctl = null;
  }

  /** Entry of vfio_pci_set_irqs_ioctl. A probe and a function line of one entry make one call. */
  enterSetIrqs(mark: Mark, via: CallVia, args: CallArgs): void {
    const open = this.#call;
    if (open !== null && open.explicit && open.untouched) {
      const twice = open.entered === via;
      if (twice ? sameProbed(open, mark, args) : closeTogether(open.start, mark)) {
        open.args = { ...open.args, ...args };
        open.bases.add(BASIS[via]);
        this.#moveEnd(open, mark);
        return;
      }
    }
    this.finish(mark);
    const call = new Call(mark, true, this.#viaIoctl(mark), via);
    call.args = args;
    call.bases.add(BASIS[via]);
    this.#ioctl = null;
    this.#call = call;
    this.#listener.begun(this, mark);
  }

  /** Any other traced function. Generic kernel functions count only inside a call. */
  enter(fn: TracedFunction, mark: Mark, via: CallVia, args: CallArgs): void {
    const starts = opensCall.get(fn);
    if (starts !== undefined) {
      this.#step(mark, starts === 'anew' && this.#mustBeginAnew());
    } else if (allocates.has(fn)) {
      this.#step(mark, this.#tookAway());
    } else if (this.#call !== null && tooFar(this.#call, mark)) {
      this.finish(mark);
    }
    const call = this.#call;
    if (call === null) return;
    call.bound(mark);
    // Functions without a handler (pci_intx, power state) are also called outside of SET_IRQS.
    const handle = callHandlers.get(fn);
    if (handle === undefined) return;
    this.#touch(call, mark, BASIS[via]);
    handle(call, mark, args);
  }

  /** SET_IRQS begins its ioctl; one that did something else for so long (a reset takes 100 ms) is over, its return not traced. */
  #viaIoctl(mark: Mark): boolean | null {
    if (!this.ioctlsTraced()) return null;
    const since = this.#ioctl === null ? null : pause(this.#ioctl, mark);
    if (since === null || since > LONGEST_PAUSE / 2) return false;
    return since > SAME_ENTRY ? null : true;
  }

  leave(event: KernelEvent<'call_return'>, mark: Mark): void {
    if (event.fn === 'vfio_pci_core_ioctl') this.#ioctl = null;
    const call = this.#call;
    if (call === null) return;
    this.#touch(call, mark, BASIS[event.via]);
    if (event.fn === 'vfio_pci_set_irqs_ioctl') {
      if (event.args.byDisable !== undefined) call.args = { ...call.args, ...event.args };
      call.ret = event.ret;
      call.returned = true;
      this.finish();
    } else if (event.fn === 'pci_msix_alloc_irq_at') {
      call.dynamicAdd ??= mark;
    } else if (
      event.fn === 'pci_alloc_irq_vectors_affinity' ||
      event.fn === 'pci_alloc_irq_vectors'
    ) {
      call.alloc ??= mark;
      call.allocRet = event.ret;
    }
  }

  #mustBeginAnew(): boolean {
    const call = this.#call;
    if (call === null || call.explicit) return false;
    const done = call.setups.length > 0 || call.requests.length > 0 || call.msiDisable !== null;
    return done || (call.alloc !== null && !call.triggered);
  }

  /** What a call without a beginning of its own took away is not given back in it. */
  #tookAway(): boolean {
    const call = this.#call;
    if (call === null || call.explicit) return false;
    return call.msiDisable !== null || call.frees.length + call.teardowns.length > 0;
  }

  /** Makes sure that a call is open for a line that belongs to one. */
  #step(mark: Mark, anew: boolean): void {
    const open = this.#call;
    if (open !== null && (anew || open.full || tooFar(open, mark))) this.finish(mark);
    if (this.#call === null) {
      this.#call = new Call(mark, false, this.#viaIoctl(mark), null);
      this.#ioctl = null;
      this.#listener.begun(this, mark);
    }
  }

  /** Every line of the call moves its end, and bounds what the line before left open. */
  #touch(call: Call, mark: Mark, basis: Basis): void {
    call.bound(mark);
    this.#moveEnd(call, mark);
    call.bases.add(basis);
  }

  #moveEnd(call: Call, mark: Mark): void {
    call.end = mark;
    this.#listener.went(this);
  }

  /** vector_deactivate: the handler of this irq goes away. */
  vectorFreed(slot: Slot, mark: Mark, touch: (start: Mark) => Touch): void {
    const call = this.#call;
    const cut =
      call !== null &&
      !call.cleansUp(mark) &&
      !call.explicit &&
      (call.requests.length > 0 || call.setups.length > 0);
    this.#step(mark, cut);
    const now = this.#call;
    if (now === null) return;
    this.#vectorLine(now, mark);
    const signal = now.lastSignal;
    let start = mark;
    if (signal !== null) {
      if (signal.freed !== null && !signal.freedTaken) {
        start = signal.freed;
        signal.freedTaken = true;
      }
      if (signal.vector !== null) slot.index ??= signal.vector;
    }
    now.free(touch(start));
  }

  /** vector_teardown: the entry is gone. */
  vectorTornDown(slot: Slot, mark: Mark): void {
    const call = this.#call;
    const cut =
      call !== null &&
      !call.cleansUp(mark) &&
      !call.explicit &&
      (call.setups.length > 0 || call.armed > 0);
    this.#step(mark, cut);
    const now = this.#call;
    if (now === null) return;
    this.#vectorLine(now, mark);
    now.bitOff ??= mark;
    now.teardowns.push(slot);
  }

  /** vector_setup: a new entry. */
  vectorSetUp(slot: Slot, mark: Mark): void {
    const call = this.#call;
    const cut =
      call !== null &&
      !call.explicit &&
      (call.frees.length > 0 || call.teardowns.length > 0 || call.requests.length > 0);
    this.#step(mark, cut);
    const now = this.#call;
    if (now === null) return;
    this.#vectorLine(now, mark);
    now.bitOn ??= mark;
    now.setups.push(slot);
  }

  /** vector_activate with reserve=0: request_irq asks for a CPU vector. */
  vectorRequested(slot: Slot, mark: Mark, touch: (start: Mark) => Touch): void {
    const call = this.#call;
    const cut =
      call !== null &&
      !call.explicit &&
      call.setups.length === 0 &&
      (call.teardowns.length > 0 || call.requests.length > 0 || !call.hasFreed(slot));
    this.#step(mark, cut);
    const now = this.#call;
    if (now === null) return;
    this.#vectorLine(now, mark);
    if (now.lastSignal?.vector != null) slot.index ??= now.lastSignal.vector;
    now.request(touch(mark));
  }

  /** vector_alloc with an error: request_irq fails. */
  vectorRefused(slot: Slot, mark: Mark, error: string): void {
    const call = this.#call;
    if (call === null) return;
    this.#vectorLine(call, mark);
    call.refuse({ mark, slot, indexHint: call.lastSignal?.vector ?? null, error });
  }

  /** vector_update: the handler is there. */
  vectorArmed(slot: Slot, mark: Mark): void {
    const call = this.#call;
    if (call === null) return;
    this.#vectorLine(call, mark);
    call.arm(slot, mark);
  }

  #vectorLine(call: Call, mark: Mark): void {
    call.bound(mark);
    call.hasVectorLines = true;
    this.#moveEnd(call, mark);
    call.bases.add('irq-vectors');
  }
}
