/** Rules that users write: data, not code. */
import { parseDocuments } from './document.ts';
import type { Fault } from './fault.ts';
import { readRule, type UserRule } from './read-rule.ts';

export { type Fault, printFault } from './fault.ts';
export type { RuleTest, UserRule } from './read-rule.ts';

export interface RuleFile {
  readonly rules: readonly UserRule[];
  /** In order of their places. With any, no rule of the file should be used. */
  readonly faults: readonly Fault[];
}

/** Reads a rule file: YAML (or JSON) with one rule in each document. Never throws on input. */
export function readRuleFile(text: string): RuleFile {
  const { roots, faults } = parseDocuments(text);
  const rules = roots.flatMap((root) => readRule(root, faults) ?? []);
  const ids = new Set<string>();
  for (const { rule } of rules) {
    const { id } = rule.meta;
    if (ids.has(id)) faults.at(0, `two rules are called ${id}`);
    ids.add(id);
  }
  if (roots.length === 0 && faults.list.length === 0) faults.at(0, 'the file holds no rule');
  return { rules, faults: faults.list.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}
