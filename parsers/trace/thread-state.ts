/** What must be remembered of a thread between two lines. Bounded: a full table forgets its oldest thread. */
import type { TracedFunction } from '../../src/model/event/index.ts';

const THREADS_MAX = 4096;
const ADDRESSES_MAX = 256;

/** Which kind of trace event told of an ioctl. */
export type IoctlTeller = 'syscalls' | 'raw_syscalls' | 'probe';

interface OpenIoctl {
  readonly cmd: number;
  readonly teller: IoctlTeller;
}

/** Remembers at most `limit` keys; the oldest goes first. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) {
    for (const oldest of map.keys()) {
      map.delete(oldest);
      break;
    }
  }
}

export class ThreadState {
  /** VFIO ioctls entered and not yet left, by tid. */
  readonly #ioctls = new Map<number, OpenIoctl>();
  /** Functions by the address that a probe line printed instead of a symbol. */
  readonly #addresses = new Map<string, TracedFunction>();

  /**
   * False if another tracer event told of this same entry: `syscalls:sys_enter_ioctl`, `raw_syscalls:sys_enter` and a
   * probe on either may all be on.
   */
  enterIoctl(tid: number, cmd: number, teller: IoctlTeller): boolean {
    const open = this.#ioctls.get(tid);
    if (open !== undefined && open.cmd === cmd && open.teller !== teller) return false;
    remember(this.#ioctls, tid, { cmd, teller }, THREADS_MAX);
    return true;
  }

  /** True if the thread was inside a VFIO ioctl, which it then has left. */
  leaveIoctl(tid: number): boolean {
    return this.#ioctls.delete(tid);
  }

  learn(address: string, fn: TracedFunction): void {
    remember(this.#addresses, address, fn, ADDRESSES_MAX);
  }

  /**
   * The function probed at an address, hex without `0x`. An entry and its return may be some bytes apart: one names the
   * probed instruction, the other the function.
   */
  functionAt(address: string): TracedFunction | null {
    const exact = this.#addresses.get(address);
    if (exact !== undefined) return exact;
    const wanted = BigInt(`0x${address}`);
    for (const [known, fn] of this.#addresses) {
      const distance = BigInt(`0x${known}`) - wanted;
      if (distance >= -16n && distance <= 16n) return fn;
    }
    return null;
  }

  /** Events were lost: what was open may have ended. Addresses stay true. */
  forgetOpen(): void {
    this.#ioctls.clear();
  }
}
