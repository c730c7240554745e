/** Rules as JavaScript: what a module exports, checked. Loading one runs it; that is the caller's decision. */
import { severities } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';

const ID = /^[a-z][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)+$/u;

/**
 * The rules of a module's default export: one `{ meta, evaluate, blind? }` or a list of them. `faults` says what is not a
 * rule; with any, none should be used.
 */
export function rulesOfModule(exported: unknown): {
  readonly rules: readonly Rule[];
  readonly faults: readonly string[];
} {
  const all: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  const rules: Rule[] = [];
  const faults: string[] = [];
  for (const [index, one] of all.entries()) {
    const fault = faultOf(one);
    if (fault === null && isRule(one)) rules.push({ blind: () => [], ...one });
    else faults.push(`rule ${index + 1}: ${fault ?? 'no rule'}`);
  }
  if (all.length === 0) faults.push('the module exports no rule');
  return { rules, faults };
}

/** `blind` may be left out. */
type Given = Omit<Rule, 'blind'> & Partial<Pick<Rule, 'blind'>>;

const isRule = (value: unknown): value is Given => faultOf(value) === null;

function faultOf(value: unknown): string | null {
  if (!isRecord(value)) return 'the default export must be a rule or a list of rules';
  const { meta, evaluate, blind } = value;
  if (!isRecord(meta)) return 'meta is missing';
  if (typeof evaluate !== 'function') return 'evaluate must be a function';
  if (blind !== undefined && typeof blind !== 'function') return 'blind must be a function';
  return metaFault(meta);
}

function metaFault(meta: Readonly<Record<string, unknown>>): string | null {
  const { id, severity, messages, requires, remedy } = meta;
  if (typeof id !== 'string' || !ID.test(id)) {
    return 'meta.id must be words of a-z, 0-9 and - with a slash, like site/no-intx';
  }
  if (!severities.some((one) => one === severity)) {
    return `meta.severity must be one of ${severities.join(', ')}`;
  }
  if (typeof meta['summary'] !== 'string') return 'meta.summary must be a text';
  if (typeof meta['since'] !== 'string') return 'meta.since must be a text';
  if (!['stable', 'test', 'deprecated'].some((one) => one === meta['status'])) {
    return 'meta.status must be stable, test or deprecated';
  }
  if (!isTexts(messages)) return 'meta.messages must hold a template for each message';
  if (typeof remedy !== 'string' && !isTexts(remedy)) return 'meta.remedy must be a text';
  if (!Array.isArray(requires) || !requires.every(isGroup)) {
    return 'meta.requires must be a list of lists of names';
  }
  return null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): boolean =>
  isRecord(value) &&
  Object.values(value).length > 0 &&
  Object.values(value).every((one) => typeof one === 'string');

const isGroup = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
