import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { analyze, everything } from '../../analyze.ts';
import type { Rule } from '../../model/rule.ts';
import { visible } from '../../report/escape.ts';
import { readAnnotations } from '../../rules/annotations.ts';
import {
  type AnalyzeLog,
  testAnnotatedLog,
  type TestVerdict,
  testRuleFile,
} from '../../rules/test-rules.ts';
import { writeTo } from '../deliver.ts';
import { CLEAN, FINDINGS } from '../exit-status.ts';
import type { Context } from '../program.ts';
import { readText } from '../read-text.ts';
import { loadRuleFile, loadRules } from '../rule-files.ts';
import { Trouble } from '../trouble.ts';

const WORDS = { pass: 'ok  ', fail: 'FAIL', todo: 'todo' } as const;

/** `msixray test-rules FILE...`: the tests inside rule files, and logs that say which rules must speak. */
export async function runTestRules(
  context: Context,
  paths: readonly string[],
  flags: { readonly rules: readonly string[] },
): Promise<void> {
  const own = await loadRules(flags.rules);
  const lines: string[] = [];
  const counts = { pass: 0, fail: 0, todo: 0 };
  for (const path of paths) {
    for (const { name, line, is, why } of await testFile(path, own)) {
      counts[is] += 1;
      const place = `${path}:${line}: ${name === path ? '' : name}`.replace(/: $/u, '');
      lines.push(`${WORDS[is]}  ${place}${why === '' ? '' : `: ${why}`}`);
    }
  }
  if (lines.length === 0) {
    throw new Trouble('no test in these files', 'a rule has tests: [{name, log or text, expect}]');
  }
  const todo = counts.todo === 0 ? '' : `, ${counts.todo} todo`;
  lines.push(`${counts.pass} passed, ${counts.fail} failed${todo}`);
  context.status = counts.fail === 0 ? CLEAN : FINDINGS;
  await writeTo(
    context.streams.stdout,
    lines.map((line) => `${visible(line)}\n`),
  );
}

async function testFile(path: string, own: readonly Rule[]): Promise<readonly TestVerdict[]> {
  const text = await readText(path);
  const { annotations, faults } = readAnnotations(text);
  if (annotations.length + faults.length > 0) {
    return testAnnotatedLog({ name: path, text }, own, analyzeLog);
  }
  return testRuleFile(await loadRuleFile(path), analyzeLog, async (log) => {
    try {
      return await readFile(resolve(dirname(path), log), 'utf8');
    } catch {
      return null;
    }
  });
}

const analyzeLog: AnalyzeLog = async ({ name, text }, userRules) => {
  const source = { name, format: null, open: () => bytesOf(text) };
  const result = await analyze([source], { ...everything, userRules });
  const [read] = result.sources;
  const unread = read !== undefined && read.events === 0 ? read.incompleteWhy : null;
  return unread === null ? result : { ...result, unread };
};

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
