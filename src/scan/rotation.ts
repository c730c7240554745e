/** Names of rotated logs: which files are pieces of one log, and in which order they were written. */

export interface Rotated {
  /** The name of the log itself, without compression: the piece that is still written to. */
  readonly base: string;
  /** Orders the pieces of one base, the oldest first. */
  readonly age: readonly [dated: string, number: number];
}

const COMPRESSED = /\.(?:gz|xz|zst|zstd|bz2)$/iu;
/** `messages.1`, and libvirt's `vm.log.0`: the higher, the older. */
const NUMBERED = /^(.+)\.(\d{1,3})$/u;
/** `messages-20260101`, with `-HH` or seconds behind it where logrotate runs more than daily. */
const DATED = /^(.+)[-.]((?:19|20)\d\d-?[01]\d-?[0-3]\d(?:-\d{1,10})?)$/u;

/** Sorts after every date: the log itself is the newest. */
const NOW = '~';

export const withoutCompression = (name: string): string => name.replace(COMPRESSED, '');

/** What a file's name says; `name` may have folders in front. A name that says nothing is a log of its own. */
export function rotationOf(name: string): Rotated {
  const plain = withoutCompression(name);
  const [, dated, date] = DATED.exec(plain) ?? [];
  if (dated !== undefined && date !== undefined) {
    return { base: dated, age: [date.replaceAll('-', ''), 0] };
  }
  const [, numbered, number] = NUMBERED.exec(plain) ?? [];
  if (numbered !== undefined) return { base: numbered, age: [NOW, -1 - Number(number)] };
  return { base: plain, age: [NOW, 0] };
}

/** The oldest first. */
export const byAge = (a: Rotated, b: Rotated): number =>
  a.age[0] === b.age[0] ? a.age[1] - b.age[1] : a.age[0] < b.age[0] ? -1 : 1;
