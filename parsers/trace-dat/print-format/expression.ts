/**
 * The expressions of a `print fmt`, compiled to functions of a record:
 *
 *   REC->ret ? "handled" : "unhandled"
 *   (u8)(REC->address >> 12)
 *   __print_symbolic((REC->data >> 8 & 0x7), { 0x0, "Fixed" }, { 0x1, "LowPrio" })
 */
import type { Field } from '../event-format.ts';
import { RecordView } from '../record-view.ts';
import {
  type Expression,
  flag,
  flagsText,
  joined,
  LEVELS,
  numberOf,
  symbolText,
  truth,
} from './operators.ts';
import type { Token } from './tokens.ts';

/** What holds no field: numbers stand alone in a list of names. */
const NO_RECORD = new RecordView(true, 8);

/** Nested deeper than any event. */
const DEPTH_MAX = 64;

/** Bits and sign of a type that a cast names; null for a pointer and for what changes nothing. */
function castOf(words: readonly string[], longSize: number): ((value: bigint) => bigint) | null {
  const signed = !words.includes('unsigned') && !/^_*u/.test(words.at(-1) ?? '');
  const bits = bitsOf(words, longSize);
  if (bits === null) return null;
  return signed ? (value) => BigInt.asIntN(bits, value) : (value) => BigInt.asUintN(bits, value);
}

function bitsOf(words: readonly string[], longSize: number): number | null {
  const sized = /^_{0,2}[us](8|16|32|64)$/.exec(words.at(-1) ?? '')?.[1];
  if (sized !== undefined) return Number(sized);
  if (words.includes('char')) return 8;
  if (words.includes('short')) return 16;
  if (words.filter((word) => word === 'long').length > 1) return 64;
  if (words.includes('long')) return longSize * 8;
  return words.includes('int') || words.at(-1) === 'unsigned' ? 32 : null;
}

const TYPE_WORD =
  /^(?:unsigned|signed|const|volatile|struct|enum|void|char|short|int|long|bool|size_t|_{0,2}[us](?:8|16|32|64)|\w{1,60}_t)$/;

/** Reads one list of expressions; every method answers null where it meets what it does not know. */
export class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #longSize: number;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], fields: ReadonlyMap<string, Field>, longSize: number) {
    this.#tokens = tokens;
    this.#fields = fields;
    this.#longSize = longSize;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** The sign, if it stands next. */
  sign(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== text) return false;
    this.#at++;
    return true;
  }

  /** Texts that follow one another are one. */
  texts(): string | null {
    let text: string | null = null;
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'text') return text;
      text = (text ?? '') + token.text;
      this.#at++;
    }
  }

  expression(): Expression | null {
    if (this.#depth >= DEPTH_MAX) return null;
    this.#depth++;
    const read = this.#choice();
    this.#depth--;
    return read;
  }

  #choice(): Expression | null {
    const condition = this.#binary(0);
    if (condition === null || !this.sign('?')) return condition;
    const yes = this.expression();
    const no = this.sign(':') ? this.expression() : null;
    if (yes === null || no === null) return null;
    return (record) => (truth(condition(record)) ? yes(record) : no(record));
  }

  #binary(level: number): Expression | null {
    const signs = LEVELS[level];
    if (signs === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const sign = signs.find((one) => this.sign(one));
      if (left === null || sign === undefined) return left;
      const right = this.#binary(level + 1);
      left = right === null ? null : joined(sign, left, right);
    }
  }

  #unary(): Expression | null {
    const sign = ['-', '~', '!', '+'].find((one) => this.sign(one));
    if (sign === undefined) return this.#cast();
    if (this.#depth >= DEPTH_MAX) return null;
    this.#depth++;
    const of = this.#unary();
    this.#depth--;
    if (of === null) return null;
    if (sign === '-') return (record) => -numberOf(of(record));
    if (sign === '~') return (record) => ~numberOf(of(record));
    if (sign === '!') return (record) => flag(!truth(of(record)));
    return of;
  }

  /** `(type)` in front of something, or something in parentheses. */
  #cast(): Expression | null {
    const from = this.#at;
    if (!this.sign('(')) return this.#primary();
    const words: string[] = [];
    for (let word = this.#typeWord(); word !== null; word = this.#typeWord()) words.push(word);
    let pointer = false;
    while (words.length > 0 && this.sign('*')) pointer = true;
    if (words.length > 0 && this.sign(')')) {
      if (this.#depth >= DEPTH_MAX) return null;
      this.#depth++;
      const of = this.#unary();
      this.#depth--;
      const cast = pointer ? null : castOf(words, this.#longSize);
      if (of === null || cast === null) return of;
      return (record) => {
        const value = of(record);
        return typeof value === 'string' ? value : cast(value);
      };
    }
    this.#at = from + 1;
    const inner = this.expression();
    return this.sign(')') ? inner : null;
  }

  #typeWord(): string | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || !TYPE_WORD.test(token.text)) return null;
    this.#at++;
    return token.text;
  }

  #primary(): Expression | null {
    const text = this.texts();
    if (text !== null) return () => text;
    const token = this.#tokens[this.#at];
    this.#at++;
    if (token?.kind === 'number') return () => token.value;
    if (token?.kind !== 'name') return null;
    if (token.text === 'REC') return this.#field();
    return this.sign('(') ? this.#call(token.text) : null;
  }

  #field(): Expression | null {
    const field = this.sign('->') ? this.#named() : null;
    if (field === null) return null;
    if (this.sign('[')) {
      const index = this.expression();
      if (index === null || !this.sign(']')) return null;
      return (record) => record.element(field, Number(numberOf(index(record))));
    }
    if (field.kind === 'text') return (record) => record.text(field);
    return field.kind === 'number' ? (record) => record.big(field) : null;
  }

  #named(): Field | null {
    const token = this.#tokens[this.#at];
    this.#at++;
    return token?.kind === 'name' ? (this.#fields.get(token.text) ?? null) : null;
  }

  #call(name: string): Expression | null {
    if (name === '__get_str' || name === '__get_rel_str') {
      const field = this.#named();
      return field !== null && this.sign(')') ? (record) => record.text(field) : null;
    }
    if (name !== '__print_symbolic' && name !== '__print_flags') return null;
    const of = this.expression();
    const between = name === '__print_flags' && this.sign(',') ? this.texts() : '';
    const names: (readonly [bigint, string])[] = [];
    while (this.sign(',')) {
      const pair = this.#pair();
      if (pair === null) return null;
      names.push(pair);
    }
    if (of === null || between === null || !this.sign(')')) return null;
    return name === '__print_flags'
      ? (record) => flagsText(numberOf(of(record)), between, names)
      : (record) => symbolText(numberOf(of(record)), names);
  }

  /** `{ 0x0, "Fixed" }`. */
  #pair(): readonly [bigint, string] | null {
    if (!this.sign('{')) return null;
    const value = this.expression();
    const text = this.sign(',') ? this.texts() : null;
    if (value === null || text === null || !this.sign('}')) return null;
    return [numberOf(value(NO_RECORD)), text];
  }
}
