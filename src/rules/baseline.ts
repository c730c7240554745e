/** Known findings: by fingerprint, with a reason, for a while, and no more of them than there were. */
import type { Severity } from '../model/finding.ts';

export const BASELINE_SCHEMA = 'msixray.baseline/1';

export interface BaselineEntry {
  readonly fingerprint: string;
  /** For people who read the file; only the fingerprint decides. */
  readonly rule: string;
  readonly device: string | null;
  /** How many findings of this fingerprint are known: one more is new. At least 1. */
  readonly count: number;
  readonly reason: string;
  /** The last day, `2026-12-31` in UTC, on which the entry holds; null: until it is deleted. */
  readonly expires: string | null;
}

export interface Baseline {
  readonly schema: typeof BASELINE_SCHEMA;
  readonly entries: readonly BaselineEntry[];
}

/** As much of a finding as a baseline asks for. */
export interface Known {
  readonly fingerprint: string;
  readonly rule: string;
  readonly device: string | null;
  readonly severity: Severity;
}

export interface Sorted<F extends Known> {
  /** Not in the baseline, or more of them than it knows, in their order. */
  readonly fresh: readonly F[];
  readonly known: readonly F[];
  /** Entries with nothing, or less than they allow: the baseline may shrink. */
  readonly unused: readonly BaselineEntry[];
  /** Entries whose day has passed; their findings are fresh. */
  readonly expired: readonly BaselineEntry[];
}

/**
 * Sorts findings by a baseline. `today` is a day as `2026-11-22`, from the caller: a result must not hang on a clock that
 * nobody gave. Findings of one fingerprint are taken in their order; those past the count are fresh.
 */
export function sortByBaseline<F extends Known>(
  findings: readonly F[],
  baseline: Baseline,
  today: string,
): Sorted<F> {
  const isExpired = (entry: BaselineEntry): boolean =>
    entry.expires !== null && entry.expires < today;
  const valid = baseline.entries.filter((entry) => !isExpired(entry));
  const left = new Map<string, number>();
  for (const { fingerprint, count } of valid) {
    left.set(fingerprint, (left.get(fingerprint) ?? 0) + count);
  }
  const known: F[] = [];
  const fresh: F[] = [];
  for (const finding of findings) {
    const allowed = left.get(finding.fingerprint) ?? 0;
    left.set(finding.fingerprint, Math.max(0, allowed - 1));
    (allowed > 0 ? known : fresh).push(finding);
  }
  return {
    fresh,
    known,
    unused: valid.filter((entry) => (left.get(entry.fingerprint) ?? 0) > 0),
    expired: baseline.entries.filter(isExpired),
  };
}

export interface UpdateOptions {
  /** Written into new entries. */
  readonly reason: string;
  /**
   * Every device and rule that the baseline is about was looked at. A partial run (one device, a span, some rules off, an
   * incomplete source) has no right to say that something is gone: it only adds and raises.
   */
  readonly whole: boolean;
}

/** The baseline that knows exactly these findings. Reasons and days of entries that stay are kept, expired ones too. */
export function updateBaseline(
  findings: readonly Known[],
  before: Baseline,
  { reason, whole }: UpdateOptions,
): Baseline {
  const found = new Map<string, { readonly first: Known; count: number }>();
  for (const finding of findings) {
    const same = found.get(finding.fingerprint);
    if (same === undefined) found.set(finding.fingerprint, { first: finding, count: 1 });
    else same.count++;
  }
  const kept = before.entries.flatMap((entry) => {
    const count = found.get(entry.fingerprint)?.count ?? 0;
    found.delete(entry.fingerprint);
    if (count === 0) return whole ? [] : [entry];
    return [{ ...entry, count: whole ? count : Math.max(count, entry.count) }];
  });
  const added = Array.from(found.values(), ({ first, count }): BaselineEntry => {
    const { fingerprint, rule, device } = first;
    return { fingerprint, rule, device, count, reason, expires: null };
  });
  return { schema: BASELINE_SCHEMA, entries: [...kept, ...added].toSorted(inOrder) };
}

export const emptyBaseline: Baseline = { schema: BASELINE_SCHEMA, entries: [] };

const inOrder = (a: BaselineEntry, b: BaselineEntry): number =>
  byText(a.rule, b.rule) ||
  byText(a.device ?? '', b.device ?? '') ||
  byText(a.fingerprint, b.fingerprint);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** As it is written to a file: one entry a line, so that a change is a line in a diff. */
export function printBaseline(baseline: Baseline): string {
  // What an entry does not have is left out: a reader takes null for a wrong text.
  const lines = baseline.entries.map(
    (entry) => `    ${JSON.stringify(entry, (_, value: unknown) => value ?? undefined)}`,
  );
  const entries = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "schema": ${JSON.stringify(baseline.schema)},\n  "entries": ${entries}\n}\n`;
}
