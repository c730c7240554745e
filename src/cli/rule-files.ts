/** `--rules FILE`: rules that users wrote. */
import { readFile } from 'node:fs/promises';
import type { Rule } from '../model/rule.ts';
import { rules as shipped } from '../rules/index.ts';
import { didYouMean } from '../rules/suggest.ts';
import { printFault, readRuleFile, type UserRule } from '../rules/yaml/index.ts';
import { reasonOf, Trouble } from './trouble.ts';

/** The rules of one file. Throws {@link Trouble} with every fault, each with its place. */
export async function loadRuleFile(path: string): Promise<readonly UserRule[]> {
  const { rules, faults } = readRuleFile(await readText(path));
  if (faults.length === 0) return rules;
  throw new Trouble(faults.map((fault) => printFault(path, fault)).join('\n'));
}

/** The rules of all files; ids must differ. */
export async function loadRules(paths: readonly string[]): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const path of paths) {
    for (const { rule } of await loadRuleFile(path)) {
      const { id } = rule.meta;
      if (rules.some(({ meta }) => meta.id === id)) {
        throw new Trouble(`${path}: another file has a rule called ${id}, too`);
      }
      rules.push(rule);
    }
  }
  return rules;
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Trouble(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** Throws {@link Trouble} for an id that no rule has. */
export function checkRuleIds(ids: Iterable<string>, own: readonly Rule[]): void {
  const known = [...shipped, ...own].map(({ meta }) => meta.id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new Trouble(
      `there is no rule called ${id}${didYouMean(id, known)}`,
      'msixray rules lists them',
    );
  }
}
