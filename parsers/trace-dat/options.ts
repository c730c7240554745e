/** The options of a file: what is known of the recording besides its events. */
import { Cursor, spanOf, textOf } from './cursor.ts';
import type { CpuStat, TscScale } from './recording.ts';

/** Numbers of the options that are read; the others are passed by. */
export const OPTION = {
  done: 0,
  date: 1,
  cpustat: 2,
  buffer: 3,
  traceclock: 4,
  uname: 5,
  offset: 7,
  cpucount: 8,
  timeShift: 12,
  tsc2nsec: 14,
  headerInfo: 16,
  ftraceEvents: 17,
  eventFormats: 18,
  kallsyms: 19,
  cmdlines: 21,
  bufferText: 22,
} as const;

/** Statistics of more CPUs than this are not kept. */
const STATS_MAX = 4096;

/** Options that are a value each. */
export class Values {
  clockText = '';
  uname = '';
  date: bigint | null = null;
  offset = 0n;
  cpuCount: number | null = null;
  tsc: TscScale | null = null;
  isGuest = false;
  /** The file says which clock it has. */
  hasClock = false;
  /** Statistics are of the top buffer until an instance is named. */
  #ofInstance = false;
  readonly stats: CpuStat[] = [];

  /** False for an option that is none of these. */
  take(id: number, data: Uint8Array, little: boolean): boolean {
    switch (id) {
      case OPTION.date:
        // `0x660daa4e79c8b`: microseconds.
        this.date = scaled(wholeOf(textIn(data)), 1000n);
        return true;
      case OPTION.offset:
        this.offset = wholeOf(textIn(data)) ?? 0n;
        return true;
      case OPTION.cpustat:
        this.#stat(textIn(data));
        return true;
      case OPTION.traceclock:
        this.clockText = textIn(data).trim();
        this.hasClock = true;
        return true;
      case OPTION.uname:
        this.uname = textIn(data).trim();
        return true;
      case OPTION.cpucount:
        this.cpuCount = new Cursor(spanOf(data), little).u32();
        return true;
      case OPTION.timeShift:
        this.isGuest = true;
        return true;
      case OPTION.tsc2nsec:
        this.tsc = scaleIn(data, little);
        return true;
      default:
        return false;
    }
  }

  /** `CPU: 1`, `overrun: 316`, `commit overrun: 0`, `dropped events: 0`, one a line. */
  #stat(text: string): void {
    this.#ofInstance ||= text.trimStart().startsWith('Buffer: ');
    if (this.#ofInstance) return;
    const numbers = new Map(
      text.split('\n').flatMap((line) => {
        const match = /^([A-Za-z ]{1,30}): {1,10}(\d{1,15})$/.exec(line.trim());
        return match === null ? [] : [[match[1] ?? '', Number(match[2])] as const];
      }),
    );
    const cpu = numbers.get('CPU');
    if (cpu === undefined || this.stats.length >= STATS_MAX) return;
    const lost = LOSSES.map((name) => numbers.get(name) ?? 0);
    const said = LOSSES.flatMap((name, i) => (lost[i] === 0 ? [] : [`${name}: ${lost[i]}`]));
    this.stats.push({
      cpu,
      lost: lost.reduce((sum, one) => sum + one, 0),
      text: `CPU: ${cpu} ${said.join(', ')}`,
    });
  }
}

const LOSSES = ['overrun', 'commit overrun', 'dropped events'] as const;

function textIn(data: Uint8Array): string {
  const end = data.indexOf(0);
  return textOf(end < 0 ? data : data.subarray(0, end));
}

/** A number as C writes it, decimal or hex, with a sign. */
function wholeOf(text: string): bigint | null {
  const match = /^\s*([+-]?)(0x[0-9a-f]{1,16}|\d{1,20})/i.exec(text);
  if (match === null) return null;
  const value = BigInt(match[2] ?? '0');
  return match[1] === '-' ? -value : value;
}

const scaled = (value: bigint | null, by: bigint): bigint | null =>
  value === null ? null : value * by;

/** `u32 mult   u32 shift   u64 offset`; trace-cmd (3.1.6) makes no use of the offset when it prints. */
function scaleIn(data: Uint8Array, little: boolean): TscScale | null {
  const cursor = new Cursor(spanOf(data), little);
  const mult = BigInt(cursor.u32());
  const shift = BigInt(cursor.u32());
  return cursor.failed || mult === 0n || shift > 63n ? null : { mult, shift };
}
