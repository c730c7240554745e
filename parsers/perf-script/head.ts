/**
 * The head of a `perf script` line, read backwards from the colon after the stamp, for a task's name may hold anything:
 *
 *               vt   273 [000]   206.351404:         irq:irq_handler_entry: irq=28 …
 *               vt   271/271   [000] K       206.343168:   irq_vectors:vector_activate: …      -F +pid,tid,misc
 * swapper     0 [000]   244.258207: irq:irq_handler_entry: irq=28 …                           with call chains
 */
import { type Stamp, stampBefore } from '../trace/head.ts';
import { CLOSE_BRACKET, SPACE, digitsStart, isAlnum, spacesStart } from '../trace/scan.ts';

export interface PerfHead {
  readonly comm: string;
  readonly tid: number;
  readonly cpu: number;
  readonly stamp: Stamp;
}

/** Letters of the column `misc`. */
const MISC_MAX = 6;

/** Reads the head whose stamp ends with the colon at `colon`; null if the line has no such head. */
export function perfHead(text: string, colon: number): PerfHead | null {
  const stamp = stampBefore(text, colon);
  if (stamp === null || stamp.form !== 'seconds') return null;
  let close = spacesStart(text, stamp.start);
  if (text.charCodeAt(close - 1) !== CLOSE_BRACKET) {
    let misc = close;
    while (misc > 0 && close - misc <= MISC_MAX && isAlnum(text.charCodeAt(misc - 1))) misc--;
    close = misc === close ? 0 : spacesStart(text, misc);
    if (text.charCodeAt(close - 1) !== CLOSE_BRACKET) return null;
  }
  const cpu = digitsStart(text, close - 1);
  if (cpu === close - 1 || close - cpu > 7 || text.charAt(cpu - 1) !== '[') return null;
  const end = spacesStart(text, cpu - 1);
  let tid = digitsStart(text, end);
  if (tid === end || end - tid > 10 || end === cpu - 1) return null;
  const number = Number(text.slice(tid, end));
  if (text.charAt(tid - 1) === '/') {
    const pid = digitsStart(text, tid - 1);
    if (pid === tid - 1) return null;
    tid = pid;
  }
  if (text.charCodeAt(tid - 1) !== SPACE) return null;
  const comm = text.slice(0, tid).trim();
  return comm === '' ? null : { comm, tid: number, cpu: Number(text.slice(cpu, close - 1)), stamp };
}
