/**
 * The grammar, by recursive descent, the loosest first:
 *
 *     or       and ('or' and)*
 *     and      not ('and' not)*
 *     not      'not' not | compare
 *     compare  sum (('==' | '!=' | '<' | '<=' | '>' | '>=' | '~') sum | 'in' '(' sum (',' sum)* ')')?
 *     sum      product (('+' | '-') product)*
 *     product  unary (('*' | '/') unary)*
 *     unary    '-' unary | '(' or ')' | literal | field
 */
import { tokenize, type Token } from './tokens.ts';
import { type Arithmetic, type Comparison, type Expression, ExpressionError } from './types.ts';

/** Parentheses, `not` and `-` inside each other: deeper than any guard that a person can read. */
const MAX_DEPTH = 40;

const COMPARISONS: readonly Comparison[] = ['==', '!=', '<', '<=', '>', '>=', '~'];
const SUMS: readonly Arithmetic[] = ['+', '-'];
const PRODUCTS: readonly Arithmetic[] = ['*', '/'];
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in']);

/** Throws {@link ExpressionError} where the text is no expression. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokenize(text));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#or();
    const rest = this.#peek();
    if (rest.is !== 'end') throw new ExpressionError(`${show(rest)} comes after the end`, rest.at);
    return expression;
  }

  #or(): Expression {
    return this.#logic('or', () => this.#logic('and', () => this.#not()));
  }

  #logic(word: 'and' | 'or', part: () => Expression): Expression {
    let left = part();
    for (let at = this.#word(word); at !== null; at = this.#word(word)) {
      left = { is: word, left, right: part(), at };
    }
    return left;
  }

  #not(): Expression {
    const at = this.#word('not');
    if (at === null) return this.#compare();
    return this.#deeper(at, () => ({ is: 'not', of: this.#not(), at }));
  }

  #compare(): Expression {
    const left = this.#sum();
    const among = this.#word('in');
    if (among !== null) return { is: 'in', of: left, among: this.#list(), at: among };
    const { at } = this.#peek();
    const op = this.#sign(COMPARISONS);
    return op === null ? left : { is: 'compare', op, left, right: this.#sum(), at };
  }

  #list(): readonly Expression[] {
    this.#expect('(');
    const among = [this.#sum()];
    while (this.#sign([',']) !== null) among.push(this.#sum());
    this.#expect(')');
    return among;
  }

  #sum(): Expression {
    return this.#arithmetic(SUMS, () => this.#arithmetic(PRODUCTS, () => this.#unary()));
  }

  #arithmetic(signs: readonly Arithmetic[], part: () => Expression): Expression {
    let left = part();
    for (;;) {
      const { at } = this.#peek();
      const op = this.#sign(signs);
      if (op === null) return left;
      left = { is: 'arithmetic', op, left, right: part(), at };
    }
  }

  #unary(): Expression {
    const token = this.#peek();
    const { at } = token;
    if (this.#sign(['-']) !== null) {
      return this.#deeper(at, () => ({ is: 'minus', of: this.#unary(), at }));
    }
    if (this.#sign(['(']) !== null) {
      const inner = this.#deeper(at, () => this.#or());
      this.#expect(')');
      return inner;
    }
    if (token.is === 'literal' || (token.is === 'word' && !RESERVED.has(token.word))) {
      this.#next++;
      return token.is === 'literal' ? token : { is: 'field', path: token.word, at };
    }
    throw new ExpressionError(`a value was expected and not ${show(token)}`, at);
  }

  #deeper(at: number, part: () => Expression): Expression {
    if (this.#depth >= MAX_DEPTH) throw new ExpressionError('nested too deeply', at);
    this.#depth++;
    const expression = part();
    this.#depth--;
    return expression;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { is: 'end', at: 0 };
  }

  /** Takes the word if it is next, and says where it stood. */
  #word(word: string): number | null {
    const token = this.#peek();
    if (token.is !== 'word' || token.word !== word) return null;
    this.#next++;
    return token.at;
  }

  #sign<const T extends string>(signs: readonly T[]): T | null {
    const token = this.#peek();
    const sign = token.is === 'sign' ? signs.find((one) => one === token.sign) : undefined;
    if (sign === undefined) return null;
    this.#next++;
    return sign;
  }

  #expect(sign: string): void {
    const token = this.#peek();
    if (this.#sign([sign]) === null) {
      throw new ExpressionError(`${sign} was expected and not ${show(token)}`, token.at);
    }
  }
}

function show(token: Token): string {
  switch (token.is) {
    case 'end':
      return 'the end';
    case 'word':
      return `"${token.word}"`;
    case 'sign':
      return token.sign;
    case 'literal':
    default:
      return JSON.stringify(token.value);
  }
}
