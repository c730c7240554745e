/** `--rules FILE`: rules that users wrote. What reads them is loaded where there is a file. */
import { resolve } from 'node:path';
import type { Rule } from '../model/rule.ts';
import { rules as shipped } from '../rules/index.ts';
import { rulesOfModule } from '../rules/module-rules.ts';
import { didYouMean } from '../rules/suggest.ts';
import type { UserRule } from '../rules/yaml/index.ts';
import { readText } from './read-text.ts';
import { messageOf, Trouble } from './trouble.ts';

/**
 * The rules of one file. Throws {@link Trouble} with every fault, each with its place. A file that ends in .mjs or .js is a
 * module: naming it is asking to run it.
 */
export async function loadRuleFile(path: string): Promise<readonly UserRule[]> {
  if (/\.m?js$/u.test(path)) return loadModule(path);
  const { printFault, readRuleFile } = await import('../rules/yaml/index.ts');
  const { rules, faults } = readRuleFile(await readText(path));
  if (faults.length === 0) return rules;
  throw new Trouble(faults.map((fault) => printFault(path, fault)).join('\n'));
}

async function loadModule(path: string): Promise<readonly UserRule[]> {
  let exported: unknown;
  try {
    const module: unknown = await import(fileUrl(path));
    exported =
      typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : null;
  } catch (error) {
    throw new Trouble(`cannot load ${path}: ${messageOf(error)}`);
  }
  const { rules, faults } = rulesOfModule(exported);
  if (faults.length > 0) throw new Trouble(faults.map((fault) => `${path}: ${fault}`).join('\n'));
  return rules.map((rule) => ({ rule, falsePositives: [], references: [], tests: [] }));
}

/** A path may hold what means something in a URL. */
function fileUrl(path: string): string {
  const url = new URL('file:///');
  url.pathname = resolve(path).replaceAll('%', '%25');
  return url.href;
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
