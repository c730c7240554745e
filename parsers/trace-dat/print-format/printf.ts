/** The conversions of printf that formats of events use. */
import type { Value } from './operators.ts';

interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  /** Bits of the argument. */
  readonly bits: number;
  /** `d`, `u`, `x`, `X`, `o`, `c`, `s`, `p`. */
  readonly letter: string;
}

/** A literal text, or a conversion of the next argument. */
export type Piece = string | Conversion;

/** No event prints wider. */
const WIDTH_MAX = 1000;

const CONVERSION =
  /%([-+ #0]{0,5})(\d{0,4})(?:\.(\d{0,4}))?(hh|h|ll|l|L|z)?([diuxXocs%]|p[sSfF]?)/g;

/** Takes a format apart. */
export function piecesOf(format: string, longSize: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of format.matchAll(CONVERSION)) {
    const [whole, flags = '', width = '', precision, length = '', letter = ''] = match;
    if (match.index > from) pieces.push(format.slice(from, match.index));
    from = match.index + whole.length;
    if (letter === '%') pieces.push('%');
    else {
      pieces.push({
        flags,
        width: Math.min(Number(width), WIDTH_MAX),
        precision: precision === undefined ? null : Math.min(Number(precision), WIDTH_MAX),
        bits: bitsOf(length, letter, longSize),
        letter: letter === 'i' ? 'd' : letter.charAt(0),
      });
    }
  }
  if (from < format.length) pieces.push(format.slice(from));
  return pieces;
}

function bitsOf(length: string, letter: string, longSize: number): number {
  if (length === 'll' || length === 'L' || letter.startsWith('p')) return 64;
  if (length === 'l' || length === 'z') return longSize * 8;
  if (length === 'hh') return 8;
  return length === 'h' ? 16 : 32;
}

/** Prints the values one after another; what has no value prints as nothing. */
export function printed(pieces: readonly Piece[], values: readonly Value[]): string {
  let text = '';
  let next = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else text += convert(piece, values[next++]);
  }
  return text;
}

function convert(conversion: Conversion, value: Value | undefined): string {
  if (value === undefined) return '';
  const { letter, precision, flags, width } = conversion;
  if (typeof value === 'string') {
    return padded(precision === null ? value : value.slice(0, precision), flags, width, ' ');
  }
  if (letter === 'c') return padded(String.fromCharCode(Number(value & 0xffn)), flags, width, ' ');
  const digits = digitsOf(conversion, value);
  const zeros = precision ?? (flags.includes('0') && !flags.includes('-') ? width : 0);
  return padded(
    withZeros(digits, prefixOf(conversion, value), zeros, precision),
    flags,
    width,
    ' ',
  );
}

function digitsOf({ letter, bits }: Conversion, value: bigint): string {
  if (letter === 'd') return BigInt.asIntN(bits, value).toString();
  const unsigned = BigInt.asUintN(bits, value);
  if (letter === 'x' || letter === 'p') return unsigned.toString(16);
  if (letter === 'X') return unsigned.toString(16).toUpperCase();
  return unsigned.toString(letter === 'o' ? 8 : 10);
}

const prefixOf = ({ letter, flags }: Conversion, value: bigint): string =>
  letter === 'p' || (flags.includes('#') && value !== 0n && (letter === 'x' || letter === 'X'))
    ? '0x'
    : '';

/** Zeros count from the sign on; a width that is filled with them counts the sign and prefix too. */
function withZeros(
  digits: string,
  prefix: string,
  zeros: number,
  precision: number | null,
): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const bare = digits.slice(sign.length);
  const taken = precision === null ? sign.length + prefix.length : 0;
  return sign + prefix + bare.padStart(zeros - taken, '0');
}

const padded = (text: string, flags: string, width: number, fill: string): string =>
  flags.includes('-') ? text.padEnd(width, fill) : text.padStart(width, fill);
