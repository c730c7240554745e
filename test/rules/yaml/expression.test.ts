import { describe, expect, test } from '@jest/globals';
import { checkGuard, type Scope } from '../../../src/rules/yaml/expression/check.ts';
import { evaluate, glob } from '../../../src/rules/yaml/expression/evaluate.ts';
import { parseExpression } from '../../../src/rules/yaml/expression/parse.ts';
import { ExpressionError, type Value } from '../../../src/rules/yaml/expression/types.ts';

const scope: Scope = new Map([
  ['cause', 'string'],
  ['live', 'number'],
  ['lost', 'number'],
  ['duration', 'seconds'],
  ['posted', 'boolean'],
  ['start.cause', 'string'],
]);

const values = new Map<string, Value>([
  ['cause', 'resize'],
  ['live', 3],
  ['lost', null],
  ['duration', 0.0025],
  ['posted', null],
  ['start.cause', 'unknown'],
]);

function valueOf(text: string): Value {
  const expression = parseExpression(text);
  checkGuard(expression, scope);
  return evaluate(expression, (path) => values.get(path) ?? null);
}

function errorOf(text: string): readonly [number, string] | null {
  try {
    valueOf(text);
    return null;
  } catch (error) {
    return error instanceof ExpressionError ? [error.at, error.message] : null;
  }
}

test.each<readonly [string, Value]>([
  ['true', true],
  ['cause == "resize"', true],
  ["cause != 'resize'", false],
  ['cause in ("close", "resize")', true],
  ['live in (1, 2)', false],
  ['cause ~ "re*"', true],
  ['start.cause ~ "?nknown"', true],
  ['live > 2 and live <= 3', true],
  ['duration > 2ms', true],
  ['duration >= 2500us', true],
  ['duration < 0.0025', false],
  ['live + 2 * 3 == 9', true],
  ['(live + 2) * 3 == 15', true],
  ['live - 1 - 1 == 1', true],
  ['12 / live / 2 == 2', true],
  ['-live < 0', true],
  ['- -live == 3', true],
  ['not live > 5', true],
  ['not (live > 5) and true', true],
  ['false and true or true', true],
  ['true or true and false', true],
  ['not false and false', false],
  // Unknown is neither true nor false, unless the other side decides.
  ['lost > 0', null],
  ['not lost > 0', null],
  ['lost > 0 or live > 2', true],
  ['lost > 0 and live > 5', false],
  ['lost > 0 and live > 2', null],
  ['lost == null', true],
  ['lost != null', false],
  ['lost + 1 > 0', null],
  ['posted', null],
  ['posted == false', false],
  ['live / 0 > 1', null],
])('%s is %j', (text, value) => {
  expect(valueOf(text)).toBe(value);
});

test.each<readonly [string, number, string]>([
  ['', 0, 'a value was expected and not the end'],
  ['live', 0, 'a guard must be true or false; this is a number'],
  ['live >', 6, 'a value was expected and not the end'],
  ['live > 2 2', 9, '2 comes after the end'],
  ['(live > 2', 9, ') was expected and not the end'],
  ['live in 2', 8, '( was expected and not 2'],
  ['lvie > 2', 0, 'unknown field "lvie" (did you mean "live"?)'],
  ['nonsense > 2', 0, 'unknown field "nonsense"'],
  ['live == "3"', 5, 'a number is never equal to a string'],
  ['cause in ("a", 3)', 6, 'a string is never equal to a number'],
  ['cause > 2', 0, '> needs a number and not a string'],
  ['cause and true', 0, 'and needs a boolean and not a string'],
  ['not live', 4, 'not needs a boolean and not a number'],
  ['cause + 1 > 2', 0, '+ needs a number and not a string'],
  ['live ~ "3"', 0, '~ needs a string and not a number'],
  ['live > 3 && true', 9, '"&" means nothing here'],
  ['cause == "resize', 9, 'the text has no closing quote'],
  ['duration > 5min', 11, '5min is no number and no span like 200ms'],
  ['live = 3', 5, '"=" means nothing here'],
  ['and', 0, 'a value was expected and not "and"'],
  ['1 < live < 4', 9, '< comes after the end'],
])('%s: at %i, %s', (text, at, message) => {
  expect(errorOf(text)).toEqual([at, message]);
});

test.each([
  ['too long', `live > ${'1'.repeat(2000)}`],
  ['too deep in parentheses', `${'('.repeat(200)}true${')'.repeat(200)}`],
  ['too deep in not', `${'not '.repeat(200)}true`],
])('%s is refused', (_, text) => {
  expect(errorOf(text)).not.toBeNull();
});

describe('a glob', () => {
  test.each([
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abbcd', false],
    ['*:00.?', '0000:01:00.0', true],
    ['*:00.?', '0000:01:00', false],
    ['0000:65:*', '0000:66:00.0', false],
    ['**a**', 'bab', true],
    // Everything but * and ? is itself.
    ['vfio-msix[0](*)', 'vfio-msix[0](0000:01:00.0)', true],
    ['a.c', 'abc', false],
  ])('%s on %s: %j', (pattern, text, matches) => {
    expect(glob(pattern, text)).toBe(matches);
  });

  test('of many stars takes no longer than pattern x text', () => {
    // Of this process alone: what else runs on the machine is no property of the pattern.
    const before = process.cpuUsage().user;
    expect(glob('*a'.repeat(300), 'a'.repeat(299) + 'b'.repeat(2000))).toBe(false);
    expect(process.cpuUsage().user - before).toBeLessThan(1_000_000);
  });
});
