/**
 * Guards of users' rules: comparison, and/or/not, arithmetic on named fields. Parsed here and walked, never run as code; there are
 * no calls, no loops and no patterns but globs.
 */

/** What a field or literal is. `seconds` counts as a number and prints with a unit. Every field may be null: unknown. */
export type FieldType = 'number' | 'seconds' | 'string' | 'boolean';

export type Value = number | string | boolean | null;

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | '~';
export type Arithmetic = '+' | '-' | '*' | '/';

/** `at`: characters from the start of the expression. */
export type Expression =
  | { readonly is: 'literal'; readonly value: Value; readonly at: number }
  | { readonly is: 'field'; readonly path: string; readonly at: number }
  | { readonly is: 'not'; readonly of: Expression; readonly at: number }
  | { readonly is: 'minus'; readonly of: Expression; readonly at: number }
  | {
      readonly is: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly is: 'compare';
      readonly op: Comparison;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly is: 'arithmetic';
      readonly op: Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly is: 'in';
      readonly of: Expression;
      readonly among: readonly Expression[];
      readonly at: number;
    };

/** What is wrong in an expression, and where in it. */
export class ExpressionError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}
