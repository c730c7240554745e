/** One sentence or two on a host, the worst first. */
import { atLeast, severities } from '../model/finding.ts';
import type { HostCase, HostFile, HostFinding, HostResult } from '../model/host.ts';

export function hostVerdict(
  files: readonly HostFile[],
  skipped: HostResult['skipped'],
  cases: readonly HostCase[],
  findings: readonly HostFinding[],
): string {
  if (cases.length === 0) return nothing(files, skipped);
  return `${worstOf(cases, findings)}${unread(files)}`;
}

function worstOf(cases: readonly HostCase[], findings: readonly HostFinding[]): string {
  const told = findings
    .filter(({ severity }) => atLeast(severity, 'low'))
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const [worst] = told;
  if (worst === undefined) {
    const [only] = cases;
    return cases.length === 1 && only !== undefined
      ? only.verdict
      : `Nothing found in ${cases.length} cases.`;
  }
  const others = new Set(told.map((finding) => finding.case)).size - 1;
  const verdict = cases.find(({ id }) => id === worst.case)?.verdict ?? worst.message;
  return `${verdict}${others === 0 ? '' : ` ${others} more ${others === 1 ? 'case has' : 'cases have'} findings.`}`;
}

function unread(files: readonly HostFile[]): string {
  const bad = files.filter(({ status }) => status === 'failed' || status === 'incomplete');
  const [first] = bad;
  if (first === undefined) return '';
  return bad.length === 1
    ? ` Not read to its end: ${first.name} (${first.reason}).`
    : ` ${bad.length} files were not read to their end.`;
}

function nothing(files: readonly HostFile[], skipped: HostResult['skipped']): string {
  const failed = files.filter(({ status }) => status === 'failed');
  const reasons = [
    ...failed.slice(0, 3).map(({ name, reason }) => `${name}: ${reason}`),
    ...(failed.length > 3 ? [`${failed.length - 3} more failed`] : []),
    ...skipped.map(({ reason, files: count }) => `${reason}: ${count}`),
  ];
  return `Nothing to analyse (${reasons.length === 0 ? 'no file' : reasons.join('; ')}).`;
}
