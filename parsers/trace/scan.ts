/** Scanning by index: hot lines must not meet a regular expression, and a 64 KiB line must stay linear. */

export const SPACE = 32;
export const OPEN_BRACKET = 91;
export const CLOSE_BRACKET = 93;
export const MINUS = 45;
export const DOT = 46;
export const COLON = 58;
export const OPEN_PAREN = 40;
export const CLOSE_PAREN = 41;
export const QUOTE = 34;
export const SLASH = 47;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** ASCII letters and digits. */
export const isAlnum = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Where the run of digits that begins at `from` ends. */
export function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Where the run of digits that ends before `end` begins. */
export function digitsStart(text: string, end: number): number {
  let at = end;
  while (at > 0 && isDigit(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The value of the digits between two places; at most 15 of them are exact. */
export function digitsValue(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (text.charCodeAt(at) - 48);
  return value;
}

/** The first index from `from` on that is no space. */
export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** Where the run of spaces that ends before `end` begins. */
export function spacesStart(text: string, end: number): number {
  let at = end;
  while (at > 0 && text.charCodeAt(at - 1) === SPACE) at--;
  return at;
}

/** A line without the CR that a terminal or a Windows editor left at its end. */
export const withoutReturn = (text: string): string =>
  text.charCodeAt(text.length - 1) === 13 ? text.slice(0, -1) : text;
