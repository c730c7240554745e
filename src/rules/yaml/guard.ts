/** Guards and message templates of a rule file: parsed and checked against the fields that they may name. */
import type { Scope } from './expression/check.ts';
import { checkGuard } from './expression/check.ts';
import { parseExpression } from './expression/parse.ts';
import { type Expression, ExpressionError, type FieldType } from './expression/types.ts';
import type { Faults } from './document.ts';
import type { Text } from './fields.ts';
import { deviceFields, kindInfo, type MomentKind } from './moment-kinds.ts';
import { didYouMean } from '../suggest.ts';

/** `prefix.name` for each field, or bare names where the prefix is empty. */
const prefixed = (
  prefix: string,
  fields: Readonly<Record<string, FieldType>>,
): readonly (readonly [string, FieldType])[] =>
  Object.entries(fields).map(([name, type]) => [prefix === '' ? name : `${prefix}.${name}`, type]);

export const deviceScope: Scope = new Map(prefixed('', deviceFields));

/** What a guard of a step may name: its own fields, the device's, and those of the start where there is one before it. */
export const stepScope = (own: MomentKind, start: MomentKind | null): Scope =>
  new Map([
    ...prefixed('', kindInfo(own).fields),
    ...prefixed('device', deviceFields),
    ...(start === null ? [] : prefixed('start', kindInfo(start).fields)),
  ]);

/** Null where it is absent or wrong; what is wrong is a fault at its place. */
export function readGuard(text: Text | null, scope: Scope, faults: Faults): Expression | null {
  if (text === null) return null;
  try {
    const expression = parseExpression(text.value);
    checkGuard(expression, scope);
    return expression;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    faults.add(text.node, error.message, quoteOf(text) + error.at);
    return null;
  }
}

/** A quoted or folded text begins after its mark. */
const quoteOf = ({ node }: Text): number =>
  'type' in node && (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE') ? 1 : 0;

/** A field that a message names, as `device.driver` there and `device_driver` in the finding's data. */
export interface MessageField {
  readonly path: string;
  readonly key: string;
  readonly type: FieldType;
}

export interface Message {
  /** With the keys of the data. */
  readonly template: string;
  readonly fields: readonly MessageField[];
}

/** Names that the pattern itself gives, beside `device`. */
export const PATTERN_FIELDS = ['device', 'matches', 'span'] as const;

/** `{cause}` is the start's, `{then.irq}` the last step's, `{device.driver}` the device's. */
export function readMessage(
  text: Text | null,
  start: MomentKind,
  last: MomentKind | null,
  faults: Faults,
): Message {
  const own = kindInfo(start).fields;
  const scope: Scope = new Map([
    ...prefixed('', own),
    ...prefixed('start', own),
    ...prefixed('device', deviceFields),
    ...(last === null ? [] : prefixed('then', kindInfo(last).fields)),
  ]);
  const fields: MessageField[] = [];
  const template = (text?.value ?? '').replaceAll(
    /\{([^{}]*)\}/gu,
    (whole, path: string, at: number) => {
      if (PATTERN_FIELDS.some((name) => name === path)) return whole;
      const type = scope.get(path);
      if (type === undefined) {
        const meant = didYouMean(path, [...scope.keys(), ...PATTERN_FIELDS]);
        faults.add(text?.node ?? null, `the message names an unknown field "${path}"${meant}`, at);
        return whole;
      }
      const key = path.replaceAll('.', '_');
      fields.push({ path, key, type });
      return `{${key}}`;
    },
  );
  return { template, fields };
}
