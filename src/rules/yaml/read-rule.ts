/** One document of a rule file. */
import { isScalar, isSeq, type Node } from 'yaml';
import { severities } from '../../model/finding.ts';
import type { Rule } from '../../model/rule.ts';
import type { Faults } from './document.ts';
import { Fields } from './fields.ts';
import { readMessage } from './guard.ts';
import { readPattern } from './read-pattern.ts';
import { ruleOf } from './user-rule.ts';

/** A rule with what its file says beside it. */
export interface UserRule {
  readonly rule: Rule;
  /** What looks like it and is none. */
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly tests: readonly RuleTest[];
}

export interface RuleTest {
  readonly name: string;
  /** The log itself, or a path relative to the rule file. */
  readonly log: { readonly text: string } | { readonly path: string };
  /** How many findings of the rule it must give. */
  readonly expect: number;
  readonly line: number;
}

/** Ids of users have a slash: they never meet those that ship. */
const ID = /^[a-z][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)+$/u;

const STATUSES = ['stable', 'test', 'deprecated'] as const;

/** Null where anything in it is wrong: a rule that is half understood would be silent where it should speak. */
export function readRule(root: Node, faults: Faults): UserRule | null {
  const before = faults.list.length;
  const fields = new Fields(root, faults, 'a rule');
  const id = fields.need('id');
  const title = fields.need('title');
  const severity = fields.has('severity') ? fields.oneOf('severity', severities) : null;
  if (!fields.has('severity')) faults.add(root, 'severity is missing');
  const status = fields.oneOf('status', STATUSES) ?? 'stable';
  const requires = fields.has('requires') ? readRequires(fields, faults) : null;
  const pattern = readPattern(fields, faults);
  const text = fields.need('message');
  const remedy = fields.text('remedy')?.value ?? '';
  const falsePositives = fields.texts('falsepositives');
  const references = fields.texts('references');
  const tests = fields.list('tests').flatMap((node, index) => readTest(node, index, faults) ?? []);
  fields.done();
  if (id !== null && !ID.test(id.value)) {
    faults.add(id.node, 'an id is words of a-z, 0-9 and - with a slash, like site/no-intx');
  }
  if (pattern === null || id === null || title === null || severity === null) return null;
  const message = readMessage(text, pattern.start.on, pattern.steps.at(-1)?.on ?? null, faults);
  if (faults.list.length > before) return null;
  const words = { id: id.value, title: title.value, severity, status, requires, message, remedy };
  return { rule: ruleOf(words, pattern), falsePositives, references, tests };
}

/** Every entry must be seen: a name, or a list of names of which one is enough. */
function readRequires(fields: Fields, faults: Faults): readonly (readonly string[])[] {
  return fields.list('requires').map((entry) => {
    const names = isSeq(entry) ? entry.items : [entry];
    return names.flatMap((name) => {
      if (isScalar(name) && typeof name.value === 'string') return [name.value];
      faults.add(entry, 'requires holds names of events, and lists of them');
      return [];
    });
  });
}

function readTest(node: Node, index: number, faults: Faults): RuleTest | null {
  const fields = new Fields(node, faults, 'a test');
  const name = fields.text('name')?.value ?? `test ${index + 1}`;
  const log = fields.text('log')?.value ?? null;
  const text = fields.text('text')?.value ?? null;
  const expect = fields.whole('expect', 0);
  fields.done();
  if (!fields.has('expect')) faults.add(node, 'expect is missing: how many findings');
  if ((log === null) === (text === null)) {
    faults.add(node, 'a test has either log, a path, or text, the log itself');
    return null;
  }
  if (expect === null) return null;
  return {
    name,
    expect,
    line: faults.lineOf(node),
    log: text === null ? { path: log ?? '' } : { text },
  };
}
