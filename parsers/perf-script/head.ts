/**
 * The head of a `perf script` line, read backwards from the colon after the stamp, for a task's name may hold anything:
 *
 *               vt   273 [000]   206.351404:         irq:irq_handler_entry: irq=28 …
 *               vt   271/271   [000] K       206.343168:   irq_vectors:vector_activate: …      -F +pid,tid,misc
 * swapper     0 [000]   244.258207: irq:irq_handler_entry: irq=28 …                           with call chains
 */
import {
  CLOSE_BRACKET,
  OPEN_BRACKET,
  SLASH,
  SPACE,
  digitsStart,
  digitsValue,
  isAlnum,
  skipSpaces,
  spacesStart,
} from '../trace/scan.ts';
import { Stamp } from '../trace/stamp.ts';

/** Letters of the column `misc`. */
const MISC_MAX = 6;

/** One per parser: its fields are those of the last head read. */
export class PerfHead {
  readonly stamp = new Stamp();
  comm = '';
  tid = 0;
  cpu = 0;

  /** Reads the head whose stamp ends with the colon at `colon`; false if the line has no such head. */
  read(text: string, colon: number): boolean {
    if (!this.stamp.read(text, colon) || this.stamp.form !== 'seconds') return false;
    let close = spacesStart(text, this.stamp.start);
    if (text.charCodeAt(close - 1) !== CLOSE_BRACKET) {
      let misc = close;
      while (misc > 0 && close - misc <= MISC_MAX && isAlnum(text.charCodeAt(misc - 1))) misc--;
      close = misc === close ? 0 : spacesStart(text, misc);
      if (text.charCodeAt(close - 1) !== CLOSE_BRACKET) return false;
    }
    const cpu = digitsStart(text, close - 1);
    if (cpu === close - 1 || close - cpu > 7 || text.charCodeAt(cpu - 1) !== OPEN_BRACKET)
      return false;
    this.cpu = digitsValue(text, cpu, close - 1);
    return this.#readTask(text, cpu - 1);
  }

  /** `vt   271/273   `, before the bracket. */
  #readTask(text: string, bracket: number): boolean {
    const end = spacesStart(text, bracket);
    let tid = digitsStart(text, end);
    if (tid === end || end - tid > 10 || end === bracket) return false;
    this.tid = digitsValue(text, tid, end);
    if (text.charCodeAt(tid - 1) === SLASH) {
      const pid = digitsStart(text, tid - 1);
      if (pid === tid - 1) return false;
      tid = pid;
    }
    if (text.charCodeAt(tid - 1) !== SPACE) return false;
    this.comm = text.slice(skipSpaces(text, 0), spacesStart(text, tid));
    return this.comm !== '';
  }
}
