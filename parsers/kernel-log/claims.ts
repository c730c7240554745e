import { cleaned } from './clean.ts';
import { classify } from './messages/index.ts';
import { afterCaller, readHeader } from './prefix/index.ts';
import { claimsRecord } from './records/index.ts';

/** What journalctl itself says between records. */
const JOURNAL_MARK =
  /^-- (?:Boot [0-9a-f]{32}|Reboot|(?:Journal|Logs) begin|No entries|Data from the specified boot)/;

/**
 * Is this one line of a kernel log? With a prefix that only kernel logs have, any text is; without, only a message that is
 * known, as any text could follow in any other log.
 */
export function claimsKernelLog(text: string): boolean {
  const line = cleaned(text);
  const header = readHeader(line);
  if (header !== null && (header.length > LEVEL_ONLY || header.uptime !== null)) return true;
  if (line.startsWith('-- ')) return JOURNAL_MARK.test(line);
  if (claimsRecord(line)) return true;
  const message = (header === null ? line : line.slice(header.length)).trim();
  return classify(message.slice(afterCaller(message, 0))) !== null;
}

/** `<4>` and `<191>` can begin a line of anything. */
const LEVEL_ONLY = 5;
