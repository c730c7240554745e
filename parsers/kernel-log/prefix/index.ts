/** The prefix of a line, all layers: level, calendar stamp, host and program, printk stamp, caller. */
import { afterCaller, bracketAt } from './bracket.ts';
import { calendarAt, type Calendar } from './calendar.ts';
import { at, NOTHING, part, type Header, type Uptime } from './header.ts';
import { looksLikeSource, sourceAt } from './source.ts';

export { afterCaller, piecesOf } from './bracket.ts';
export type { Header, Uptime } from './header.ts';

/** `<4>` (dmesg -r, RFC 3164 and 5424 as they are sent). */
const LEVEL = /<(\d{1,3})>/y;

/** `kern  :warn  : ` (dmesg -x). */
const FACILITY =
  /(kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|res\d|local[0-7]) {0,8}:(?:emerg|alert|crit|err|warn|notice|info|debug) {0,3}: /y;

/** `1 2026-11-22T13:32:25.678901+00:00 host1 kernel - - - ` (RFC 5424 after its level). */
const RFC_5424 =
  /1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) ([^\s]{1,255}) ([^\s]{1,48}) [^\s]{1,128} [^\s]{1,32} (?:-|(?:\[[^\]]{0,1024}\]){1,8})(?: \uFEFF?|$)/y;

/** `6,424,7125263,-;` (/dev/kmsg), `6.12.117,6,424,7125263,-,caller=T117,ncfrag=0/1200;` (extended netconsole). */
const KMSG =
  /(?:\d{1,3}\.\d[\w.+~-]{0,80},)?\d{1,4},\d{1,20},(\d{1,18}),[-c+*](?:,[a-z]{1,16}=[^;,]{0,64}){0,8};/y;

/** The prefix; null for a line that begins with none. Linear in the length of the line. */
export function readHeader(line: string): Header | null {
  switch (line.charCodeAt(0)) {
    case 91: // [
      return bracketed(line, 0);
    case 60: {
      // <
      if (at(LEVEL, line, 0) === null) return null;
      const end = LEVEL.lastIndex;
      return rfc5424(line, end) ?? dated(line, end) ?? { ...NOTHING, ...inside(line, end) };
    }
    default:
      return plain(line);
  }
}

function plain(line: string): Header | null {
  const facility = at(FACILITY, line, 0);
  if (facility !== null) {
    const end = FACILITY.lastIndex;
    const program = part(facility, 1) === 'kern' ? null : part(facility, 1);
    return { ...(dated(line, end) ?? inside(line, end)), program };
  }
  const kmsg = at(KMSG, line, 0);
  if (kmsg !== null) {
    const micros = part(kmsg, 1).padStart(7, '0');
    const uptime: Uptime = {
      seconds: micros.slice(0, -6),
      fraction: micros.slice(-6),
      clock: 'boot',
    };
    return { ...NOTHING, length: KMSG.lastIndex, uptime, escaped: true };
  }
  return broadcast(line) ?? dated(line, 0);
}

/** ` kernel:[12345.678901] Disabling IRQ #21`, under `Message from syslogd@host at …`. */
function broadcast(line: string): Header | null {
  const from = line.startsWith(' kernel') ? 1 : 0;
  if (!line.startsWith('kernel', from)) return null;
  const source = sourceAt(line, from);
  if (source === null || source.host !== null) return null;
  return { ...inside(line, source.end), program: 'kernel', broadcast: true };
}

function rfc5424(line: string, from: number): Header | null {
  const match = at(RFC_5424, line, from);
  if (match === null) return null;
  const wall = part(match, 1);
  return {
    ...inside(line, RFC_5424.lastIndex),
    wall: wall === '-' ? null : wall,
    host: part(match, 2) === '-' ? null : part(match, 2),
    program: part(match, 3),
  };
}

/** A calendar stamp, and what follows it. */
function dated(line: string, from: number): Header | null {
  const calendar = calendarAt(line, from);
  if (calendar === null) return bracketed(line, from);
  if (calendar.style === 'dmesg-iso') {
    return { ...NOTHING, length: afterCaller(line, calendar.end), wall: calendar.wall };
  }
  const source = sourceAt(line, calendar.end);
  if (source !== null) {
    const { host, program } = source;
    return { ...inside(line, source.end), wall: calendar.wall, host, program };
  }
  return ownsLine(line, calendar) ? { ...inside(line, calendar.end), wall: calendar.wall } : null;
}

/** QEMU and others begin lines with ISO and unix stamps too: those need a host and a program to be a syslog's. */
function ownsLine(line: string, { style, end }: Calendar): boolean {
  return style === 'syslog' || (style !== 'unix' && looksLikeSource(line, end));
}

/** A bracket stamp, then the journal's `host1 kernel: ` or a caller. */
function bracketed(line: string, from: number): Header | null {
  const bracket = bracketAt(line, from);
  if (bracket === null) return null;
  const { uptime, wall } = bracket;
  const source = uptime === null ? null : sourceAt(line, bracket.end);
  // `systemd[1]: ` alone is what systemd wrote to the kernel's own log
  if (source === null || uptime === null || (source.host === null && source.program !== 'kernel')) {
    return { ...NOTHING, length: afterCaller(line, bracket.end), uptime, wall };
  }
  const { host, program } = source;
  const monotonic: Uptime = { ...uptime, clock: 'monotonic' };
  return {
    ...NOTHING,
    length: afterCaller(line, source.end),
    uptime: monotonic,
    wall,
    host,
    program,
  };
}

/** The message of a line whose outer layers end at `from`: it may begin with printk's own stamp. */
function inside(line: string, from: number): Header {
  const bracket = bracketAt(line, from);
  const length = afterCaller(line, bracket?.end ?? from);
  return { ...NOTHING, length, uptime: bracket?.uptime ?? null };
}
