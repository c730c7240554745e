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
import {
  CLOSE_BRACKET,
  CLOSE_PAREN,
  DOT,
  MINUS,
  OPEN_BRACKET,
  digitsEnd,
  digitsStart,
  digitsValue,
  isAlnum,
  skipSpaces,
  spacesStart,
} from './scan.ts';
import { Stamp } from './stamp.ts';

/** Longest flags column: RT kernels print eight letters, -R a few hex digits. */
const FLAGS_MAX = 12;

/** Columns of a task's name, and of one in the latency format. */
const COMM_WIDTH = 16;
const LATENCY_COMM_WIDTH = 8;

const HEX_SOFTIRQ = 0x10;
const HEX_HARDIRQ = 0x08;

/** One per parser: its fields are those of the last head read. Nothing is built for a line that nobody wants. */
export class Head {
  readonly stamp = new Stamp();
  /** File or instance that `trace-cmd report -i a -i b` puts before each line; empty where there is none. */
  prefix = '';
  comm = '';
  tid = 0;
  cpu = 0;
  /** As printed, without the CPU; empty where there is no such column. */
  flags = '';
  /** Columns from the tid to the `[` of the CPU: 6 in trace-cmd, 8 in the kernel's text since 5.9. */
  tidColumns = 0;
  tgid = false;
  /** CPU and flags are one word. */
  latency = false;
  #cpuStart = 0;

  /** Reads the head whose stamp ends with the colon at `colon`; false if the line has no such head. */
  read(text: string, colon: number): boolean {
    if (!this.stamp.read(text, colon) || !this.#readCpu(text, this.stamp.start)) return false;
    let end = spacesStart(text, this.#cpuStart);
    this.tgid = text.charCodeAt(end - 1) === CLOSE_PAREN;
    if (this.tgid) {
      // `(    293)`, `(-------)`
      const open = text.lastIndexOf('(', end - 1);
      if (open < 0 || end - open > 12) return false;
      end = spacesStart(text, open);
    }
    const tid = digitsStart(text, end);
    if (tid === end || end - tid > 10 || tid < 2 || text.charCodeAt(tid - 1) !== MINUS)
      return false;
    this.tid = digitsValue(text, tid, end);
    this.tidColumns = this.#cpuStart - tid;
    return this.#readName(text, tid - 1);
  }

  /** Softirq context: `s` in the third place (`H` is a hardirq above one), or the bits that -R prints. */
  get inSoftirq(): boolean {
    if (!this.flags.startsWith('-0x')) return this.flags.charAt(2) === 's';
    const bits = Number(this.flags.slice(1));
    return (bits & HEX_SOFTIRQ) !== 0 && (bits & HEX_HARDIRQ) === 0;
  }

  /** Name and prefix, before the dash at `dash`. */
  #readName(text: string, dash: number): boolean {
    const start = Math.max(0, dash - (this.latency ? LATENCY_COMM_WIDTH : COMM_WIDTH));
    this.prefix = '';
    if (start > 0 && skipSpaces(text, 0) < start) {
      const before = text.slice(0, start).trim();
      // A number and a colon is what `grep -n` puts before a line.
      if (!before.endsWith(':') || digitsEnd(before, 0) === before.length - 1) return false;
      this.prefix = before.slice(0, -1);
    }
    const from = skipSpaces(text, start);
    this.comm = text.slice(from, spacesStart(text, dash));
    return from < dash;
  }

  /** `[001]`, `[001] d.h1.`, `[000]-0x1` or `1d.h1.`, ending before `end`. */
  #readCpu(text: string, end: number): boolean {
    let close = spacesStart(text, end);
    this.flags = '';
    this.latency = false;
    if (text.charCodeAt(close - 1) !== CLOSE_BRACKET) {
      let from = close;
      while (from > 0 && close - from <= FLAGS_MAX && isFlag(text.charCodeAt(from - 1))) from--;
      if (from === close) return false;
      const bracket = spacesStart(text, from);
      if (text.charCodeAt(bracket - 1) !== CLOSE_BRACKET) {
        return bracket < from && this.#readGluedCpu(text, from, close);
      }
      this.flags = text.slice(from, close);
      close = bracket;
    }
    const digits = digitsStart(text, close - 1);
    const count = close - 1 - digits;
    if (count === 0 || count > 6 || text.charCodeAt(digits - 1) !== OPEN_BRACKET) return false;
    this.cpu = digitsValue(text, digits, close - 1);
    this.#cpuStart = digits - 1;
    return true;
  }

  /** `12d.h1.`: the CPU, then its flags, of which the first is no digit. */
  #readGluedCpu(text: string, from: number, end: number): boolean {
    const at = digitsEnd(text, from);
    if (at === from || at - from > 5 || end - at < 3) return false;
    this.cpu = digitsValue(text, from, at);
    this.flags = text.slice(at, end);
    this.#cpuStart = from;
    this.latency = true;
    return true;
  }
}

const isFlag = (code: number): boolean =>
  isAlnum(code) || code === DOT || code === 35 /* # */ || code === MINUS;
