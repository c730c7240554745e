import { rules } from '../../rules/index.ts';
import { docsOf } from '../../rules/engine.ts';
import { explainRule } from '../../rules/explain.ts';
import { WIDTH } from '../appearance.ts';
import { writeTo } from '../deliver.ts';
import { explainFinding } from '../explain-finding.ts';
import type { Context } from '../program.ts';
import { checkRuleIds, loadRules } from '../rule-files.ts';
import { readResult } from '../saved-result.ts';
import { Trouble } from '../trouble.ts';

export interface ExplainFlags {
  readonly result?: string;
  readonly rules: readonly string[];
}

/** `msixray explain RULE`, or `explain F1 --result result.json`. */
export async function runExplain(
  { streams }: Context,
  id: string,
  flags: ExplainFlags,
): Promise<void> {
  if (flags.result !== undefined) {
    const result = await readResult(flags.result, streams);
    const finding = result.findings.find((each) => each.id === id || each.fingerprint === id);
    if (finding === undefined) {
      const known = result.findings.map((each) => each.id).join(', ');
      throw new Trouble(
        `${flags.result} has no finding ${id}`,
        known === '' ? 'it has none at all' : `it has ${known}`,
      );
    }
    await writeTo(streams.stdout, explainFinding(result, finding));
    return;
  }
  const own = await loadRules(flags.rules);
  if (/^(?:F\d+|[0-9a-f]{16})$/u.test(id)) {
    throw new Trouble(
      `${id} is a finding of some result`,
      `add --result FILE, where -f json wrote it`,
    );
  }
  checkRuleIds([id], own);
  const rule = [...rules, ...own].find(({ meta }) => meta.id === id);
  if (rule === undefined) return;
  const path = docsOf(id);
  const page = path === '' ? null : await streams.page(path);
  await writeTo(streams.stdout, [explainRule(rule, page, streams.stdout.columns ?? WIDTH)]);
}
