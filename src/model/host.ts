/**
 * What a scan says of one host, schema `msixray.host/1`: one line of its NDJSON. A change here is a breaking change. Times
 * are as in {@link Result}, on the clock of the case that is named beside them.
 */
import type { Severity } from './finding.ts';
import type {
  Result,
  ResultDevice,
  ResultFinding,
  ResultProblem,
  ResultWindow,
  Seconds,
} from './result.ts';
import type { ClockKind } from './time.ts';

export const HOST_SCHEMA = 'msixray.host/1';

export const fileStatuses = ['read', 'incomplete', 'failed', 'skipped'] as const;

/**
 * `read`: to its end. `incomplete`: what could be read was judged. `failed`: should have been read and was not.
 * `skipped`: is no log, or holds nothing new.
 */
export type FileStatus = (typeof fileStatuses)[number];

export interface HostFile {
  /** Below the PATH of the scan: `web1/dmesg.txt`; in an archive `web1/logs.tar.xz!/dmesg.txt`. */
  readonly name: string;
  readonly status: FileStatus;
  /** Why it was not read to its end; null for `read`. */
  readonly reason: string | null;
  /** sha256 of the bytes as they lie there, hex; null where not all of them were read. */
  readonly digest: string | null;
  /** Bytes as they lie there, decimal; null where unknown. */
  readonly bytes: string | null;
  readonly format: string | null;
  /** The source that it is (a part of): pieces of a rotated log are one source. */
  readonly source: string | null;
  /** Id of the case that it belongs to. */
  readonly case: string | null;
}

/** A source of a case, as much of it as a fleet is asked for. */
export interface HostSource {
  readonly name: string;
  readonly format: string;
  readonly lines: number;
  readonly events: number;
  readonly clock: ClockKind;
  readonly first: Seconds | null;
  readonly last: Seconds | null;
  readonly complete: boolean;
  readonly incompleteWhy: string | null;
}

export type HostDevice = Pick<
  ResultDevice,
  | 'name'
  | 'aliases'
  | 'dynamicMsix'
  | 'tableSize'
  | 'qemu'
  | 'kernel'
  | 'driver'
  | 'notMsix'
  | 'posted'
>;

/** Sources that were judged together. */
export interface HostCase {
  /** `C1`, `C2` … in a fixed order of their contents. */
  readonly id: string;
  /** Names the case by its contents: the same files judged by the same rules have the same key. Sixteen hex digits. */
  readonly key: string;
  readonly tool: Result['tool'];
  readonly clock: Result['clock'];
  readonly sources: readonly HostSource[];
  readonly devices: readonly HostDevice[];
  readonly verdict: string;
  readonly complete: boolean;
}

export type HostWindow = { readonly case: string } & ResultWindow;

export type HostFinding = { readonly case: string } & ResultFinding & {
    /** With a baseline: whether it knows the finding. */
    readonly baseline?: 'new' | 'known';
  };

export type HostProblem = { readonly case: string; readonly source: string } & ResultProblem;

/** A finding of the baseline that the host no longer has. */
export interface GoneFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly device: string | null;
}

export interface HostSummary {
  readonly verdict: string;
  /** All that should have been read was, and held something that the analysis knows. */
  readonly complete: boolean;
  readonly devices: number;
  readonly windows: number;
  readonly findings: Readonly<Partial<Record<Severity, number>>>;
  readonly files: Readonly<Record<FileStatus, number>>;
}

export interface HostResult {
  readonly schema: typeof HOST_SCHEMA;
  readonly host: string;
  readonly summary: HostSummary;
  /** Every file but the skipped: of those the first {@link SKIPPED_LISTED}, in order of their names. */
  readonly files: readonly HostFile[];
  /** All that were skipped, counted by reason. */
  readonly skipped: readonly { readonly reason: string; readonly files: number }[];
  readonly cases: readonly HostCase[];
  readonly windows: readonly HostWindow[];
  readonly findings: readonly HostFinding[];
  readonly problems: readonly HostProblem[];
  /** With a baseline, and only of a host that was read whole. */
  readonly gone?: readonly GoneFinding[];
}

/** A sosreport holds thousands of files that are no logs: they are counted, and so many are named. */
export const SKIPPED_LISTED = 50;
