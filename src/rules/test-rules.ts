/** Runs the tests inside rule files and annotated logs. What reads and analyses a log is given by the caller. */
import type { Finding } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';
import { readAnnotations, type Annotation } from './annotations.ts';
import type { RuleTest, UserRule } from './yaml/index.ts';

/** As much of a result as a test asks for. */
export interface TestedResult {
  readonly findings: readonly Pick<Finding, 'rule' | 'device'>[];
  readonly rules: readonly {
    readonly id: string;
    readonly outcome: string;
    readonly missing: readonly string[];
  }[];
  /** Why nothing of the log was read; such a log proves nothing, whatever was expected. */
  readonly unread?: string;
}

/** The whole pipe over one log. `name` is shown in messages; `rules` come beside those that ship. */
export type AnalyzeLog = (
  log: { readonly name: string; readonly text: string },
  rules: readonly Rule[],
) => Promise<TestedResult>;

export interface TestVerdict {
  readonly name: string;
  readonly line: number;
  /** `todo`: fails, and is known to. */
  readonly is: 'pass' | 'fail' | 'todo';
  /** Why it is not a pass; empty for one. */
  readonly why: string;
}

/** The tests inside the rules of one file. `readLog` gives the text of a path relative to it, or null where it cannot. */
export async function testRuleFile(
  rules: readonly UserRule[],
  analyze: AnalyzeLog,
  readLog: (path: string) => Promise<string | null>,
): Promise<readonly TestVerdict[]> {
  const verdicts: TestVerdict[] = [];
  for (const { rule, tests } of rules) {
    for (const test of tests) verdicts.push(await verdictOf(rule, test, analyze, readLog));
  }
  return verdicts;
}

async function verdictOf(
  rule: Rule,
  test: RuleTest,
  analyze: AnalyzeLog,
  readLog: (path: string) => Promise<string | null>,
): Promise<TestVerdict> {
  const { id } = rule.meta;
  const name = `${id}: ${test.name}`;
  const { line } = test;
  const text = 'text' in test.log ? test.log.text : await readLog(test.log.path);
  if (text === null) {
    const path = 'path' in test.log ? test.log.path : '';
    return { name, line, is: 'fail', why: `the log ${path} cannot be read` };
  }
  const result = await analyze({ name: test.name, text }, [rule]);
  if (result.unread !== undefined) {
    return { name, line, is: 'fail', why: `the log was not read: ${result.unread}` };
  }
  const found = result.findings.filter((finding) => finding.rule === id).length;
  if (found === test.expect) return { name, line, is: 'pass', why: '' };
  const why = `${test.expect} expected, ${found} found${blindness(result, id)}`;
  return { name, line, is: 'fail', why };
}

/** The annotations of one log, against all rules that ship and those given. */
export async function testAnnotatedLog(
  log: { readonly name: string; readonly text: string },
  rules: readonly Rule[],
  analyze: AnalyzeLog,
): Promise<readonly TestVerdict[]> {
  const { text, annotations, faults } = readAnnotations(log.text);
  const wrong = faults.map(({ line, message }): TestVerdict => ({
    name: log.name,
    line,
    is: 'fail',
    why: message,
  }));
  if (annotations.length === 0 && wrong.length === 0) {
    return [{ name: log.name, line: 1, is: 'fail', why: 'the log holds no annotation' }];
  }
  const result = await analyze({ name: log.name, text }, rules);
  return [...wrong, ...annotations.map((annotation) => judged(annotation, result))].toSorted(
    (a, b) => a.line - b.line,
  );
}

function judged(annotation: Annotation, result: TestedResult): TestVerdict {
  const { is, rule, count, device, line } = annotation;
  const name = `${is} ${rule}${device === null ? '' : ` on ${device}`}`;
  if (result.unread !== undefined) {
    return { name, line, is: 'fail', why: `the log was not read: ${result.unread}` };
  }
  if (!result.rules.some(({ id }) => id === rule)) {
    return { name, line, is: 'fail', why: 'there is no such rule, or it is switched off' };
  }
  const found = result.findings.filter(
    (finding) => finding.rule === rule && (device === null || finding.device === device),
  ).length;
  if (is === 'todo') {
    return found === 0
      ? { name, line, is: 'todo', why: 'not found yet' }
      : { name, line, is: 'fail', why: 'it is found now: make it an expect' };
  }
  if (is === 'ok') {
    if (found === 0) return { name, line, is: 'pass', why: '' };
    return { name, line, is: 'fail', why: `${found} found` };
  }
  if (count === null ? found > 0 : found === count) return { name, line, is: 'pass', why: '' };
  const wanted = count === null ? 'at least one' : String(count);
  return {
    name,
    line,
    is: 'fail',
    why: `${wanted} expected, ${found} found${blindness(result, rule)}`,
  };
}

/** A rule that could not speak is a better reason than a number. */
function blindness(result: TestedResult, id: string): string {
  const rule = result.rules.find((one) => one.id === id);
  if (rule === undefined || rule.outcome !== 'not-applicable') return '';
  return `: not applicable, the log lacks ${rule.missing.join('; ')}`;
}
