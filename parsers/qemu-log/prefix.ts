/**
 * What stands before QEMU's own text. Three forms for trace lines, by version and by `-msg timestamp=on`:
 *
 *     140@1795342832.005572:vfio_realize  (0000:01:00.0) group 8         to 5.2 always, 6.0 to 10.0 if on
 *     2026-11-22T10:16:39.283619Z vfio_msix_enable  (0000:3b:00.0)       10.1 on, if on
 *     vfio_msix_enable  (0000:3b:00.0)                                   6.0 on, if off
 *
 * Error lines have the second, from any version; libvirt's own lines a fourth: `2025-09-22 09:37:43.068+0000: `. All
 * stamps are CLOCK_REALTIME in UTC, so that a file may mix them.
 */
import { fractionNanos } from '../../src/model/time.ts';
import type { WallClock } from '../kernel-log/time/wall.ts';

export interface Prefix {
  readonly style: 'epoch' | 'iso' | 'libvirt';
  /** Thread id since 4.0 (process id before); null where it is not printed. */
  readonly tid: number | null;
  /** The stamp as it stands. */
  readonly stamp: string;
  /** The text after it. */
  readonly rest: string;
}

/** Whole seconds since 1970, and nanoseconds within the second. */
export interface Instant {
  readonly seconds: number;
  readonly ns: number;
}

/** How many digits stand at `from`. */
function digits(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(at))
    at += 1;
  return at - from;
}

/** `140@1795342832.005572:`: QEMU prints six decimals, and seconds as wide as they are. */
function epochPrefix(text: string, idLength: number): Prefix | null {
  const second = idLength + 1;
  const width = digits(text, second);
  const dot = second + width;
  const end = dot + 7;
  if (idLength > 10 || width === 0 || width > 12) return null;
  if (text[dot] !== '.' || digits(text, dot + 1) !== 6 || text[end] !== ':') return null;
  return {
    style: 'epoch',
    tid: Number(text.slice(0, idLength)),
    stamp: text.slice(second, end),
    rest: text.slice(end + 1),
  };
}

/** Six decimals, or none at all where they would be zeros: so glib prints it. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z) /;
const LIBVIRT = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+0000): /;

function datePrefix(text: string, form: RegExp, style: 'iso' | 'libvirt'): Prefix | null {
  const match = form.exec(text);
  return match === null
    ? null
    : { style, tid: null, stamp: match[1] ?? '', rest: text.slice(match[0].length) };
}

/** What stands before a line's text; null for a line that begins without a stamp. */
export function prefixOf(text: string): Prefix | null {
  const first = digits(text, 0);
  if (first === 0) return null;
  if (text[first] === '@') return epochPrefix(text, first);
  if (first !== 4 || text[first] !== '-') return null;
  return datePrefix(text, ISO, 'iso') ?? datePrefix(text, LIBVIRT, 'libvirt');
}

/** The instant of a prefix; null where it is no date. */
export function instantOf({ style, stamp }: Prefix, wall: WallClock): Instant | null {
  if (style === 'epoch') {
    const dot = stamp.indexOf('.');
    return { seconds: Number(stamp.slice(0, dot)), ns: fractionNanos(stamp.slice(dot + 1)) };
  }
  const instant = wall.read(stamp);
  return instant === 'year-unknown' ? null : instant;
}

/** A stamp with an event's name behind it, inside a line: other text stands before it. */
const INSIDE =
  /(?:\d{1,10}@\d{9,12}\.\d{6}:|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z )(?=[a-z]{2,})/;

/** The part of a line from a stamp inside it; null where there is none. Firmware and guest write without a newline. */
export function fromStampInside(text: string): string | null {
  const at = INSIDE.exec(text)?.index ?? 0;
  return at === 0 ? null : text.slice(at);
}
