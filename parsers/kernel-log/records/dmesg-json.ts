/** `dmesg -J`: a record over several lines, its time padded with blanks; or the same made compact by other tools. */
import type { Uptime } from '../prefix/header.ts';
import { parsed, textOf } from './journal-json.ts';

export interface DmesgRecord {
  readonly uptime: Uptime | null;
  readonly message: string;
}

const TIME = /^"time": {0,12}(\d{1,12})\.(\d{6}),?$/;
const MESSAGE = /^"msg": (".*"),?$/s;
const OTHER = /^(?:"dmesg": \[|"(?:fac|pri|caller)": {0,12}["\w].*)$/;

/** Is this trimmed line one of `dmesg -J`? */
export const isDmesgJson = (line: string): boolean =>
  TIME.test(line) || MESSAGE.test(line) || OTHER.test(line);

export class DmesgJson {
  #uptime: Uptime | null = null;

  /** A trimmed line; a record where it completes one, true where it is a part of one. */
  take(line: string): DmesgRecord | boolean {
    const time = TIME.exec(line);
    if (time !== null) {
      this.#uptime = { seconds: time[1] ?? '', fraction: time[2] ?? '', clock: 'boot' };
      return true;
    }
    const message = MESSAGE.exec(line);
    if (message === null) return OTHER.test(line);
    const uptime = this.#uptime;
    this.#uptime = null;
    const text = parsed(message[1] ?? '');
    return typeof text === 'string' ? { uptime, message: text } : true;
  }
}

/** Records of a compact line: one object with `time` and `msg`, or all of them under `dmesg`. */
export function compactRecords(object: unknown): readonly DmesgRecord[] {
  if (typeof object !== 'object' || object === null) return [];
  if ('dmesg' in object && Array.isArray(object.dmesg)) return object.dmesg.flatMap(record);
  return record(object);
}

function record(object: unknown): readonly DmesgRecord[] {
  if (typeof object !== 'object' || object === null || !('msg' in object)) return [];
  const message = textOf(object.msg);
  const time = 'time' in object && typeof object.time === 'number' ? object.time : null;
  if (message === null) return [];
  return [{ uptime: time === null ? null : uptimeOf(time), message }];
}

/** A double holds microseconds of uptime exactly for centuries. */
function uptimeOf(seconds: number): Uptime | null {
  const [whole = '', fraction = ''] = seconds.toFixed(6).split('.');
  return /^\d{1,12}$/.test(whole) ? { seconds: whole, fraction, clock: 'boot' } : null;
}
