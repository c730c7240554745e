/** Runs rules over a case: requirements, failures, confidence, identity, order. */
import type { Draft, Finding, RuleOutcome, Severity } from '../model/finding.ts';
import { severities } from '../model/finding.ts';
import { fill, type Rule } from '../model/rule.ts';
import type { Case } from '../model/timeline.ts';
import { capConfidence } from './confidence.ts';
import { fingerprintOf } from './fingerprint.ts';
import { rules as everyRule } from './index.ts';
import { signalsOf } from './signals.ts';
import { nameList } from './words.ts';

/** `off` silences a rule; a severity replaces the rule's own, also where the rule itself would have said `info`. */
export type Overrides = ReadonlyMap<string, 'off' | Severity>;

export interface RunOptions {
  /** Default: every rule that ships. */
  readonly rules?: readonly Rule[];
  readonly overrides?: Overrides;
}

export interface RulesRun {
  /** By severity, device (of the case as a whole: last), rule, time; ids `F1`, `F2` … follow this order. */
  readonly findings: readonly Finding[];
  /** One for each rule that is not switched off, in the order of the rules given. */
  readonly outcomes: readonly RuleOutcome[];
}

/** How many of a group's signals `missing` names; the metadata has them all. */
const MISSING_SHOWN = 5;

type Unnumbered = Omit<Finding, 'id'>;

/** Never throws: a rule that does is an `error` outcome and its drafts are dropped. */
export function runRules(input: Case, options: RunOptions = {}): RulesRun {
  const found: Unnumbered[] = [];
  const outcomes: RuleOutcome[] = [];
  const signals = signalsOf(input);
  for (const rule of options.rules ?? everyRule) {
    const override = options.overrides?.get(rule.meta.id);
    if (override === 'off') continue;
    const { outcome, findings } = runRule(rule, input, signals, override);
    outcomes.push(outcome);
    found.push(...findings);
  }
  const findings = found.toSorted(inOrder).map((finding, i) => ({ id: `F${i + 1}`, ...finding }));
  return { findings, outcomes };
}

function runRule(
  rule: Rule,
  input: Case,
  signals: ReadonlySet<string>,
  override: Severity | undefined,
): { readonly outcome: RuleOutcome; readonly findings: readonly Unnumbered[] } {
  const { id } = rule.meta;
  const unmet = rule.meta.requires.filter((group) => !group.some((name) => signals.has(name)));
  if (unmet.length > 0) {
    const missing = unmet.map((group) => nameList(group, MISSING_SHOWN, ' or '));
    return { outcome: { id, outcome: 'not-applicable', missing, error: null }, findings: [] };
  }
  try {
    const findings = Array.from(rule.evaluate(input), (draft) =>
      findingOf(rule, draft, input, override),
    );
    const missing = findings.length > 0 ? [] : rule.blind(input);
    const outcome =
      findings.length > 0 ? 'findings' : missing.length > 0 ? 'not-applicable' : 'pass';
    return { outcome: { id, outcome, missing, error: null }, findings };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { outcome: { id, outcome: 'error', missing: [], error: why }, findings: [] };
  }
}

function findingOf(
  rule: Rule,
  draft: Draft,
  input: Case,
  override: Severity | undefined,
): Unnumbered {
  const { meta } = rule;
  const template = meta.messages[draft.message];
  if (template === undefined) throw new Error(`no message "${draft.message}" in rule ${meta.id}`);
  const data = { device: draft.device, ...draft.data };
  const { confidence, doubts } = capConfidence(draft, input);
  const remedy = typeof meta.remedy === 'string' ? meta.remedy : (meta.remedy[draft.message] ?? '');
  return {
    fingerprint: fingerprintOf(meta.id, draft.device, draft.identity ?? null),
    rule: meta.id,
    severity: override ?? draft.severity ?? meta.severity,
    confidence,
    doubts,
    device: draft.device,
    vectors: draft.vectors,
    windows: draft.windows,
    at: draft.at,
    message: fill(template, data),
    messageId: draft.message,
    data: draft.data,
    evidence: draft.evidence,
    remedy: fill(remedy, data),
    docs: docsOf(meta.id),
  };
}

/** The page of a rule that ships. Ids with a slash belong to users, who keep their own pages. */
export const docsOf = (id: string): string => (id.includes('/') ? '' : `docs/rules/${id}.md`);

function inOrder(a: Unnumbered, b: Unnumbered): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    lastIfNull(a.device, b.device, byText) ||
    byText(a.rule, b.rule) ||
    lastIfNull(a.at, b.at, (x, y) => x - y) ||
    byText(a.messageId, b.messageId) ||
    byText(a.message, b.message)
  );
}

/** By code units: the same on every machine, whatever its locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function lastIfNull<T>(a: T | null, b: T | null, compare: (a: T, b: T) => number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}
