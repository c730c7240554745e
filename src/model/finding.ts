/** What a rule says, and what the engine makes of it. */
import type { Confidence, Evidence } from './timeline.ts';
import type { Nanos } from './time.ts';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** True if `a` is as bad as `b` or worse. */
export const atLeast = (a: Severity, b: Severity): boolean =>
  severities.indexOf(a) <= severities.indexOf(b);

/** A value that a message or a program reads. */
export type Datum = string | number | boolean | null | readonly Datum[];
export type Data = Readonly<Record<string, Datum>>;

/** What a rule yields: no wording, no identity, no order. */
export interface Draft<MessageId extends string = string> {
  readonly message: MessageId;
  readonly data: Data;
  /** Null for a finding of the whole case. */
  readonly device: string | null;
  readonly vectors: readonly number[];
  readonly windows: readonly string[];
  readonly at: Nanos | null;
  readonly evidence: readonly Evidence[];
  readonly confidence: Confidence;
  /** Why not more confident; the engine adds its own (losses, clock). */
  readonly doubts?: readonly string[];
  /** The quoted lines state it themselves: no missing event could explain it away, so losses do not lower the confidence. */
  readonly observed?: boolean;
  /** Where the rule's usual severity does not fit (info for known noise). */
  readonly severity?: Severity;
  /** What tells this finding from others of the same rule and device; never a time or a path. */
  readonly identity?: string;
}

export interface Finding {
  readonly id: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly doubts: readonly string[];
  readonly device: string | null;
  readonly vectors: readonly number[];
  readonly windows: readonly string[];
  readonly at: Nanos | null;
  readonly message: string;
  readonly messageId: string;
  readonly data: Data;
  readonly evidence: readonly Evidence[];
  readonly remedy: string;
  readonly docs: string;
}

export type Outcome = 'findings' | 'pass' | 'not-applicable' | 'error';

export interface RuleOutcome {
  readonly id: string;
  readonly outcome: Outcome;
  /** With not-applicable: what the log lacks. */
  readonly missing: readonly string[];
  /** With error: what went wrong in the rule. */
  readonly error: string | null;
}
