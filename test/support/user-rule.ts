/** Rule files for tests: one good rule, with pieces replaced. */
import { type Fault, readRuleFile, type UserRule } from '../../src/rules/yaml/index.ts';

const good: Readonly<Record<string, string>> = {
  id: 'site/many-resizes',
  title: 'Many resizes',
  severity: 'medium',
  match: '{ start: { on: window } }',
  message: '"{device}: {matches} of them"',
};

/** One key a line; an empty text leaves the key out. */
export const ruleText = (over: Readonly<Record<string, string>> = {}): string =>
  Object.entries({ ...good, ...over })
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');

export const faultsOf = (text: string): readonly Fault[] => readRuleFile(text).faults;

/** The only rule of a text without faults. */
export function userRule(over: Readonly<Record<string, string>> = {}): UserRule {
  const { rules, faults } = readRuleFile(ruleText(over));
  const [rule] = rules;
  if (rule === undefined || faults.length > 0) throw new Error(JSON.stringify(faults));
  return rule;
}
