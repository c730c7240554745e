/** A rule made of given drafts, for tests of the engine. */
import type { Draft, Finding, Outcome, Severity } from '../../src/model/finding.ts';
import { defineRule, type Rule } from '../../src/model/rule.ts';
import type { Case } from '../../src/model/timeline.ts';
import { runRules } from '../../src/rules/engine.ts';
import { DEVICE, ms } from './case.ts';

export const draft = (over: Partial<Draft<'says'>> = {}): Draft<'says'> => ({
  message: 'says',
  data: { n: 3 },
  device: DEVICE,
  vectors: [],
  windows: [],
  at: ms(1000),
  evidence: [],
  confidence: 'high',
  ...over,
});

export function ruleOf(
  drafts: readonly Draft<'says'>[],
  over: Partial<{ id: string; severity: Severity; requires: string[][]; blind: string[] }> = {},
): Rule {
  const meta = {
    id: over.id ?? 'a-rule',
    since: '0.1.0',
    severity: over.severity ?? 'high',
    status: 'stable' as const,
    summary: 'Something is so',
    requires: over.requires ?? [],
    messages: { says: '{device} saw {n} and {absent}' },
    remedy: 'give {n}',
  };
  return defineRule(
    meta,
    () => drafts,
    () => over.blind ?? [],
  );
}

/** One rule on one case: its outcome and what it found. */
export function judge(
  rule: Rule,
  input: Case,
): {
  readonly outcome: Outcome;
  readonly missing: readonly string[];
  readonly findings: readonly Finding[];
} {
  const { findings, outcomes } = runRules(input, { rules: [rule] });
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('no outcome');
  if (outcome.error !== null) throw new Error(outcome.error);
  return { outcome: outcome.outcome, missing: outcome.missing, findings };
}
