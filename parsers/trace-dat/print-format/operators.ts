/** What the signs and functions of an expression do. */
import type { RecordView } from '../record-view.ts';

export type Value = bigint | string;
export type Expression = (record: RecordView) => Value;

/** Binary signs, those that bind least first. */
export const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

export const numberOf = (value: Value): bigint => (typeof value === 'bigint' ? value : 0n);
export const truth = (value: Value): boolean => typeof value === 'string' || value !== 0n;
export const flag = (value: boolean): bigint => (value ? 1n : 0n);

/** Shifts are of 64 bits. */
const shift = (by: bigint): bigint => by & 63n;

const OPERATORS: ReadonlyMap<string, (a: bigint, b: bigint) => bigint> = new Map([
  ['|', (a, b) => a | b],
  ['^', (a, b) => a ^ b],
  ['&', (a, b) => a & b],
  ['==', (a, b) => flag(a === b)],
  ['!=', (a, b) => flag(a !== b)],
  ['<=', (a, b) => flag(a <= b)],
  ['>=', (a, b) => flag(a >= b)],
  ['<', (a, b) => flag(a < b)],
  ['>', (a, b) => flag(a > b)],
  ['<<', (a, b) => BigInt.asUintN(64, a << shift(b))],
  ['>>', (a, b) => a >> shift(b)],
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => BigInt.asIntN(64, a * b)],
  ['/', (a, b) => (b === 0n ? 0n : a / b)],
  ['%', (a, b) => (b === 0n ? 0n : a % b)],
]);

/** Both sides of a sign as one expression; null for a sign that nobody knows. */
export function joined(sign: string, left: Expression, right: Expression): Expression | null {
  if (sign === '&&') return (record) => flag(truth(left(record)) && truth(right(record)));
  if (sign === '||') return (record) => flag(truth(left(record)) || truth(right(record)));
  const operator = OPERATORS.get(sign);
  if (operator === undefined) return null;
  return (record) => operator(numberOf(left(record)), numberOf(right(record)));
}

type Names = readonly (readonly [value: bigint, name: string])[];

const hex = (value: bigint): string => `0x${BigInt.asUintN(64, value).toString(16)}`;

/** The name of a value, else the value. */
export const symbolText = (value: bigint, names: Names): string =>
  names.find(([one]) => one === value)?.[1] ?? hex(value);

/** The names of the bits that are set, and what is left of them. */
export function flagsText(value: bigint, between: string, names: Names): string {
  let left = value;
  const said: string[] = [];
  for (const [bits, name] of names) {
    if (bits === 0n ? value === 0n : (left & bits) === bits) {
      said.push(name);
      left &= ~bits;
    }
  }
  if (left !== 0n) said.push(hex(left));
  return said.join(between);
}
