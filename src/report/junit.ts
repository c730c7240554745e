/**
 * `-f junit`: XML that CI servers show. A suite for each device and one for the run; a case for each rule. A finding is
 * a failure from the severity of --fail-on up, else a remark; a rule that could not judge is skipped, never passed.
 */
import { atLeast } from '../model/finding.ts';
import type { Result, ResultFinding } from '../model/result.ts';
import { clip } from './document.ts';
import { xml } from './escape.ts';
import type { Renderer, RenderOptions } from './output.ts';
import { stamp, worstFirst } from './words.ts';

type Outcome = 'failure' | 'error' | 'skipped' | 'passed';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly message: string;
  readonly body: string;
}

const WHOLE = 'msixray';
const TEXT = 20_000;

function caseOf(finding: ResultFinding, options: RenderOptions): Case {
  const lines = [
    finding.message,
    finding.at === null ? '' : `at ${stamp(finding.at)}, confidence ${finding.confidence}`,
    ...finding.evidence.map(({ source, line, text }) => `${source}:${line}: ${text.trim()}`),
    finding.remedy,
  ];
  const fails = options.failOn !== null && atLeast(finding.severity, options.failOn);
  return {
    suite: finding.device ?? WHOLE,
    name: `${finding.rule} (${finding.id})`,
    outcome: fails ? 'failure' : 'passed',
    message: `${finding.severity}: ${finding.message}`,
    body: lines
      .filter((line) => line !== '')
      .map((line) => xml(clip(line, 2_000)))
      .join('\n'),
  };
}

function casesOf(result: Result, options: RenderOptions): readonly Case[] {
  const blank = { suite: WHOLE, message: '', body: '' };
  const rules = result.rules
    .filter((rule) => rule.outcome !== 'findings')
    .map((rule): Case => {
      const missing = `the log does not show: ${rule.missing.join('; ')}`;
      switch (rule.outcome) {
        case 'not-applicable':
          return { ...blank, name: rule.id, outcome: 'skipped', message: missing };
        case 'error':
          return { ...blank, name: rule.id, outcome: 'error', message: rule.error ?? 'unknown' };
        case 'findings':
        case 'pass':
        default:
          return { ...blank, name: rule.id, outcome: 'passed' };
      }
    });
  const sources = result.sources.map((source): Case => {
    const message = source.incompleteWhy ?? 'not read to its end';
    return {
      ...blank,
      name: `read ${source.name}`,
      outcome: source.complete ? 'passed' : 'error',
      message,
    };
  });
  return [
    ...worstFirst(result.findings).map((finding) => caseOf(finding, options)),
    ...rules,
    ...sources,
  ];
}

const attribute = (text: string): string => xml(clip(text, TEXT));

function caseText({ suite, name, outcome, message, body }: Case): string {
  const open = `    <testcase classname="${attribute(suite)}" name="${attribute(name)}" time="0"`;
  switch (outcome) {
    case 'passed':
      return body === ''
        ? `${open}/>\n`
        : `${open}>\n      <system-out>${body}</system-out>\n    </testcase>\n`;
    case 'skipped':
      return `${open}>\n      <skipped message="${attribute(message)}"/>\n    </testcase>\n`;
    case 'failure':
    case 'error':
    default:
      return `${open}>\n      <${outcome} message="${attribute(message)}">${body}</${outcome}>\n    </testcase>\n`;
  }
}

function counts(cases: readonly Case[]): string {
  const n = (outcome: Outcome): number => cases.filter((each) => each.outcome === outcome).length;
  return `tests="${cases.length}" failures="${n('failure')}" errors="${n('error')}" skipped="${n('skipped')}" time="0"`;
}

function* pieces(result: Result, options: RenderOptions): Generator<string> {
  const suites = new Map<string, Case[]>();
  const all = casesOf(result, options);
  for (const each of all) {
    const suite = suites.get(each.suite);
    if (suite === undefined) suites.set(each.suite, [each]);
    else suite.push(each);
  }
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="msixray" ${counts(all)}>\n`;
  for (const [name, cases] of suites) {
    yield `  <testsuite name="${attribute(name)}" ${counts(cases)}>\n`;
    for (const each of cases) yield caseText(each);
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

export const renderer: Renderer = { render: pieces };
