/**
 * When a record was written, on one clock per log. Uptime stamps (printk, journal) come first: they are exact and shared
 * with the kernel's trace clocks. Wall times place a log that has nothing else.
 *
 * Uptime begins anew at a reboot or kexec. Later boots keep their events, in order; they have a time only where the
 * journal gives both clocks of the record, and then it is counted on from the first boot.
 */
import { Epoch, nanos, plus, type ClockKind, type Nanos } from '../../src/model/time.ts';
import type { Header, Uptime } from './prefix/index.ts';
import { WallClock, type WallTime } from './time/wall.ts';

/** What is known of a record's time. */
export interface Stamps {
  readonly uptime: Uptime | null;
  readonly wall: string | null;
  /** CLOCK_REALTIME of the record, ns since 1970, exact: only the journal's own forms have it. */
  readonly realtime: bigint | null;
}

export interface Placed {
  readonly t: Nanos | null;
  /** Why there is no time, where the log's writer or the user could help. */
  readonly problem: 'year-unknown' | 'line-malformed' | null;
}

/**
 * How far uptime may step back within one boot: CPUs that come up have clocks of their own (a server's were 9 s behind),
 * and some print 0.000000 until theirs runs. A larger step, or a step to zero, is a new boot unless the old stamps come back.
 */
const UNSORTED_SECONDS = 10;
const LINES_TO_COME_BACK = 32;

/** A wall stamp with fewer decimals does not place anything on the uptime clock. */
const USEFUL_DECIMALS = 3;

const NANOS_PER_SECOND = 1_000_000_000n;

/** The stamp on its own clock, in ns. */
export const uptimeNanos = ({ seconds, fraction }: Uptime): bigint =>
  BigInt(seconds) * NANOS_PER_SECOND + BigInt(fraction.padEnd(9, '0').slice(0, 9));

const wallNanos = ({ seconds, ns }: WallTime): bigint =>
  BigInt(seconds) * NANOS_PER_SECOND + BigInt(ns);

export class LogClock {
  readonly #epoch = new Epoch();
  readonly #wall: WallClock;
  #kind: ClockKind = 'order';
  /** The latest second of uptime in this boot; -1 before any. */
  #latest = -1;
  /** A boot that may have ended: its latest second, and for how many lines it may still come back. */
  #ended: { readonly latest: number; lines: number } | null = null;
  #firstBoot = true;
  /** CLOCK_REALTIME less uptime, from the last record of the first boot that has both (a journal's). */
  #offset: bigint | null = null;
  /** A recent line that has both stamps: it places lines that have the wall stamp only. */
  #both: { readonly uptime: Uptime; readonly wall: string } | null = null;

  constructor(zone: string, year: number | null) {
    this.#wall = new WallClock(zone, year);
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  get kind(): ClockKind {
    return this.#kind;
  }

  get boot(): 'first' | 'later' {
    return this.#firstBoot ? 'first' : 'later';
  }

  /** To be told of every line's header, events or not. True where uptime began anew. */
  note(header: Header): boolean {
    const { uptime, wall } = header;
    if (uptime === null) return false;
    if (this.#kind === 'order') this.#kind = uptime.clock;
    if (wall !== null && this.#firstBoot) this.#both = { uptime, wall };
    return this.#follow(Number(uptime.seconds), uptime.fraction);
  }

  /** True where uptime began anew. */
  #follow(seconds: number, fraction: string): boolean {
    const zero = seconds === 0 && Number(fraction) === 0;
    if (seconds + UNSORTED_SECONDS < this.#latest || (zero && this.#latest > 0)) {
      this.#ended = this.#firstBoot ? { latest: this.#latest, lines: LINES_TO_COME_BACK } : null;
      this.#firstBoot = false;
      this.#latest = seconds;
      return true;
    }
    if (seconds > this.#latest) this.#latest = seconds;
    if (this.#ended === null) return false;
    this.#ended.lines -= 1;
    if (seconds >= this.#ended.latest && seconds <= this.#ended.latest + UNSORTED_SECONDS) {
      this.sameBoot();
    } else if (this.#ended.lines === 0) {
      this.#ended = null;
    }
    return false;
  }

  /** A boot begins here (its first message, the journal's separator). True where an earlier one was seen. */
  beginBoot(): boolean {
    this.#ended = null;
    if (this.#latest <= 0) return false;
    this.#latest = -1;
    this.#firstBoot = false;
    return true;
  }

  /** The boot that the journal names is, or is not, the first one of this log. */
  inFirstBoot(first: boolean): void {
    if (this.#firstBoot !== first) this.#latest = -1;
    this.#firstBoot = first;
  }

  /** The stamps only seemed to begin anew: `dmesg` printed this boot's messages again. */
  sameBoot(): void {
    this.#firstBoot = true;
    this.#ended = null;
  }

  place(stamps: Stamps): Placed {
    const { uptime, wall } = stamps;
    // A log whose first event comes before any uptime has none
    if (this.#kind === 'order' && wall !== null) this.#kind = 'realtime';
    if (this.#kind !== 'realtime' && uptime !== null) return placed(this.#onUptime(uptime, stamps));
    if (wall === null) return placed(null);
    if (this.#kind !== 'realtime') return placed(this.#byNeighbour(wall));
    const time = this.#wall.read(wall);
    if (time === null) return { t: null, problem: 'line-malformed' };
    if (time === 'year-unknown') return { t: null, problem: time };
    return placed(this.#epoch.at(time.seconds, time.ns));
  }

  #onUptime(uptime: Uptime, { realtime }: Stamps): Nanos | null {
    const foreign = uptime.clock !== this.#kind;
    if (realtime !== null && this.#offset !== null && (foreign || !this.#firstBoot)) {
      return nanos(Number(realtime - this.#offset - this.#epoch.nanos));
    }
    if (!this.#firstBoot) return null;
    const t = this.#epoch.stamp(uptime.seconds, uptime.fraction);
    if (realtime !== null && !foreign) this.#offset = realtime - uptimeNanos(uptime);
    return t;
  }

  /** QEMU's lines between kernel lines: the last of those tells how far apart the two clocks are. */
  #byNeighbour(wall: string): Nanos | null {
    if (this.#both === null || !this.#firstBoot) return null;
    const there = this.#wall.read(this.#both.wall);
    const here = this.#wall.read(wall);
    if (there === null || there === 'year-unknown' || here === null || here === 'year-unknown') {
      return null;
    }
    if (Math.min(there.decimals, here.decimals) < USEFUL_DECIMALS) return null;
    const { seconds, fraction } = this.#both.uptime;
    const passed = nanos(Number(wallNanos(here) - wallNanos(there)));
    return plus(this.#epoch.stamp(seconds, fraction), passed);
  }
}

const placed = (t: Nanos | null): Placed => ({ t, problem: null });
