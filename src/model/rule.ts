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
   * What the log must hold for a statement: of every group at least one signal (an event type or a traced function).
   * Unmet, the outcome is `not-applicable` with the groups that are missing.
   */
  readonly requires: readonly (readonly string[])[];
  /** Templates with `{field}` of the draft's data. */
  readonly messages: Readonly<Record<MessageId, string>>;
  /** What to do about it, for each message or one for all. */
  readonly remedy: string;
}

export interface Rule {
  readonly meta: RuleMeta;
  /** Pure: no I/O, no clock, no randomness. May throw; the engine makes that an `error` outcome. */
  evaluate(input: Case): Iterable<Draft>;
}

/** Ties the drafts' message ids to the templates, then forgets the type so that a registry can hold every rule. */
export function defineRule<const MessageId extends string>(
  meta: RuleMeta<MessageId>,
  evaluate: (input: Case) => Iterable<Draft<MessageId>>,
): Rule {
  return { meta, evaluate };
}

/** Fills `{field}` from data; a field that is null or missing reads `unknown`. */
export const fill = (template: string, data: Data): string =>
  template.replaceAll(/\{(\w+)\}/gu, (_, field: string) => wordOf(data[field]));

function wordOf(value: Datum | undefined): string {
  if (value === undefined || value === null) return 'unknown';
  if (typeof value === 'object') return value.map(wordOf).join(', ');
  return String(value);
}
