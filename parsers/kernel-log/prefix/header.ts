/** What stands before a kernel message: stamps, host, program. Layers are read from the left, each by one small scanner. */

/** A stamp that counts from boot, as its two halves. */
export interface Uptime {
  readonly seconds: string;
  readonly fraction: string;
  /** `boot`: printk's own stamp. `monotonic`: the journal's, taken when it received the message. */
  readonly clock: 'boot' | 'monotonic';
}

export interface Header {
  /** Where the message begins. */
  readonly length: number;
  readonly uptime: Uptime | null;
  /** A calendar stamp as it stands, without its weekday; see time/wall.ts. */
  readonly wall: string | null;
  readonly host: string | null;
  /** `kernel`, or the program that wrote the line; null where the line does not say. */
  readonly program: string | null;
  /** `kernel:` without any stamp before it: syslogd wrote an emergency to every terminal. */
  readonly broadcast: boolean;
  /** kmsg and netconsole write other bytes than printable ones, and backslashes, as \xNN. */
  readonly escaped: boolean;
}

/** Scans at one place: `y` is the sticky flag. */
export function at(pattern: RegExp, line: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(line);
}

export const part = (match: RegExpExecArray, index: number): string => match[index] ?? '';

export const NOTHING: Header = {
  length: 0,
  uptime: null,
  wall: null,
  host: null,
  program: null,
  broadcast: false,
  escaped: false,
};
