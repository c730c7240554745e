/**
 * A line of perf trace:
 *
 *     74.668 ( 1.420 ms): vt/290 ioctl(fd: 6, cmd: (NONE, 0x3b, 0x6e, 0), arg: 0x7ffd03e9b8a0)         = 0
 *     74.668 (         ): vt/290 ioctl(fd: 6, cmd: (NONE, 0x3b, 0x6e, 0), arg: 0x7ffd03e9b8a0) ...
 *     74.668 ( 1.420 ms): vt/290  ... [continued]: ioctl())                                            = 0
 */
import { fractionNanos, nanos, plus, type Nanos } from '../../src/model/time.ts';
import { wholeNumber, wordAfter } from '../trace/fields.ts';
import { ioctlNumber, ioctlReturn } from '../trace/ioctl-names.ts';
import { ONLY_TASK, UNKNOWN_COMM } from '../trace/unknown-task.ts';

/** Stamp in milliseconds, duration; the rest of the line is the task and the call. */
const HEAD = /^ {0,20}(\d{1,12})\.(\d{3}) \( {0,12}(?:(\d{1,9})\.(\d{3}) ms)? {0,12}\): /;

export interface PerfTraceHead {
  /** Of the call's begin, ns after the trace's. */
  readonly ns: number;
  /** Null while the call is not over. */
  readonly took: Nanos | null;
  readonly rest: string;
}

export function perfTraceHead(text: string): PerfTraceHead | null {
  const match = HEAD.exec(text);
  if (match === null) return null;
  const ns = Number(match[1]) * 1e6 + Number(match[2]) * 1e3;
  const took =
    match[3] === undefined
      ? null
      : plus(nanos(Number(match[3]) * 1e6), nanos(fractionNanos(match[4] ?? '') / 1e3));
  return { ns, took, rest: text.slice(match[0].length) };
}

export interface PerfTraceCall {
  readonly comm: string;
  readonly tid: number;
  /** Null on a line that continues a call. */
  readonly entered: { readonly fd: number | null; readonly cmd: number } | null;
  /** Undefined while the call is not over. */
  readonly ret: number | null | undefined;
}

const CONTINUED = ' ... [continued]: ioctl()';

/** Reads what follows the head; null if it is no ioctl of VFIO. */
export function perfTraceCall(rest: string): PerfTraceCall | null {
  const continued = rest.indexOf(CONTINUED);
  const from = continued >= 0 ? continued : callAt(rest);
  if (from < 0) return null;
  const task = taskOf(rest.slice(0, from).trim());
  const equals = rest.lastIndexOf(' = ');
  const ret = equals < from ? undefined : ioctlReturn(rest.slice(equals + 3));
  if (continued >= 0) return { ...task, entered: null, ret: ret ?? null };
  const cmd = commandIn(rest, from);
  const fd = wordAfter(rest.replace('(fd:', ' fd:'), 'fd: ', from);
  const number = cmd === null ? null : ioctlNumber(cmd);
  if (number === null) return null;
  return { ...task, entered: { fd: fd === null ? null : wholeNumber(fd), cmd: number }, ret };
}

/** Where `ioctl(` begins, after the task or at the line's own start. */
function callAt(rest: string): number {
  if (rest.startsWith('ioctl(')) return 0;
  const at = rest.indexOf(' ioctl(');
  return at < 0 ? -1 : at + 1;
}

/** `(NONE, 0x3b, 0x6e, 0)`, `TCGETS`, `0x3b6e`. */
function commandIn(rest: string, from: number): string | null {
  const at = rest.indexOf('cmd: ', from);
  if (at < 0) return null;
  const start = at + 5;
  const end = rest.indexOf(rest.charAt(start) === '(' ? ')' : ',', start);
  if (end < 0 || end - start > 80) return null;
  return rest.slice(start, rest.charAt(start) === '(' ? end + 1 : end);
}

/** `vt/290`; nothing where one thread alone is traced. */
function taskOf(text: string): { readonly comm: string; readonly tid: number } {
  const slash = text.lastIndexOf('/');
  const tid = slash < 0 ? null : wholeNumber(text.slice(slash + 1));
  return tid === null || tid < 0
    ? { comm: UNKNOWN_COMM, tid: ONLY_TASK }
    : { comm: text.slice(0, slash), tid };
}
