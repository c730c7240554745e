/** An expression as words. */
import { parseDuration } from '../duration.ts';
import { ExpressionError, type Value } from './types.ts';

export type Token =
  | { readonly is: 'literal'; readonly value: Value; readonly at: number }
  /** A field's path, or a word of the grammar. */
  | { readonly is: 'word'; readonly word: string; readonly at: number }
  | { readonly is: 'sign'; readonly sign: string; readonly at: number }
  | { readonly is: 'end'; readonly at: number };

const MAX_LENGTH = 1000;

/** Sticky: each is tried at one place and takes what it can; none can backtrack over what another class matched. */
const SPACE = /[ \t\r\n]+/uy;
const WORD = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/uy;
const NUMBER = /\d+(?:\.\d+)?[a-z]*/uy;
const SIGN = /==|!=|<=|>=|[<>~+\-*/(),]/uy;

/** Throws {@link ExpressionError} at the first character that begins no word. */
export function tokenize(text: string): readonly Token[] {
  if (text.length > MAX_LENGTH) {
    throw new ExpressionError(`the expression is longer than ${MAX_LENGTH} characters`, 0);
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const [length, token] = next(text, at);
    if (token !== null) tokens.push(token);
    at += length;
  }
  tokens.push({ is: 'end', at: text.length });
  return tokens;
}

/** The token at `at`, null for blanks, and how long it is. */
function next(text: string, at: number): readonly [number, Token | null] {
  const space = take(SPACE, text, at);
  if (space !== null) return [space.length, null];
  const word = take(WORD, text, at);
  if (word !== null) return [word.length, wordToken(word, at)];
  const number = take(NUMBER, text, at);
  if (number !== null) return [number.length, { is: 'literal', value: valueOf(number, at), at }];
  const sign = take(SIGN, text, at);
  if (sign !== null) return [sign.length, { is: 'sign', sign, at }];
  const quote = text[at];
  if (quote !== '"' && quote !== "'") {
    throw new ExpressionError(`"${text[at]}" means nothing here`, at);
  }
  const close = text.indexOf(quote, at + 1);
  if (close < 0) throw new ExpressionError('the text has no closing quote', at);
  return [close + 1 - at, { is: 'literal', value: text.slice(at + 1, close), at }];
}

function take(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function wordToken(word: string, at: number): Token {
  const value = CONSTANTS.get(word);
  return value === undefined ? { is: 'word', word, at } : { is: 'literal', value, at };
}

/** `5`, `0.25`, or a span in seconds: `200ms`. */
function valueOf(text: string, at: number): number {
  const number = /^[\d.]+$/u.test(text) ? Number(text) : parseDuration(text);
  if (number === null) throw new ExpressionError(`${text} is no number and no span like 200ms`, at);
  return number;
}
