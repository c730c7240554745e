/** Builds HTML and SVG. Text and attribute values pass the one door; only what was built here is markup. */
import { html } from './escape.ts';

export interface Markup {
  readonly markup: string;
}

export type Child = Markup | string | number | null | readonly Child[];

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** HTML elements that have no end tag. */
const VOID = new Set(['meta', 'input', 'br', 'wbr', 'hr', 'col']);
/** SVG elements that are mostly empty; both parsers take the short form. */
const LEAF = new Set(['rect', 'path', 'line', 'circle', 'use', 'polygon']);

const textOf = (child: Child): string => {
  if (child === null) return '';
  if (typeof child === 'string') return html(child);
  if (typeof child === 'number') return String(child);
  return 'markup' in child ? child.markup : child.map(textOf).join('');
};

/**
 * An element. `null` and `false` leave an attribute out, `true` gives its name alone. Names are the program's own.
 */
export function h(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  let tag = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    tag += value === true ? ` ${key}=""` : ` ${key}="${html(String(value))}"`;
  }
  if (VOID.has(name)) return { markup: `${tag}>` };
  const inner = children.map(textOf).join('');
  if (inner === '' && LEAF.has(name)) return { markup: `${tag}/>` };
  return { markup: `${tag}>${inner}</${name}>` };
}

/** Several in a row. */
export const all = (...children: readonly Child[]): Markup => ({
  markup: children.map(textOf).join(''),
});

/** Text of the program's own that must not be escaped: a style sheet, a script, embedded JSON. */
export const own = (text: string): Markup => ({ markup: text });

/** A coordinate with at most two decimals. */
export const round = (value: number): number => Math.round(value * 100) / 100;
