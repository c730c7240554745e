/** The value of a checked expression. Never throws. */
import type { Arithmetic, Comparison, Expression, Value } from './types.ts';

export type Lookup = (path: string) => Value;

/** True only where the guard is known to hold: what hangs on an unknown field does not. */
export const holds = (expression: Expression, lookup: Lookup): boolean =>
  evaluate(expression, lookup) === true;

/** Null where a field that matters is unknown: arithmetic and order with null are null, `and`/`or` decide where one side suffices. */
export function evaluate(expression: Expression, lookup: Lookup): Value {
  switch (expression.is) {
    case 'literal':
      return expression.value;
    case 'field':
      return lookup(expression.path);
    case 'not': {
      const value = evaluate(expression.of, lookup);
      return value === null ? null : value !== true;
    }
    case 'minus': {
      const value = evaluate(expression.of, lookup);
      return typeof value === 'number' ? -value : null;
    }
    case 'and':
      return both(evaluate(expression.left, lookup), evaluate(expression.right, lookup));
    case 'or':
      return either(evaluate(expression.left, lookup), evaluate(expression.right, lookup));
    case 'arithmetic':
      return calculate(
        expression.op,
        evaluate(expression.left, lookup),
        evaluate(expression.right, lookup),
      );
    case 'in': {
      const value = evaluate(expression.of, lookup);
      return expression.among.some((one) => evaluate(one, lookup) === value);
    }
    case 'compare':
    default:
      return compare(
        expression.op,
        evaluate(expression.left, lookup),
        evaluate(expression.right, lookup),
      );
  }
}

function both(a: Value, b: Value): Value {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

function either(a: Value, b: Value): Value {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

function calculate(op: Arithmetic, a: Value, b: Value): Value {
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  const value = op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : a / b;
  return Number.isFinite(value) ? value : null;
}

function compare(op: Comparison, a: Value, b: Value): Value {
  if (op === '==') return a === b;
  if (op === '!=') return a !== b;
  if (op === '~') return typeof a === 'string' && typeof b === 'string' ? glob(b, a) : null;
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  return op === '<' ? a < b : op === '<=' ? a <= b : op === '>' ? a > b : a >= b;
}

/**
 * `*` any characters, `?` one; everything else itself, the whole text. Goes back only to the last star, so the work is at
 * most pattern x text and never more.
 */
export function glob(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let [star, resume] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      [star, resume] = [p++, t];
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      [p, t] = [star + 1, ++resume];
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
