/**
 * The head of a trace line: task, CPU, flags, stamp. It is read backwards from the colon after the stamp, because the
 * task's name may hold spaces, `-`, `:` and `[`. Forms, all of trace-cmd and of the kernel's text:
 *
 *               vt-191   [001]    13.107691: …          trace-cmd to 3.2
 *            sleep-89142 [001] ...1. 162573.215752: …   trace-cmd since 3.3; kernel text
 *               vt-293     (    293) [001] ...2.    72.607129: …    record-tgid
 *       vt-191     1d.h..    13.107691: …               latency format: CPU and flags are one word
 *       vt-293       1...2. 115968us!: …                kernel latency format: µs since the buffer's start
 *  qemu-system-x86-193   [000]-0x1   118.488213: …      trace-cmd report -R
 *               vt-415   [000]133235600565: …           a clock that trace-cmd does not take for nanoseconds
 */
import type { Epoch, Nanos } from '../../src/model/time.ts';
import {
  CLOSE_BRACKET,
  CLOSE_PAREN,
  DOT,
  MINUS,
  SPACE,
  digitsStart,
  isAlnum,
  isDigit,
  spacesStart,
} from './scan.ts';

/** How a stamp is written. */
export type StampForm = 'seconds' | 'integer' | 'micros';

export interface Stamp {
  readonly form: StampForm;
  /** Digits before and after the point; `fraction` is empty in the forms without one. */
  readonly whole: string;
  readonly fraction: string;
  /** Where the stamp begins in the line, and where it ends. */
  readonly start: number;
  readonly end: number;
}

export interface Head {
  /** File or instance that `trace-cmd report -i a -i b` puts before each line; empty where there is none. */
  readonly prefix: string;
  readonly comm: string;
  readonly tid: number;
  readonly cpu: number | null;
  /** As printed, without the CPU; empty where there is no such column. */
  readonly flags: string;
  readonly stamp: Stamp;
  /** Columns from the tid to the `[` of the CPU: 6 in trace-cmd, 8 in the kernel's text since 5.9. */
  readonly tidColumns: number;
  readonly tgid: boolean;
  readonly latency: boolean;
}

/** Longest flags column seen: RT kernels print eight letters. */
const FLAGS_MAX = 12;

/** Marks that the latency format puts between a stamp and its colon, by the delay that follows. */
const DELAY_MARKS = ' +!#*@$';

/** Reads the stamp whose colon is at `colon`; null if no stamp stands before it. */
export function stampBefore(text: string, colon: number): Stamp | null {
  let end = colon;
  let micros = false;
  if (!isDigit(text.charCodeAt(end - 1))) {
    if (DELAY_MARKS.includes(text.charAt(end - 1)) && text.startsWith('us', end - 3)) {
      end -= 3;
      micros = true;
    } else {
      return null;
    }
  }
  const last = digitsStart(text, end);
  if (last === end || end - last > 20) return null;
  if (text.charCodeAt(last - 1) !== DOT) {
    if (!isFree(text, last)) return null;
    const form = micros ? 'micros' : 'integer';
    return { form, whole: text.slice(last, end), fraction: '', start: last, end };
  }
  const first = digitsStart(text, last - 1);
  if (first === last - 1 || last - first > 16 || micros || !isFree(text, first)) return null;
  const whole = text.slice(first, last - 1);
  return { form: 'seconds', whole, fraction: text.slice(last, end), start: first, end };
}

/** Does a column or nothing stand before a stamp, and no letter? */
const isFree = (text: string, at: number): boolean =>
  at === 0 || text.charCodeAt(at - 1) === SPACE || text.charCodeAt(at - 1) === CLOSE_BRACKET;

interface CpuColumn {
  readonly cpu: number;
  readonly flags: string;
  readonly start: number;
  readonly latency: boolean;
}

/** `[001]`, `[001] d.h1.`, `[000]-0x1` or `1d.h1.`, ending before `end`. */
function cpuBefore(text: string, end: number): CpuColumn | null {
  let close = spacesStart(text, end);
  let flags = '';
  if (text.charCodeAt(close - 1) !== CLOSE_BRACKET) {
    let from = close;
    while (from > 0 && close - from <= FLAGS_MAX && isFlag(text.charCodeAt(from - 1))) from--;
    if (from === close) return null;
    if (text.charCodeAt(from - 1) === CLOSE_BRACKET) {
      flags = text.slice(from, close);
      close = from;
    } else {
      const bracket = spacesStart(text, from);
      if (bracket === from) return null;
      if (text.charCodeAt(bracket - 1) !== CLOSE_BRACKET) return gluedCpu(text, from, close);
      flags = text.slice(from, close);
      close = bracket;
    }
  }
  const digits = digitsStart(text, close - 1);
  if (digits === close - 1 || text.charAt(digits - 1) !== '[' || close - digits > 7) return null;
  return { cpu: Number(text.slice(digits, close - 1)), flags, start: digits - 1, latency: false };
}

/** `12d.h1.`: CPU, then flags of which none is a digit before the fourth. */
function gluedCpu(text: string, from: number, end: number): CpuColumn | null {
  let at = from;
  while (at < end && isDigit(text.charCodeAt(at))) at++;
  if (at === from || at - from > 5 || end - at < 3) return null;
  return {
    cpu: Number(text.slice(from, at)),
    flags: text.slice(at, end),
    start: from,
    latency: true,
  };
}

const isFlag = (code: number): boolean =>
  isAlnum(code) || code === DOT || code === 35 /* # */ || code === MINUS;

/** Reads the head whose stamp ends with the colon at `colon`; null if the line has no such head. */
export function headBefore(text: string, colon: number): Head | null {
  const stamp = stampBefore(text, colon);
  if (stamp === null) return null;
  const column = cpuBefore(text, stamp.start);
  if (column === null) return null;
  let end = spacesStart(text, column.start);
  let tgid = false;
  if (text.charCodeAt(end - 1) === CLOSE_PAREN) {
    // `(    293)`, `(-------)`
    const open = text.lastIndexOf('(', end - 1);
    if (open < 0 || end - open > 12) return null;
    end = spacesStart(text, open);
    tgid = true;
  }
  const tid = digitsStart(text, end);
  if (tid === end || end - tid > 10 || text.charCodeAt(tid - 1) !== MINUS || tid < 2) return null;
  const width = column.latency ? 8 : 16;
  const commStart = Math.max(0, tid - 1 - width);
  const before = text.slice(0, commStart).trim();
  // A number and a colon is what `grep -n` puts before a line.
  if (before !== '' && (!before.endsWith(':') || /^\d{1,9}:$/.test(before))) return null;
  const comm = text.slice(commStart, tid - 1).trim();
  if (comm === '') return null;
  return {
    prefix: before === '' ? '' : before.slice(0, -1),
    comm,
    tid: Number(text.slice(tid, end)),
    cpu: column.cpu,
    flags: column.flags,
    stamp,
    tidColumns: column.start - tid,
    tgid,
    latency: column.latency,
  };
}

/** The next `: ` from `from` on before which a stamp can stand, as the index of its colon; -1 for none. */
export function nextStampColon(text: string, from: number): number {
  let at = text.indexOf(': ', from);
  while (at > 0) {
    const code = text.charCodeAt(at - 1);
    if (isDigit(code)) return at;
    if (text.startsWith('us', at - 3) && isDigit(text.charCodeAt(at - 4))) return at;
    at = text.indexOf(': ', at + 2);
  }
  return -1;
}

/** Turns a stamp into nanoseconds after the source's epoch. Integers are taken for nanoseconds; the clock's kind says whether they are. */
export function timeOf(stamp: Stamp, epoch: Epoch): Nanos {
  if (stamp.form === 'seconds') return epoch.stamp(stamp.whole, stamp.fraction);
  if (stamp.form === 'integer') return epoch.ofNanos(stamp.whole);
  const seconds = Math.trunc(Number(stamp.whole) / 1e6);
  return epoch.at(seconds, (Number(stamp.whole) % 1e6) * 1000);
}

const HEX_SOFTIRQ = 0x10;
const HEX_HARDIRQ = 0x08;

/** Do the flags show softirq context: `s` in the third place (`H` is a hardirq above one), or the bits that -R prints? */
export function inSoftirq(flags: string): boolean {
  if (!flags.startsWith('-0x')) return flags.charAt(2) === 's';
  const bits = Number(flags.slice(1));
  return (bits & HEX_SOFTIRQ) !== 0 && (bits & HEX_HARDIRQ) === 0;
}
