/**
 * The file of QEMU's simple trace back end, version 4 (QEMU 2.x to 11.x), without padding and in the host's byte order:
 *
 *     header    u64 0xffffffffffffffff   u64 0xf2b177cb0aa429b4   u64 version
 *     mapping   u64 0   u64 event id   u32 length   the event's name
 *     event     u64 1   u64 event id   u64 nanoseconds   u32 length   u32 process id   arguments
 *
 * An event's length counts from its id on. Arguments: text is u32 length and bytes, everything else one u64.
 */
import type { Raw, Shape, Value } from '../qemu/shape.ts';

export const HEADER_LENGTH = 24;
export const VERSION = 4n;
/** Type word, id and length of a mapping. */
export const MAPPING_HEAD = 20;
/** Type word and the fixed part of an event. */
export const EVENT_HEAD = 32;
/** What an event's length counts besides its arguments. */
export const EVENT_FIXED = 24;
export const MAPPING = 0n;
export const EVENT = 1n;
/** The id of the record that says how many events found no room; its argument is their number. */
export const DROPPED = 0xfffffffffffffffen;

/** QEMU's ring buffer: no record can be longer. */
export const LONGEST_RECORD = 256 * 1024;
/** Above every event that is read: two texts of 512 bytes and a few words. */
export const LONGEST_WANTED = 4096;
export const LONGEST_NAME = 512;

const HEADER_ID = 0xffffffffffffffffn;
const MAGIC = 0xf2b177cb0aa429b4n;

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether the file is little-endian; null where it does not begin with the header of a trace file. */
export function byteOrder(head: Uint8Array): 'little' | 'big' | null {
  if (head.length < HEADER_LENGTH) return null;
  const view = viewOf(head);
  if (view.getBigUint64(0) !== HEADER_ID) return null;
  if (view.getBigUint64(8, true) === MAGIC) return 'little';
  return view.getBigUint64(8, false) === MAGIC ? 'big' : null;
}

export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** An event's arguments in a shape; null where they are not exactly its fields. */
export function argumentsIn(
  bytes: Uint8Array,
  little: boolean,
  shape: Shape,
): Record<string, Value> | null {
  const view = viewOf(bytes);
  let at = 0;
  const values = shape.collect(({ kind }): Raw | undefined => {
    const isText = kind === 's' || kind === 'w';
    if (at + (isText ? 4 : 8) > bytes.length) return undefined;
    if (!isText) {
      at += 8;
      return view.getBigUint64(at - 8, little);
    }
    const start = at + 4;
    const end = start + view.getUint32(at, little);
    if (end > bytes.length) return undefined;
    at = end;
    const text = textOf(bytes.subarray(start, end));
    // A number taken for a text: its upper half is zeros.
    return text.includes('\0') ? undefined : text;
  });
  return at === bytes.length ? values : null;
}
