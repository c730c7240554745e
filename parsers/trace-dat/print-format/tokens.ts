/** The words of a `print fmt`, which is an expression list of C. */

export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

/** Longest first. */
const SIGNS = '<< >> <= >= == != && || -> ( ) [ ] { } , ? : + - * / % & | ^ ~ ! < > .'.split(' ');

/** No event needs more. */
const TOKENS_MAX = 4096;

/** Null where a character begins no word. */
export function tokensOf(text: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === ' ' || char === '\t' || char === '\n') {
      at++;
      continue;
    }
    const next = char === '"' || char === "'" ? quotedAt(text, at) : wordAt(text, at);
    if (next === null || tokens.length >= TOKENS_MAX) return null;
    tokens.push(next.token);
    at = next.end;
  }
  return tokens;
}

interface Read {
  readonly token: Token;
  /** Where the text goes on. */
  readonly end: number;
}

function wordAt(text: string, at: number): Read | null {
  const word = /^\w{1,200}/.exec(text.slice(at, at + 200))?.[0];
  if (word === undefined) {
    const sign = SIGNS.find((one) => text.startsWith(one, at));
    return sign === undefined
      ? null
      : { token: { kind: 'sign', text: sign }, end: at + sign.length };
  }
  const end = at + word.length;
  const number = /^(0[xX][0-9a-fA-F]{1,16}|\d{1,20})[uUlL]{0,3}$/.exec(word)?.[1];
  if (number !== undefined) return { token: { kind: 'number', value: valueOf(number) }, end };
  return /^\d/.test(word) ? null : { token: { kind: 'name', text: word }, end };
}

/** `010` is eight. */
const valueOf = (number: string): bigint =>
  /^0[0-7]+$/.test(number) ? BigInt(`0o${number}`) : BigInt(number);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
]);

/** A text in double quotes, or a character in single ones. */
function quotedAt(text: string, from: number): Read {
  const quote = text.charAt(from);
  let value = '';
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== quote) {
    if (text.charAt(at) === '\\') {
      at++;
      value += ESCAPES.get(text.charAt(at)) ?? text.charAt(at);
    } else {
      value += text.charAt(at);
    }
    at++;
  }
  return {
    token:
      quote === '"'
        ? { kind: 'text', text: value }
        : { kind: 'number', value: BigInt(value.codePointAt(0) ?? 0) },
    end: at + 1,
  };
}
