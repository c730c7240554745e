import { isQemuEvent, readQemuTrace } from '../qemu/decode.ts';
import { DOMAIN_LINES, factsOf, isCommandLine } from './facts.ts';
import { cleaned } from './parser.ts';
import { prefixOf } from './prefix.ts';
import { reportIn } from './report-line.ts';

/** `qcow2_co_writev …`, `vfio_msix_enable  (…)`: an event's name, then its arguments or nothing. */
const EVENT = /^[a-z][a-z0-9]{0,31}(?:_[a-z0-9]{1,64}){1,12}(?: (.*))?$/s;

/** A host's name can look like an event's; behind it a syslog line has `program: ` or `program[1]: `. */
const SYSLOG = /^[^ ]{1,64}: /;

/** Without a stamp, only what the table reads, and vfio's own names before `  (`, as nobody else writes them. */
const BARE = /^vfio_[a-z_]{2,60} {2,4}\(/;

/** Is this one line of QEMU's log? */
export function claimsQemuLog(line: string): boolean {
  const text = cleaned(line);
  const prefix = prefixOf(text);
  if (prefix === null) return claimsBare(text);
  const { style, rest } = prefix;
  if (style === 'libvirt') return DOMAIN_LINES.some((start) => rest.startsWith(start));
  if (style === 'epoch') return EVENT.test(rest);
  const event = EVENT.exec(rest);
  if (event !== null) return !SYSLOG.test(event[1] ?? '');
  return reportIn(rest, prefix) !== null;
}

function claimsBare(text: string): boolean {
  if (BARE.test(text)) return true;
  const at = { t: null, line: 0, text, tid: null };
  if (isQemuEvent(text)) {
    const event = readQemuTrace(text, at);
    return event !== null && event !== 'malformed';
  }
  return reportIn(text, null) !== null || isCommandLine(text) || factsOf(text, null, at).length > 0;
}
