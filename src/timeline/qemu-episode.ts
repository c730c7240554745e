/** What QEMU's log tells of one device's MSI-X: what the guest did, and what QEMU must have done for it. */
import type { Mark } from './mark.ts';

/**
 * How QEMU of a version treats growth. A: to 5.2. B: 6.0 to 7.0. C: 7.1 to 8.1; all three enable vector 0 or the highest
 * as a phantom and tear down to grow. D: from 8.2 on a host that cannot resize (`noresize 1`): tears down. E: from 8.2
 * with `noresize 0`: adds the vector.
 */
export type QemuClass = 'A' | 'B' | 'C' | 'D' | 'E';

export interface Episode {
  readonly kind: 'grow' | 'enable' | 'disable' | 'reset' | 'migration' | 'handshake' | 'close';
  readonly device: string;
  readonly tid: number | null;
  /** The first line that belongs to it: for a growth `vector v used`. */
  readonly start: Mark;
  /** The last line before the teardown can have begun (the commit of the routes), where there is one. */
  tight: Mark | null;
  /** By this line it was over. */
  end: Mark | null;
  /** The vector that was first unmasked (grow). */
  readonly vector: number | null;
  /** Vectors that the guest had unmasked when it began; never the phantom. */
  readonly live: readonly number[];
  /** A handler of the phantom vector was up. */
  readonly phantom: boolean;
  /** Does QEMU tear down for it; null where its version does not show. */
  readonly tearsDown: boolean | null;
  readonly sizeBefore: number | null;
  readonly sizeAfter: number | null;
  /** The start of the guest's knowledge is not in the log: vectors may have been in use before it began. */
  readonly midLife: boolean;
  /** vfio-user (10.1+) prints the ioctls themselves: the teardown … */
  off: Mark | null;
  /** … and each run of vectors that was set again, done by the line `done`. */
  readonly ons: ExplicitSet[];
  failed: { readonly mark: Mark; readonly reason: string; readonly vector: number | null } | null;
}

/** `vfio_user_set_irqs index 2 start S count N flags 0x24`. The line is printed just before the message is sent. */
export interface ExplicitSet {
  readonly start: number;
  readonly count: number;
  readonly mark: Mark;
  done: Mark | null;
}

/** What is known when an episode begins. */
export type EpisodeStart = Pick<
  Episode,
  'device' | 'tid' | 'start' | 'live' | 'phantom' | 'sizeBefore' | 'midLife'
>;

/** A new episode; what the lines to come will tell is open. */
export const episodeOf = (
  begin: EpisodeStart &
    Pick<Episode, 'kind'> &
    Partial<Pick<Episode, 'vector' | 'tearsDown' | 'sizeAfter'>>,
): Episode => ({
  vector: null,
  tearsDown: null,
  sizeAfter: null,
  ...begin,
  tight: null,
  end: null,
  off: null,
  ons: [],
  failed: null,
});
