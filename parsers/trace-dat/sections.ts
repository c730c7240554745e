/** The parts of a file that both versions have in one form each: headers, event formats, symbols, tasks. */
import { type Cursor, type Span, textOf } from './cursor.ts';

/** No format file of an event is longer. */
const FORMAT_MAX = 256 * 1024;
/** Linux 6.18 has some 2,500 events. */
const FORMATS_MAX = 100_000;
const HEADER_MAX = 64 * 1024;
const CMDLINES_MAX = 64 * 1024 * 1024;

export interface Headers {
  readonly page: string;
  readonly event: string;
}

/** `header_page`, NUL, size, text; then the same of `header_event`. Null if they are not there. */
export function readHeaders(cursor: Cursor): Headers | null {
  const page = headerText(cursor, 'header_page');
  const event = headerText(cursor, 'header_event');
  return page === null || event === null ? null : { page, event };
}

function headerText(cursor: Cursor, name: string): string | null {
  if (cursor.text() !== name) return null;
  const length = cursor.u64();
  if (length > HEADER_MAX) return null;
  const bytes = cursor.bytes(length);
  return cursor.failed ? null : textOf(bytes);
}

/** The formats of ftrace's own events: a count, and for each a size and the text. False if they were cut. */
export function readFtraceFormats(cursor: Cursor, into: string[]): boolean {
  return readFormats(cursor, into);
}

/** The formats of all systems: a count, and for each the system's name and its formats. False if they were cut. */
export function readSystems(cursor: Cursor, into: string[]): boolean {
  const systems = cursor.u32();
  for (let system = 0; system < systems; system++) {
    cursor.text();
    if (cursor.failed || !readFormats(cursor, into)) return false;
  }
  return !cursor.failed;
}

function readFormats(cursor: Cursor, into: string[]): boolean {
  const events = cursor.u32();
  for (let event = 0; event < events; event++) {
    const length = cursor.u64();
    if (length > FORMAT_MAX || into.length >= FORMATS_MAX) return false;
    const bytes = cursor.bytes(length);
    if (cursor.failed) return false;
    into.push(textOf(bytes));
  }
  return !cursor.failed;
}

/** A size in four bytes, and what it counts. */
export function sized(cursor: Cursor): Span {
  return cursor.span(cursor.u32());
}

/** The lines of saved_cmdlines; what is there of them if they were cut. */
export function readCmdlines(cursor: Cursor): string {
  const length = cursor.u64();
  return length > CMDLINES_MAX ? '' : textOf(cursor.bytes(Math.min(length, cursor.left)));
}
