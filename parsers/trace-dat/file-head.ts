/**
 * The beginning of a file of trace-cmd: 17 08 44, "tracing", the version as text, one byte each for the byte order (0 is
 * little-endian) and the size of a long, and the page size in four bytes. Version 7 (trace-cmd 3.0) goes on with the name
 * and version of what its sections are packed by, and with the place of the first options.
 */
import { Cursor, type Span, textOf } from './cursor.ts';

const MAGIC = [0x17, 0x08, 0x44] as const;
const WORD = 'tracing';

export interface FileHead {
  /** As the file says it: `6`, `7`. */
  readonly version: string;
  readonly little: boolean;
  readonly pageSize: number;
  /** `none`, `zlib`, `zstd`; version 6 has none. */
  readonly packing: string;
  /** Of version 7, where the first options are; of version 6, where the head ends. */
  readonly next: number;
  /** Where the head ends. */
  readonly end: number;
}

export const isTraceDat = (head: Uint8Array): boolean =>
  MAGIC.every((byte, i) => head[i] === byte) && textOf(head.subarray(3, 10)) === WORD;

/** Null if the file ends inside its head, or is none of trace-cmd. */
export function readHead(file: Span): FileHead | null {
  if (!isTraceDat(file.read(0, 10))) return null;
  const start = new Cursor(file, true, 10);
  const version = start.text();
  const little = start.u8() === 0;
  start.u8();
  const cursor = new Cursor(file, little, start.at);
  const pageSize = cursor.u32();
  if (start.failed || cursor.failed) return null;
  if (version !== '7') {
    return { version, little, pageSize, packing: 'none', next: cursor.at, end: cursor.at };
  }
  const packing = cursor.text();
  cursor.text();
  const next = cursor.u64();
  return cursor.failed ? null : { version, little, pageSize, packing, next, end: cursor.at };
}
