/** Exit statuses: part of the contract with scripts. */
import { atLeast, type Severity } from '../model/finding.ts';
import type { Result } from '../model/result.ts';
import { problemKinds } from '../model/stats.ts';

export const CLEAN = 0;
export const FINDINGS = 1;
/** Usage, configuration or internal error. */
export const TROUBLE = 2;
/** A source could not be read to its end, or held nothing that the analysis knows. */
export const INCOMPLETE = 3;

export type FailOn = Severity | 'never';

/** A line was lost or could not be read: what `--strict` does not forgive. */
const isDamaged = (result: Result): boolean =>
  result.sources.some(({ problems }) =>
    problems.some(({ key }) => problemKinds[key].severity !== 'info'),
  );

/** Findings win over incompleteness, unless `strict`: then a malformed or lost line is incompleteness too, and wins. */
export function statusOf(result: Result, failOn: FailOn, strict: boolean): number {
  const incomplete = !result.summary.complete || (strict && isDamaged(result));
  if (incomplete && strict) return INCOMPLETE;
  const failing =
    failOn !== 'never' && result.findings.some(({ severity }) => atLeast(severity, failOn));
  if (failing) return FINDINGS;
  return incomplete ? INCOMPLETE : CLEAN;
}
