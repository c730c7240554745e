/**
 * The published result, schema `msixray.result/1`: what users, their scripts and every output read. A change here is a
 * breaking change. Times are decimal strings of seconds with nine decimals on the result's clock; null where unknown.
 * Counts that can pass 2^53 are decimal strings.
 */
import type { Data, Outcome, Severity } from './finding.ts';
import type { ProblemKey } from './stats.ts';
import type { Cause } from './cause.ts';
import type { Basis, Confidence, EvidenceRole } from './timeline.ts';
import type { ClockKind } from './time.ts';

export const RESULT_SCHEMA = 'msixray.result/1';

/** Seconds with nine decimals. */
export type Seconds = string;

export interface ResultEvidence {
  readonly source: string;
  readonly line: number;
  readonly text: string;
  readonly role: EvidenceRole;
}

export interface ResultProblem {
  readonly key: ProblemKey;
  readonly count: number | null;
  readonly cpu?: number;
  /** The first place. */
  readonly at: { readonly line: number };
  readonly places: readonly { readonly line: number; readonly text: string }[];
}

export interface ResultSource {
  readonly name: string;
  readonly format: string;
  readonly peels: readonly string[];
  readonly lines: number;
  readonly events: number;
  readonly bytes: string;
  readonly digest: string | null;
  readonly first: Seconds | null;
  readonly last: Seconds | null;
  readonly clock: ClockKind;
  readonly offset: Seconds | null;
  readonly offsetError: Seconds | null;
  readonly offsetBasis: 'same-clock' | 'anchors' | 'declared' | 'none';
  readonly anchors: number;
  readonly contradictions: number;
  readonly complete: boolean;
  readonly incompleteWhy: string | null;
  readonly problems: readonly ResultProblem[];
}

export interface ResultVector {
  readonly vector: number | null;
  readonly irq: number | null;
  readonly fired: number | null;
  readonly rearms: {
    readonly count: number;
    readonly longest: Seconds;
    readonly total: Seconds;
  } | null;
  /** Interrupts per equal bin from `start`, each `step` long. */
  readonly activity: {
    readonly start: Seconds;
    readonly step: Seconds;
    readonly counts: readonly number[];
  } | null;
}

export interface ResultDevice {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly process: { readonly pid: number; readonly comm: string } | null;
  readonly dynamicMsix: boolean | null;
  readonly tableSize: number | null;
  readonly qemu: string | null;
  readonly kernel: string | null;
  readonly driver: string | null;
  readonly notMsix: readonly ('msi' | 'intx' | 'ims')[];
  readonly posted: boolean;
  readonly vectors: readonly ResultVector[];
}

export interface ResultWindowVector {
  readonly vector: number | null;
  readonly irq: number | null;
  readonly start: Seconds | null;
  readonly end: Seconds | null;
  readonly firedBefore: number | null;
  readonly rate: number | null;
  readonly expectedLost: number | null;
  readonly expectedLostRange: readonly [number, number] | null;
  readonly expectedDelayed: number | null;
  readonly resumed: boolean | null;
  readonly firstAfter: Seconds | null;
}

export interface ResultWindow {
  readonly id: string;
  readonly kind: 'msix-disabled' | 'vector-rearm';
  readonly device: string;
  readonly cause: Cause;
  readonly start: Seconds | null;
  readonly end: Seconds | null;
  readonly state: 'closed' | 'open' | 'final';
  readonly startBound?: readonly [Seconds, Seconds];
  readonly endBound?: readonly [Seconds, Seconds];
  readonly live: readonly (number | null)[];
  readonly offStart: Seconds | null;
  readonly offEnd: Seconds | null;
  readonly sizeBefore: number | null;
  readonly sizeAfter: number | null;
  readonly vectors: readonly ResultWindowVector[];
  readonly basis: readonly Basis[];
  readonly confidence: Confidence;
  readonly doubts: readonly string[];
  readonly evidence: readonly ResultEvidence[];
}

export interface ResultFinding {
  readonly id: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly doubts: readonly string[];
  readonly device: string | null;
  readonly vectors: readonly number[];
  readonly windows: readonly string[];
  readonly at: Seconds | null;
  readonly messageId: string;
  readonly message: string;
  readonly data: Data;
  readonly evidence: readonly ResultEvidence[];
  readonly remedy: string;
  readonly docs: string;
}

/**
 * An instant that a picture shows: something arrived where nothing could take it (`stray`), hit the legacy line (`intx`),
 * was refused by the host (`failure`), was missed by a driver (`symptom`), or a vector came late (`late-vector`).
 */
export interface ResultMark {
  readonly kind: 'stray' | 'intx' | 'failure' | 'symptom' | 'late-vector';
  /** What exactly: `no-irq-handler`, `remap-fault`, `ENOSPC`, the driver that complains. */
  readonly what: string;
  readonly at: Seconds | null;
  readonly device: string | null;
  readonly vector: number | null;
  readonly irq: number | null;
  readonly window: string | null;
  /** Repeats folded into this one, at least 1. */
  readonly count: number;
  readonly evidence: readonly ResultEvidence[];
}

export interface ResultRule {
  readonly id: string;
  readonly outcome: Outcome;
  readonly missing: readonly string[];
  readonly error?: string;
}

export interface ResultCoverage {
  readonly losses: readonly {
    readonly source: string;
    readonly cpu: number | null;
    readonly count: number | null;
    readonly from: Seconds | null;
    readonly to: Seconds | null;
    readonly line: number;
  }[];
  readonly unobserved: readonly string[];
  readonly limits: readonly string[];
}

export interface ResultSummary {
  readonly devices: number;
  readonly windows: number;
  readonly findings: Readonly<Partial<Record<Severity, number>>>;
  /** One sentence that a maintainer can act on. */
  readonly verdict: string;
  /** Every source was read to its end and held events that the analysis knows. */
  readonly complete: boolean;
}

export interface Result {
  readonly schema: typeof RESULT_SCHEMA;
  readonly tool: { readonly name: 'msixray'; readonly version: string; readonly rules: string };
  readonly clock: {
    readonly name: string;
    readonly source: string;
    readonly kind: 'boot' | 'realtime' | 'monotonic' | 'order';
    readonly realtimeOffset: Seconds | null;
  };
  readonly sources: readonly ResultSource[];
  readonly devices: readonly ResultDevice[];
  readonly windows: readonly ResultWindow[];
  readonly findings: readonly ResultFinding[];
  /** In order of time, those without one last. */
  readonly marks: readonly ResultMark[];
  readonly rules: readonly ResultRule[];
  readonly coverage: ResultCoverage;
  readonly summary: ResultSummary;
}

/** One line of `-f ndjson`. */
export type ResultRecord =
  | ({ readonly type: 'run' } & Pick<Result, 'schema' | 'tool' | 'clock'>)
  | ({ readonly type: 'source' } & ResultSource)
  | ({ readonly type: 'device' } & ResultDevice)
  | ({ readonly type: 'window' } & ResultWindow)
  | ({ readonly type: 'finding' } & ResultFinding)
  | ({ readonly type: 'mark' } & ResultMark)
  | ({ readonly type: 'coverage'; readonly rules: readonly ResultRule[] } & ResultCoverage)
  | ({ readonly type: 'summary' } & ResultSummary);
