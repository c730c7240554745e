/** A host's line from its parts, and back: merging is a union of parts. */
import { severities, type Severity } from '../model/finding.ts';
import {
  type FileStatus,
  HOST_SCHEMA,
  type HostCase,
  type HostFile,
  type HostFinding,
  type HostProblem,
  type HostResult,
  type HostSummary,
  type HostWindow,
  SKIPPED_LISTED,
} from '../model/host.ts';
import { hostVerdict } from './host-verdict.ts';

/** A case and what was found in it; it is named by its key until all cases of the host are known. */
export interface CasePart {
  readonly head: Omit<HostCase, 'id'>;
  /** `case` holds the key here, too. */
  readonly windows: readonly HostWindow[];
  readonly findings: readonly HostFinding[];
  readonly problems: readonly HostProblem[];
}

export interface HostParts {
  readonly host: string;
  /** `case` holds the key of a case. */
  readonly files: readonly HostFile[];
  readonly skipped: HostResult['skipped'];
  readonly cases: readonly CasePart[];
}

/** The same parts give the same line, in whatever order they come. */
export function assemble({ host, files, skipped, cases }: HostParts): HostResult {
  const ordered = cases.toSorted(inOrder);
  const ids = new Map(ordered.map(({ head }, index) => [head.key, `C${index + 1}`]));
  const idOf = (key: string): string => ids.get(key) ?? '';
  const named = <T extends { readonly case: string }>(item: T): T => ({
    ...item,
    case: idOf(item.case),
  });
  const windows = ordered.flatMap((part) => part.windows.map(named));
  const findings = ordered.flatMap((part) => part.findings.map(named));
  const listed = listedOf(files);
  const heads = ordered.map(({ head }): HostCase => ({ id: idOf(head.key), ...head }));
  return {
    schema: HOST_SCHEMA,
    host,
    summary: summaryOf(listed, skipped, heads, windows, findings),
    files: listed.map((file) => ({
      ...file,
      case: file.case === null ? null : idOf(file.case),
    })),
    skipped: skipped.toSorted((a, b) => compare(a.reason, b.reason)),
    cases: heads,
    windows,
    findings,
    problems: ordered.flatMap((part) => part.problems.map(named)),
  };
}

/** The parts of a line. */
export function partsOf(result: HostResult): HostParts {
  const keys = new Map(result.cases.map(({ id, key }) => [id, key]));
  const keyed = <T extends { readonly case: string }>(list: readonly T[], id: string): T[] =>
    list
      .filter((item) => item.case === id)
      .map((item) => ({ ...item, case: keys.get(item.case) ?? '' }));
  return {
    host: result.host,
    files: result.files.map((file) => ({
      ...file,
      case: file.case === null ? null : (keys.get(file.case) ?? null),
    })),
    skipped: result.skipped,
    cases: result.cases.map(({ id, ...head }) => ({
      head,
      windows: keyed(result.windows, id),
      findings: keyed(result.findings, id),
      problems: keyed(result.problems, id),
    })),
  };
}

/** Every file once, in order; of the skipped ones the first few. */
function listedOf(files: readonly HostFile[]): readonly HostFile[] {
  const unique = new Map(files.map((file) => [JSON.stringify(file), file]));
  let room = SKIPPED_LISTED;
  return [...unique.values()].toSorted(byName).filter((file) => {
    if (file.status !== 'skipped') return true;
    room -= 1;
    return room >= 0;
  });
}

const byName = (a: HostFile, b: HostFile): number =>
  compare(a.name, b.name) || compare(JSON.stringify(a), JSON.stringify(b));

/** By time where it is known, then by name; the key decides what is left. */
function inOrder({ head: a }: CasePart, { head: b }: CasePart): number {
  const [from, to] = [startOf(a), startOf(b)];
  if (from !== null && to !== null && from !== to) return from < to ? -1 : 1;
  if ((from === null) !== (to === null)) return from === null ? 1 : -1;
  return compare(a.sources[0]?.name ?? '', b.sources[0]?.name ?? '') || compare(a.key, b.key);
}

/** Seconds since 1970 of the first stamp; null where no wall time is known. */
function startOf({ clock, sources }: CasePart['head']): number | null {
  const offset = clock.kind === 'realtime' ? 0 : clock.realtimeOffset;
  const stamps = sources.flatMap(({ first }) => (first === null ? [] : [Number(first)]));
  return offset === null || stamps.length === 0 ? null : Math.min(...stamps) + Number(offset);
}

function summaryOf(
  files: readonly HostFile[],
  skipped: HostResult['skipped'],
  cases: readonly HostCase[],
  windows: readonly HostWindow[],
  findings: readonly HostFinding[],
): HostSummary {
  const count = (status: FileStatus): number =>
    files.filter((file) => file.status === status).length;
  const counted = {
    read: count('read'),
    incomplete: count('incomplete'),
    failed: count('failed'),
    skipped: skipped.reduce((sum, each) => sum + each.files, 0),
  };
  return {
    verdict: hostVerdict(files, skipped, cases, findings),
    complete:
      cases.length > 0 &&
      cases.every(({ complete }) => complete) &&
      counted.incomplete + counted.failed === 0,
    devices: new Set(cases.flatMap(({ devices }) => devices.map(({ name }) => name))).size,
    windows: windows.length,
    findings: bySeverity(findings),
    files: counted,
  };
}

function bySeverity(findings: readonly HostFinding[]): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {};
  for (const severity of severities) {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (count > 0) counts[severity] = count;
  }
  return counts;
}

/** The order of code units: the same on every machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
