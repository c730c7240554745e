/**
 * Whose line is it? trace-cmd and the kernel print the same heads, and one function tells them apart for both formats,
 * so that no line can be claimed twice:
 *
 * - trace-cmd pads an event's name to 20 columns, the kernel never does;
 * - trace-cmd gives the tid five columns, the kernel seven since 5.9;
 * - trace-cmd prints no flags up to 3.2 and five since 3.3, older kernels four.
 */
import { Head } from './head.ts';
import type { Dialect } from './dialects.ts';
import { graphLine } from './graph-line.ts';
import { kernelRelease, lossMark } from './marks.ts';
import { COLON, SPACE, isAlnum, isDigit, skipSpaces, withoutReturn } from './scan.ts';
import { STAMPS_MAX, nextStampColon } from './stamp.ts';
import { unusableForm } from './unusable.ts';

const HEADERS: readonly (readonly [pattern: RegExp, dialect: Dialect])[] = [
  [/^(?:\S{1,64}: {1,64})?cpus=\d{1,5}$/, 'trace-cmd'],
  [/^version = \d$/, 'trace-cmd'],
  [/^CPU \d{1,5} is empty$/, 'trace-cmd'],
  [/^# tracer: [a-z_]{1,40}$/, 'tracefs'],
  [/^# *entries-in-buffer\/entries-written: \d{1,15}\/\d{1,15} +#P:\d{1,5}$/, 'tracefs'],
];

/** Whose line this is; null for neither. */
export function dialectOf(raw: string): Dialect | null {
  const text = withoutReturn(raw);
  const head = new Head();
  let colon = nextStampColon(text, 0);
  for (let tries = 0; colon >= 0 && tries < STAMPS_MAX; tries++) {
    if (head.read(text, colon)) return ofHead(text, colon, head);
    colon = nextStampColon(text, colon + 1);
  }
  for (const [pattern, dialect] of HEADERS) if (pattern.test(text)) return dialect;
  if (kernelRelease(text) !== null) return 'tracefs';
  const mark = lossMark(text) ?? unusableForm(text);
  if (mark !== null) return mark.by;
  return graphLine(text)?.sure === true ? 'tracefs' : null;
}

function ofHead(text: string, colon: number, head: Head): Dialect {
  if (head.prefix !== '' || head.flags.startsWith('-0x')) return 'trace-cmd';
  if (head.tgid || head.stamp.form === 'micros') return 'tracefs';
  const padded = padding(text, colon);
  if (padded !== null) return padded ? 'trace-cmd' : 'tracefs';
  if (head.flags === '') return head.tidColumns > 7 ? 'tracefs' : 'trace-cmd';
  if (head.latency) return 'trace-cmd';
  return head.tidColumns <= 6 && head.flags.length >= 5 ? 'trace-cmd' : 'tracefs';
}

/** Is the event's name padded to 20 columns? Null where the name is too long to tell. */
function padding(text: string, colon: number): boolean | null {
  let from = skipSpaces(text, colon + 1);
  if (text.startsWith('(+', from)) return true;
  let end = from;
  while (isName(text.charCodeAt(end))) end++;
  if (end === from || text.charCodeAt(end) !== COLON) return false;
  // --ts-diff leaves the first line's column blank.
  if (from - colon > 2) return true;
  const info = skipSpaces(text, end + 1);
  if (end - from >= 20) return info - end > 2 ? true : null;
  from = info - from;
  return from >= 22 && text.charCodeAt(info - 1) === SPACE;
}

const isName = (code: number): boolean => isAlnum(code) || isDigit(code) || code === 95;
