/**
 * The arguments of a QEMU trace event, written once for all of QEMU's trace back ends. A shape is the event's text with
 * its fields in braces, in the order of the C arguments: `({name}) vector {index:v} used`. Printf-like back ends are
 * read by the whole text, `simpletrace.py` and LTTng by the fields' names, binary records by their order.
 */

/**
 * How a field is printed. Without a letter: text up to the last place where the rest still fits, because device names may
 * hold blanks, `<`, `:`, `/` and brackets; at most one such field a shape, so that a scan stays linear.
 * `w` text without blanks · `d` signed decimal · `x` hexadecimal, the 0x stands in the shape · `v` an MSI-X table index
 * (0 to 2047) · `b` 0 or 1 · `c` one character · `p` a pointer, kept as text.
 */
type Kind = 's' | 'w' | 'c' | 'd' | 'x' | 'v' | 'b' | 'p';

type KindValue<K> = K extends 'w' | 'c' | 'p' ? string : K extends 'b' ? boolean : number;
type FieldOf<F extends string> = F extends `${infer Name}:${infer K}`
  ? { readonly [N in Name]: KindValue<K> }
  : { readonly [N in F]: string };

/** The fields of a shape and their types: `({name}) vector {index:v} used` has `name: string` and `index: number`. */
export type Values<S extends string> = S extends `${string}{${infer F}}${infer Rest}`
  ? FieldOf<F> & Values<Rest>
  : unknown;

export type Value = string | number | boolean;
/** What a back end gives for a field: text and numbers as they were read; bigint is an unsigned 64-bit word. */
export type Raw = string | bigint;

export interface Field {
  readonly name: string;
  readonly kind: Kind;
}

export interface Shape {
  /** In the order of the C arguments. */
  readonly fields: readonly Field[];
  /** The values in a printed text without blanks around it; null where it does not fit. */
  scan(text: string): Record<string, Value> | null;
  /** The values that a back end stored, asked for in order; null as soon as one is missing (undefined) or does not fit. */
  collect(rawOf: (field: Field, at: number) => Raw | undefined): Record<string, Value> | null;
  /** The text that a printf-like back end prints for these values. */
  render(values: Record<string, Value>): string;
}

const EXPRESSIONS: Readonly<Record<Kind, string>> = {
  s: '(.+)',
  w: '([^ ]{1,64})',
  c: '(.)',
  d: '(-?\\d{1,10})',
  x: '([0-9a-fA-F]{1,16})',
  v: '(\\d{1,4})',
  b: '([01])',
  p: '(0x[0-9a-fA-F]{1,16}|\\(nil\\))',
};

const LAST_VECTOR = 2047;

const isKind = (letter: string): letter is Kind => Object.hasOwn(EXPRESSIONS, letter);

function field(text: string): Field {
  const [name = '', letter = 's'] = text.split(':');
  if (name === '' || !isKind(letter)) throw new Error(`no such field: {${text}}`);
  return { name, kind: letter };
}

/** A value of a field's kind from its printed text; null where it is out of range. */
function printed(kind: Kind, text: string): Value | null {
  if (kind === 's' || kind === 'w' || kind === 'c' || kind === 'p') return text;
  if (kind === 'b') return text === '1';
  const value = kind === 'x' ? Number.parseInt(text, 16) : Number(text);
  return kind === 'v' && value > LAST_VECTOR ? null : value;
}

/**
 * A value of a field's kind from what a back end stored: text for strings, the 64-bit word for everything else (signed
 * integers are sign-extended, 0xffffffffffffffff is -1). Null where it is of the wrong sort or out of range.
 */
function stored(kind: Kind, raw: Raw): Value | null {
  if (kind === 's' || kind === 'w') return typeof raw === 'string' ? raw : null;
  if (typeof raw === 'string') return kind === 'c' ? raw : null;
  if (kind === 'p') return `0x${raw.toString(16)}`;
  if (kind === 'c') return raw < 0x80n ? String.fromCharCode(Number(raw)) : null;
  if (kind === 'b') return raw <= 1n ? raw === 1n : null;
  if (kind === 'v') return raw <= BigInt(LAST_VECTOR) ? Number(raw) : null;
  return Number(kind === 'd' ? BigInt.asIntN(64, raw) : raw);
}

function show(kind: Kind, value: Value | undefined): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return value.toString(kind === 'x' ? 16 : 10);
  return value ?? '';
}

/** Compiles a shape. Throws on a shape that is itself wrong, which is a mistake of the program and not of its input. */
export function shape(text: string): Shape {
  const parts = text.split(/\{([^}]+)\}/); // literal, field, literal, field, …, literal
  const fields = parts.filter((_, at) => at % 2 === 1).map(field);
  if (fields.filter(({ kind }) => kind === 's').length > 1) {
    throw new Error(`more than one greedy field: ${text}`);
  }
  const literals = parts.filter((_, at) => at % 2 === 0);
  const expression = literals
    .map((literal, at) => {
      const kind = fields[at]?.kind;
      const escaped = literal.replaceAll(/[()[\].*+?^$|\\]/g, String.raw`\$&`);
      return kind === undefined ? escaped : escaped + EXPRESSIONS[kind];
    })
    .join('');
  const whole = new RegExp(`^${expression}$`, 's');

  return {
    fields,
    scan(args) {
      const match = whole.exec(args);
      if (match === null) return null;
      const values: Record<string, Value> = {};
      for (const [at, { name, kind }] of fields.entries()) {
        const value = printed(kind, match[at + 1] ?? '');
        if (value === null) return null;
        values[name] = value;
      }
      return values;
    },
    collect(rawOf) {
      const values: Record<string, Value> = {};
      for (const [at, each] of fields.entries()) {
        const raw = rawOf(each, at);
        const value = raw === undefined ? null : stored(each.kind, raw);
        if (value === null) return null;
        values[each.name] = value;
      }
      return values;
    },
    render(values) {
      return literals
        .map((literal, at) => {
          const next = fields[at];
          return next === undefined ? literal : literal + show(next.kind, values[next.name]);
        })
        .join('');
    },
  };
}
