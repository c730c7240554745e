/** Types of an expression before it is ever used: a misspelt field or a comparison that can never hold is a fault of the file. */
import { didYouMean } from '../../suggest.ts';
import { type Expression, ExpressionError, type FieldType, type Value } from './types.ts';

/** The fields that an expression may name. */
export type Scope = ReadonlyMap<string, FieldType>;

type Type = 'number' | 'string' | 'boolean' | 'null';

/** Throws {@link ExpressionError} unless the expression is true or false over these fields. */
export function checkGuard(expression: Expression, scope: Scope): void {
  const type = typeOf(expression, scope);
  if (type !== 'boolean') {
    throw new ExpressionError(`a guard must be true or false; this is a ${type}`, expression.at);
  }
}

function typeOf(expression: Expression, scope: Scope): Type {
  switch (expression.is) {
    case 'literal':
      return literalType(expression.value);
    case 'field':
      return fieldType(expression.path, expression.at, scope);
    case 'not':
      return expect('boolean', expression.of, scope, 'not');
    case 'minus':
      return expect('number', expression.of, scope, '-');
    case 'and':
    case 'or':
      expect('boolean', expression.left, scope, expression.is);
      return expect('boolean', expression.right, scope, expression.is);
    case 'arithmetic':
      expect('number', expression.left, scope, expression.op);
      return expect('number', expression.right, scope, expression.op);
    case 'in':
      for (const one of expression.among) comparable(expression.of, one, scope, expression.at);
      return 'boolean';
    case 'compare':
    default:
      checkComparison(expression, scope);
      return 'boolean';
  }
}

function checkComparison(
  expression: Extract<Expression, { readonly is: 'compare' }>,
  scope: Scope,
): void {
  const { op, left, right, at } = expression;
  if (op === '==' || op === '!=') {
    comparable(left, right, scope, at);
  } else if (op === '~') {
    expect('string', left, scope, op);
    expect('string', right, scope, op);
  } else {
    expect('number', left, scope, op);
    expect('number', right, scope, op);
  }
}

function comparable(left: Expression, right: Expression, scope: Scope, at: number): void {
  const [a, b] = [typeOf(left, scope), typeOf(right, scope)];
  if (a !== b && a !== 'null' && b !== 'null') {
    throw new ExpressionError(`a ${a} is never equal to a ${b}`, at);
  }
}

function expect(type: Type, expression: Expression, scope: Scope, op: string): Type {
  const is = typeOf(expression, scope);
  if (is === type) return type;
  throw new ExpressionError(`${op} needs a ${type} and not a ${is}`, expression.at);
}

function fieldType(path: string, at: number, scope: Scope): Type {
  const type = scope.get(path);
  if (type === undefined) {
    throw new ExpressionError(`unknown field "${path}"${didYouMean(path, scope.keys())}`, at);
  }
  return type === 'seconds' ? 'number' : type;
}

function literalType(value: Value): Type {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'null';
}
