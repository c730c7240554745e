/** The form of a rule. Metadata and a pure function of one case; wording is a template beside the message's id. */
import type { Data, Datum, Draft, Severity } from './finding.ts';
import type { Case } from './timeline.ts';

export interface RuleMeta<MessageId extends string = string> {
  /** Noun of the failing state; also the file name of code, test and page. Never reused. */
  readonly id: string;
  readonly since: string;
  readonly severity: Severity;
  readonly status: 'stable' | 'test' | 'deprecated';
  /** One sentence without a full stop. */
  readonly summary: string;
  /**
   * What the log must hold for a statement: of every group at least one signal (an event type, a traced function, or a name
   * that the engine adds: `kernel-log`, `several-sources`, `loss-report`), the best first. Unmet, the outcome is `not-applicable` with the groups that are missing.
   */
  readonly requires: readonly (readonly string[])[];
  /** Templates with `{field}` of the draft's data. */
  readonly messages: Readonly<Record<MessageId, string>>;
  /** What to do about it: one text for all messages, or one for each. Templates too. */
  readonly remedy: string | Readonly<Record<MessageId, string>>;
}

export interface Rule {
  readonly meta: RuleMeta;
  /** Pure: no I/O, no clock, no randomness. May throw; the engine makes that an `error` outcome. */
  evaluate(input: Case): Iterable<Draft>;
  /**
   * What an honest `pass` lacks beyond `requires` (no vector with a rate, posted interrupts), in words. Asked only where
   * `evaluate` found nothing; anything said makes the outcome `not-applicable`.
   */
  blind(input: Case): readonly string[];
}

/** Ties the drafts' message ids to the templates, then forgets the type so that a registry can hold every rule. */
export function defineRule<const MessageId extends string>(
  meta: RuleMeta<MessageId>,
  evaluate: (input: Case) => Iterable<Draft<MessageId>>,
  blind: (input: Case) => readonly string[] = () => [],
): Rule {
  return { meta, evaluate, blind };
}

/** Fills `{field}` from data; a field that is null or missing reads `unknown`. */
export const fill = (template: string, data: Data): string =>
  template.replaceAll(/\{(\w+)\}/gu, (_, field: string) => wordOf(data[field]));

function wordOf(value: Datum | undefined): string {
  if (value === undefined || value === null) return 'unknown';
  if (typeof value === 'object') return value.map(wordOf).join(', ');
  return String(value);
}
