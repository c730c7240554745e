import { dirname, resolve } from 'node:path';
import { analyze, everything, type SourceInput } from '../../analyze.ts';
import { openFile } from '../../input/open-file.ts';
import type { Result } from '../../model/result.ts';
import type { Rule } from '../../model/rule.ts';
import { visible } from '../../report/escape.ts';
import type { RuleTest } from '../../rules/yaml/index.ts';
import { isAnnotated, readAnnotatedLog } from '../annotated-log.ts';
import { writeTo } from '../deliver.ts';
import { CLEAN, FINDINGS } from '../exit-status.ts';
import type { Context } from '../program.ts';
import { checkRuleIds, loadRuleFile, loadRules, readText } from '../rule-files.ts';
import { messageOf, Trouble } from '../trouble.ts';

interface Outcome {
  /** What is wrong; null where it holds. */
  readonly fault: string | null;
  readonly line: string;
}

/** `msixray test-rules FILE...`: the tests inside rule files, and logs that say what they must give. */
export async function runTestRules(context: Context, paths: readonly string[]): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const path of paths) {
    const text = await readText(path);
    outcomes.push(...(isAnnotated(text) ? await testLog(path, text) : await testRules(path)));
  }
  const failed = outcomes.filter(({ fault }) => fault !== null).length;
  if (outcomes.length === 0) {
    throw new Trouble('no test in these files', 'a rule has tests: [{name, log or text, expect}]');
  }
  context.status = failed === 0 ? CLEAN : FINDINGS;
  const lines = outcomes.map(({ fault, line }) =>
    fault === null ? `ok    ${line}` : `FAIL  ${line}: ${fault}`,
  );
  const sum = `${outcomes.length - failed} passed, ${failed} failed`;
  await writeTo(
    context.streams.stdout,
    [...lines, sum].map((line) => `${visible(line)}\n`),
  );
}

async function testRules(path: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { rule, tests } of await loadRuleFile(path)) {
    for (const each of tests) {
      const line = `${path}:${each.line}: ${rule.meta.id}: ${each.name}`;
      const result = await judge(sourceOf(each, path), [rule]);
      outcomes.push(outcomeOf(result, rule.meta.id, each.expect, line));
    }
  }
  return outcomes;
}

function sourceOf({ log, name }: RuleTest, path: string): SourceInput {
  return 'text' in log
    ? { name, format: null, open: () => bytesOf(log.text) }
    : { name: log.path, format: null, open: () => openFile(resolve(dirname(path), log.path)) };
}

async function testLog(path: string, text: string): Promise<readonly Outcome[]> {
  const { expectations, ruleFiles, log } = readAnnotatedLog(text, path);
  const own = await loadRules(ruleFiles.map((file) => resolve(dirname(path), file)));
  checkRuleIds(
    expectations.map(({ rule }) => rule),
    own,
  );
  const result = await judge({ name: path, format: null, open: () => bytesOf(log) }, own);
  return expectations.map(({ rule, count, line }) =>
    outcomeOf(result, rule, count, `${path}:${line}: ${rule}`),
  );
}

async function judge(source: SourceInput, userRules: readonly Rule[]): Promise<Result | string> {
  try {
    return await analyze([source], { ...everything, userRules });
  } catch (error) {
    return messageOf(error);
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function outcomeOf(result: Result | string, id: string, expected: number, line: string): Outcome {
  if (typeof result === 'string') return { fault: result, line };
  const unread = result.sources.find(({ complete }) => !complete);
  if (unread !== undefined && result.sources.every(({ events }) => events === 0)) {
    return { fault: `the log was not read: ${unread.incompleteWhy ?? 'no event'}`, line };
  }
  const found = result.findings.filter(({ rule }) => rule === id).length;
  const outcome = result.rules.find((each) => each.id === id);
  if (outcome?.error !== undefined) return { fault: outcome.error, line };
  if (found === expected) {
    const unable = outcome?.outcome === 'not-applicable';
    return {
      fault: null,
      line: unable ? `${line} (not applicable: ${outcome.missing.join('; ')})` : line,
    };
  }
  return {
    fault: `expected ${expected} ${expected === 1 ? 'finding' : 'findings'}, found ${found}`,
    line,
  };
}
