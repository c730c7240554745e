/** `key=value` fields of an event's text, and the numbers in them. */
import { COLON, QUOTE, SPACE, digitsEnd, digitsValue, isDigit, skipSpaces } from './scan.ts';

const COMMA = 44;

/** One field as printed; `quoted` tells a fetched string (`name="vfio-msix[0](0000:00:05.0)"`) from a number. */
export interface Field {
  readonly key: string;
  readonly value: string;
  readonly quoted: boolean;
}

/**
 * A whole number as the kernel prints it: decimal, negative, or hex. Hex of 64 bits is two's complement:
 * `0xffffffffffffffea` is -22. Returns null for anything else and for values past 2^53 (pointers).
 */
export function wholeNumber(text: string): number | null {
  if (text.length === 0 || text.length > 21) return null;
  const hex = text.charCodeAt(0) === 48 && (text.charCodeAt(1) | 32) === 120;
  if (!hex && !isDigit(text.charCodeAt(0)) && !(text.startsWith('-') && text.length > 1))
    return null;
  const value = Number(text);
  if (!Number.isInteger(value)) return null;
  if (Number.isSafeInteger(value)) return value;
  if (!hex) return null;
  const signed = Number(BigInt.asIntN(64, BigInt(text)));
  return Number.isSafeInteger(signed) ? signed : null;
}

/** A C `int` that a probe may have fetched as 32 or 64 unsigned bits: `0xffffffea` is -22. */
export function signed32(text: string): number | null {
  const value = wholeNumber(text);
  if (value === null) return null;
  return value >= 0x80000000 && value <= 0xffffffff ? value - 0x100000000 : value;
}

/** Where the word after `key` begins, which must itself begin a word; -1 where it is absent. */
function valueAt(text: string, key: string, from: number): number {
  let at = text.indexOf(key, from);
  while (at > from && text.charCodeAt(at - 1) !== SPACE) at = text.indexOf(key, at + 1);
  return at < 0 ? -1 : at + key.length;
}

/** Where the word that begins at `from` ends: at a blank, a comma or the text's end. */
function wordEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && text.charCodeAt(end) !== SPACE && text.charCodeAt(end) !== COMMA)
    end++;
  return end;
}

/** The number after `key` (given with its `=` or `: `), which must start a word; null where it is absent or no number. */
export function numberAfter(text: string, key: string, from: number): number | null {
  const start = valueAt(text, key, from);
  if (start < 0) return null;
  const digits = digitsEnd(text, start);
  const end = wordEnd(text, digits);
  // Plain decimals, which is what almost all are, need no text of their own.
  if (digits === end && end > start && end - start <= 15) return digitsValue(text, start, end);
  return wholeNumber(text.slice(start, end));
}

/** The word after `key` (given with its `=` or `: `), up to a space or comma. */
export function wordAfter(text: string, key: string, from: number): string | null {
  const start = valueAt(text, key, from);
  if (start < 0) return null;
  const end = wordEnd(text, start);
  return end > start ? text.slice(start, end) : null;
}

/**
 * All fields of ` vdev=0xff3d1d0c41cf0800 flags=0x24 name="a b"`, or with commas between them
 * (`vdev=0xff…, flags=36`, func-args; `fd: 0x5, cmd: 0x3b6e`, syscalls). At most 16: no probe has more that matter.
 */
export function fieldsOf(text: string): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  while (at < text.length && fields.length < 16) {
    const code = text.charCodeAt(at);
    if (code === SPACE || code === COMMA) {
      at++;
      continue;
    }
    let end = at;
    while (
      end < text.length &&
      text.charCodeAt(end) !== SPACE &&
      text.charCodeAt(end) !== 61 &&
      text.charCodeAt(end) !== COLON
    )
      end++;
    const key = text.slice(at, end);
    if (end >= text.length || text.charCodeAt(end) === SPACE) {
      at = end + 1;
      continue;
    }
    const start = skipSpaces(text, end + 1);
    if (text.charCodeAt(start) === QUOTE) {
      const close = text.indexOf('"', start + 1);
      const stop = close < 0 ? text.length : close;
      fields.push({ key, value: text.slice(start + 1, stop), quoted: true });
      at = stop + 1;
      continue;
    }
    at = start;
    while (at < text.length && text.charCodeAt(at) !== SPACE && text.charCodeAt(at) !== COMMA) at++;
    fields.push({ key, value: text.slice(start, at), quoted: false });
  }
  return fields;
}
