// Lines of the kernel's function graph text, with any of its columns on or off:
//
//  1)               |          vfio_msi_disable [vfio_pci_core]() {
//   174.304224 |   1)               |  vfio_group_fops_unl_ioctl [vfio]() {          funcgraph-abstime
//  1)     vt-207     | ! 520.177 us  |  }                                            funcgraph-proc
//  1)  ...1. |   7.231 us    |  vfio_group_fops_open [vfio]();                       latency-format
// ! 520.177 us  |  }                                                                 nofuncgraph-cpu
//  1)     vt-207     =>     vt-208                                                   another task runs on that CPU
import {
  DOT,
  MINUS,
  digitsEnd,
  digitsStart,
  isAlnum,
  isDigit,
  skipSpaces,
  spacesStart,
} from './scan.ts';
import { durationAt, type GraphText, graphText } from './graph-text.ts';

export interface GraphTask {
  /** Cut to seven characters by the kernel. */
  readonly comm: string;
  readonly tid: number;
}

export interface GraphLine {
  /** Halves of the absolute stamp; null where the option is off. */
  readonly stamp: { readonly whole: string; readonly fraction: string } | null;
  readonly cpu: number | null;
  readonly task: GraphTask | null;
  readonly text: GraphText;
  /** Is it beyond doubt such a line, and not a drawing in some other text? */
  readonly sure: boolean;
}

/** Most columns before the function: stamp, CPU and task, flags, duration. */
const COLUMNS_MAX = 5;

/** Reads one line; null for anything else, and for the arrows of interrupts. */
export function graphLine(line: string): GraphLine | null {
  let at = skipSpaces(line, 0);
  let stamp: GraphLine['stamp'] = null;
  const point = digitsEnd(line, at);
  if (point > at && line.charCodeAt(point) === DOT) {
    const end = digitsEnd(line, point + 1);
    const bar = skipSpaces(line, end);
    if (line.charAt(bar) === '|' && point - at <= 15 && end - point <= 10) {
      stamp = { whole: line.slice(at, point), fraction: line.slice(point + 1, end) };
      at = skipSpaces(line, bar + 1);
    }
  }
  let cpu: number | null = null;
  const digits = digitsEnd(line, at);
  if (digits > at && digits - at <= 5 && line.charAt(digits) === ')') {
    cpu = Number(line.slice(at, digits));
    at = digits + 1;
  }
  return columns(line, at, stamp, cpu);
}

/** Task and flags, in this order, each with its bar, then the text. */
function columns(
  line: string,
  from: number,
  stamp: GraphLine['stamp'],
  cpu: number | null,
): GraphLine | null {
  let at = from;
  let task: GraphTask | null = null;
  for (let column = 0; column < COLUMNS_MAX; column++) {
    const bar = line.indexOf('|', at);
    if (bar < 0) break;
    const duration = durationAt(line, at, bar);
    if (duration !== undefined) {
      const text = graphText(line, at);
      // A line with nothing but a bar before it could be a row of any table.
      return text === null
        ? null
        : { stamp, cpu, task, text, sure: cpu !== null || duration !== null };
    }
    const read = taskIn(line, at, bar);
    if (read !== null) task = read;
    else if (!isFlags(line.slice(at, bar).trim())) return null;
    at = bar + 1;
  }
  // nofuncgraph-duration leaves no bar at all. `1) f() {` can stand in any text, `1)    f() {` hardly.
  const text = cpu === null ? null : graphText(line, at, false);
  return text === null
    ? null
    : { stamp, cpu, task, text, sure: text.kind !== 'comment' && text.indent > 2 };
}

/** `   vt-207    ` between two places. */
function taskIn(line: string, from: number, to: number): GraphTask | null {
  const start = skipSpaces(line, from);
  const end = spacesStart(line, to);
  const tid = digitsStart(line, end);
  if (tid === end || end - tid > 10 || tid - 1 <= start || end - start > 40) return null;
  if (line.charCodeAt(tid - 1) !== MINUS) return null;
  return { comm: line.slice(start, tid - 1), tid: Number(line.slice(tid, end)) };
}

function isFlags(text: string): boolean {
  if (text.length < 3 || text.length > 9 || isDigit(text.charCodeAt(0))) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== DOT && !isAlnum(code)) return false;
  }
  return true;
}

export interface TaskSwitch {
  readonly cpu: number;
  readonly from: GraphTask;
  readonly to: GraphTask;
}

/** What a line of a task switch holds; the lines of dashes around it say nothing. */
export const SWITCH = ' => ';

/** Reads ` 1)     vt-207     =>     vt-208    `, the middle of three lines that tell a task switch; null for other lines. */
export function taskSwitch(line: string): TaskSwitch | null {
  const arrow = line.indexOf(SWITCH);
  if (arrow < 0 || line.length > 200) return null;
  const at = skipSpaces(line, 0);
  const digits = digitsEnd(line, at);
  if (!isDigit(line.charCodeAt(at)) || digits - at > 5 || line.charAt(digits) !== ')') return null;
  const from = taskIn(line, digits + 1, arrow);
  const to = taskIn(line, arrow + SWITCH.length, line.length);
  return from === null || to === null ? null : { cpu: Number(line.slice(at, digits)), from, to };
}
