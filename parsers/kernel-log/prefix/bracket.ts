/** Stamps in brackets: printk's own, and those that dmesg makes of it. */
import { at, part, type Uptime } from './header.ts';

/** `[   37.920588] `, `[    6.621759 <    0.006083>] ` (dmesg -d), `[12345.999000 <    0.320099 >] ` (journal short-delta). */
const UPTIME = /\[ {0,11}(\d{1,11})\.(\d{6})(?: < {0,11}-?\d{1,11}\.\d{6} ?>)?\] ?/y;

/** `[<    0.006083>] ` (dmesg --time-format delta): how long after the line before. */
const DELTA = /\[< {0,11}-?\d{1,11}\.\d{6} ?>\] ?/y;

/** `[  +0.000002] ` (dmesg -e, -H). */
const RELATIVE = /\[ {0,11}\+\d{1,11}\.\d{6}\] ?/y;

/** `[Nov22 10:24] `, `[Nov 2 10:24] `: dmesg -e at every new minute. */
const MINUTE = /\[(?:[^\s\d[\]]{2,9}|\d{1,2}[月월]) ?\d{1,2} \d\d:\d\d\] ?/y;

/** `[Sun Nov 22 09:49:36 2026] ` (dmesg -T), in any locale. */
const CTIME =
  /\[[^\s\d[\]]{1,9} ((?:[^\s\d[\]]{2,9}|\d{1,2}[月월]) {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})\] ?/y;

/** `[  T117] `, `[   C1] ` (CONFIG_PRINTK_CALLER); dmesg prints a space before it, consoles do not. */
const CALLER = /\[ {0,9}[TC]\d{1,10}\] ?/y;

export interface Bracket {
  readonly end: number;
  readonly uptime: Uptime | null;
  readonly wall: string | null;
}

/** The bracket stamp at `from`. Relative stamps give neither time: dmesg drops the seconds at every new minute. */
export function bracketAt(line: string, from: number): Bracket | null {
  if (line.charCodeAt(from) !== 91) return null;
  const uptime = at(UPTIME, line, from);
  if (uptime !== null) {
    const delta = part(uptime, 0).includes(' >');
    return {
      end: UPTIME.lastIndex,
      uptime: {
        seconds: part(uptime, 1),
        fraction: part(uptime, 2),
        clock: delta ? 'monotonic' : 'boot',
      },
      wall: null,
    };
  }
  const ctime = at(CTIME, line, from);
  if (ctime !== null) return { end: CTIME.lastIndex, uptime: null, wall: part(ctime, 1) };
  for (const relative of [DELTA, RELATIVE, MINUTE]) {
    if (at(relative, line, from) !== null) {
      return { end: relative.lastIndex, uptime: null, wall: null };
    }
  }
  return null;
}

/** Where the text after a caller field begins; `from` where there is none. */
export function afterCaller(line: string, from: number): number {
  return line.charCodeAt(from) === 91 && at(CALLER, line, from) !== null ? CALLER.lastIndex : from;
}

/** printk stamps inside a line: a writer was cut off by another, or lost its line end. */
const INNER = / {0,11}\[ {0,11}\d{1,11}\.\d{6}\]/g;

/** The pieces of a line that holds printk stamps after its start; one piece for any other line. */
export function piecesOf(line: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const match of line.matchAll(INNER)) {
    const cut = match.index + match[0].indexOf('[');
    if (cut === 0) continue;
    pieces.push(line.slice(start, cut));
    start = cut;
  }
  pieces.push(line.slice(start));
  return pieces;
}
