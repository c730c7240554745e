/**
 * A line of strace, taken apart:
 *
 *   251   1795342555.727934 ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ffe2ea4f6d0) = 0 <0.000873>     -f -ttt -T
 *   ioctl(5<anon_inode:[vfio-device]>, 0x3b6e, 0x7ffd166852b0) = 3    -y -X raw
 *   [pid   251] ioctl(5, VFIO_DEVICE_SET_IRQS <unfinished ...>                                on a terminal
 *   251   1795342555.747128 <... ioctl resumed>, 0x7ffe2ea4f6d0) = 0 <0.006484>
 */
import { fractionNanos, nanos, plus, type Nanos } from '../../src/model/time.ts';
import { ioctlNumber, ioctlReturn } from '../trace/ioctl-names.ts';
import { identifierEnd } from '../trace/functions.ts';
import { digitsEnd, skipSpaces } from '../trace/scan.ts';
import { type StraceStamp, stampAt } from './stamps.ts';

export interface StraceHead {
  /** Null without -f. */
  readonly tid: number | null;
  readonly stamp: StraceStamp | null;
  /** Where the system call begins. */
  readonly from: number;
}

/** Reads thread and stamp; any line has such a head, maybe an empty one. */
export function straceHead(text: string): StraceHead {
  const { tid, end } = threadAt(text);
  const stamp = stampAt(text, end);
  return { tid, stamp, from: stamp?.end ?? skipSpaces(text, end) };
}

function threadAt(text: string): { readonly tid: number | null; readonly end: number } {
  if (text.startsWith('[pid ')) {
    const start = skipSpaces(text, 5);
    const end = digitsEnd(text, start);
    if (end > start && end - start <= 10 && text.charAt(end) === ']')
      return { tid: Number(text.slice(start, end)), end: end + 1 };
    return { tid: null, end: 0 };
  }
  const start = skipSpaces(text, 0);
  const end = digitsEnd(text, start);
  // `251   ` is a thread, `251.5` and `10:15:56` are stamps.
  if (end === start || end - start > 8 || text.charAt(end) !== ' ') return { tid: null, end: 0 };
  return { tid: Number(text.slice(start, end)), end };
}

export type StraceCall =
  | {
      readonly kind: 'whole';
      readonly fd: number | null;
      readonly cmd: number;
      readonly ret: number | null;
      readonly took: Nanos | null;
    }
  | { readonly kind: 'unfinished'; readonly fd: number | null; readonly cmd: number }
  | { readonly kind: 'resumed'; readonly ret: number | null; readonly took: Nanos | null };

const RESUMED = '<... ioctl resumed>';
const UNFINISHED = '<unfinished ...>';

/** Reads an ioctl of VFIO, or the end of any ioctl; null for all other system calls, `malformed` for one that is cut. */
export function straceCall(text: string, from: number): StraceCall | 'malformed' | null {
  if (text.startsWith(RESUMED, from)) return { kind: 'resumed', ...result(text) };
  if (!text.startsWith('ioctl(', from)) return null;
  const fdEnd = digitsEnd(text, from + 6);
  const comma = text.charAt(fdEnd) === '<' ? text.indexOf('>, ', fdEnd) + 1 : fdEnd;
  if (comma <= 0 || !text.startsWith(', ', comma)) return 'malformed';
  const cmdAt = comma + 2;
  const cmd = ioctlNumber(text.slice(cmdAt, cmdEnd(text, cmdAt)));
  if (cmd === null) return null;
  const fd = fdEnd === from + 6 || fdEnd - from > 18 ? null : Number(text.slice(from + 6, fdEnd));
  if (text.endsWith(UNFINISHED)) return { kind: 'unfinished', fd, cmd };
  if (equalsAt(text) < 0) return 'malformed';
  return { kind: 'whole', fd, cmd, ...result(text) };
}

/** The request ends at a comma, a blank or the parenthesis; a made-up one is itself in parentheses. */
function cmdEnd(text: string, from: number): number {
  if (text.charAt(from) === '_' || text.charAt(from) === '(') {
    const close = text.indexOf(')', from);
    return close < 0 ? text.length : close + 1;
  }
  let at = from;
  while (at < text.length && !',) '.includes(text.charAt(at))) at++;
  return at;
}

/** Where `= ` of the result is; -1 for none. */
const equalsAt = (text: string): number => text.lastIndexOf(' = ');

/** ` = -1 EINVAL (Invalid argument) <0.000338>`. */
function result(text: string): { readonly ret: number | null; readonly took: Nanos | null } {
  const equals = equalsAt(text);
  if (equals < 0) return { ret: null, took: null };
  const took = /<(\d{1,9})\.(\d{1,9})>$/.exec(text.slice(-24));
  return {
    ret: ioctlReturn(text.slice(equals + 3)),
    took: took === null ? null : plus(nanos(Number(took[1]) * 1e9), fractionNanos(took[2] ?? '')),
  };
}

/** Is this a line of strace: a system call with its result, a part of one, a signal or an exit? */
export function isStraceLine(text: string): boolean {
  const { from } = straceHead(text);
  if (text.startsWith('<... ', from)) return text.indexOf(' resumed', from) > 0;
  if (text.startsWith('+++ ', from) || text.startsWith('--- SIG', from))
    return text.endsWith('+++') || text.endsWith('---');
  const open = identifierEnd(text, from);
  if (open === from || text.charAt(open) !== '(') return false;
  if (text.endsWith(UNFINISHED)) return true;
  const equals = equalsAt(text);
  if (equals < 0) return false;
  return (
    /^(?:-?\d|\?)/.test(text.slice(equals + 3, equals + 5)) &&
    text.slice(open, equals).trimEnd().endsWith(')')
  );
}
