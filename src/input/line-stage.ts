import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import split2 from 'split2';
import type { Bytes } from './codecs.ts';
import { LineGuard, MAX_LINE } from './guard-lines.ts';

/**
 * Takes a line without its terminator, and its 1-based number. Numbers rise; a stage may leave lines out. `cut` says that
 * the line was over the limit: what is over it is missing from the text.
 */
export type OnLine = (text: string, number: number, cut: boolean) => void;

/**
 * Turns bytes into lines and resolves to the count of lines, a last one without newline included.
 * {@link everyLine} is the reference; a stage that drops unwanted lines early must give the same for those that it keeps.
 */
export type LineStage = (bytes: Bytes, onLine: OnLine) => Promise<number>;

/** Every line through split2. Bytes that are no UTF-8 read U+FFFD. */
export const everyLine: LineStage = async (bytes, onLine) => {
  let count = 0;
  // The guard runs ahead of the splitter by what the streams buffer.
  const cut: number[] = [];
  const guard = new LineGuard((number) => void cut.push(number));
  // The work is done in the mapper: it returns nothing, so that no line is queued.
  const splitter = split2('\n', (text: string) => {
    count += 1;
    const isCut = cut[0] === count;
    if (isCut) cut.shift();
    onLine(owned(trimmed(text)), count, isCut);
  });
  splitter.resume();
  await pipeline(Readable.from(bytes, { objectMode: false }), guard, splitter);
  return count;
};

const scratch = Buffer.allocUnsafeSlow(3 * MAX_LINE);

/** The splitter's line is a slice of the block that it came in: whoever kept a word of it would keep the block. */
const owned = (text: string): string => scratch.toString('utf8', 0, scratch.write(text, 0, 'utf8'));

/**
 * Without the CRs of a CRLF or of a serial console, and without the run of NULs that a crash leaves before a line, or
 * a byte order mark.
 */
export function trimmed(text: string): string {
  let start = 0;
  while (text.charCodeAt(start) === 0 || text.charCodeAt(start) === 0xfeff) start += 1;
  let end = text.length;
  while (end > start && text.charCodeAt(end - 1) === 13) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
