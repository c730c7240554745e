/**
 * SET_IRQS ioctls of which only entry and exit are known (strace, syscalls events): what they did is not visible. Two in
 * a row by one thread, a short one and a longer one, have the shape of a teardown and an enable; that is all there is.
 */
import type { KernelEvent } from '../model/event/index.ts';
import { minus, type Nanos } from '../model/time.ts';
import type { Mark } from './mark.ts';

export interface BareIoctl {
  readonly tid: number;
  readonly comm: string;
  readonly fd: number | null;
  readonly cmd: number;
  readonly enter: Mark;
  readonly exit: Mark | null;
  readonly ret: number | null;
}

/** Kept at most; strace of a busy machine would have no end. */
export const IOCTLS_KEPT = 10_000;

export class IoctlPairs {
  readonly all: BareIoctl[] = [];
  dropped = 0;
  readonly #open = new Map<number, { event: KernelEvent<'ioctl_enter'>; mark: Mark }>();

  enter(event: KernelEvent<'ioctl_enter'>, mark: Mark): void {
    if (this.#open.size >= IOCTLS_KEPT) this.#open.clear(); // exits are not traced
    this.#open.set(event.tid, { event, mark });
  }

  exit(event: KernelEvent<'ioctl_exit'>, mark: Mark): void {
    const open = this.#open.get(event.tid);
    if (open === undefined) return;
    this.#open.delete(event.tid);
    if (this.all.length >= IOCTLS_KEPT) {
      this.dropped += 1;
      return;
    }
    this.all.push({
      tid: event.tid,
      comm: open.event.comm,
      fd: open.event.fd,
      cmd: open.event.cmd,
      enter: open.mark,
      exit: mark,
      ret: event.ret,
    });
  }
}

/** How long an ioctl took; null without stamps. */
export const tookOf = (ioctl: BareIoctl): Nanos | null => {
  const from = ioctl.enter.t;
  const to = ioctl.exit?.t ?? null;
  return from === null || to === null ? null : minus(to, from);
};
