/** A night over many hosts, added up: what the summaries of a scan show. */
import type { Severity } from './finding.ts';
import type { FileStatus } from './host.ts';

export interface FleetHost {
  readonly host: string;
  readonly verdict: string;
  readonly complete: boolean;
  /** The worst severity; null without findings. */
  readonly worst: Severity | null;
  /** Of its findings, the worst first. */
  readonly rules: readonly string[];
  readonly findings: number;
  /** Not in the baseline; null without one. */
  readonly fresh: number | null;
  /** Devices that its findings name, with their drivers where known. */
  readonly devices: readonly string[];
  readonly kernels: readonly string[];
  readonly qemus: readonly string[];
  readonly windows: number;
  /** Of the longest closed window, nanoseconds; null where none is. */
  readonly longest: number | null;
}

/** Hosts that share something. */
export interface FleetGroup {
  readonly name: string;
  readonly hosts: number;
  /** Those of them with findings from `low` up. */
  readonly affected: number;
}

export interface FleetRule {
  readonly rule: string;
  readonly severity: Severity;
  readonly findings: number;
  readonly hosts: number;
}

export interface FleetTrouble {
  readonly host: string;
  readonly file: string;
  readonly status: FileStatus;
  readonly reason: string;
}

export interface FleetChange {
  readonly host: string;
  readonly rule: string;
  readonly device: string | null;
}

export interface FleetSummary {
  readonly hosts: number;
  readonly affected: number;
  /** Hosts of which not all could be read, or of which nothing is known. */
  readonly incomplete: number;
  readonly findings: Readonly<Partial<Record<Severity, number>>>;
  readonly files: Readonly<Record<FileStatus, number>>;
  readonly windows: number;
  /** Hosts with findings, the worst first. */
  readonly worst: readonly FleetHost[];
  readonly rules: readonly FleetRule[];
  readonly kernels: readonly FleetGroup[];
  readonly qemus: readonly FleetGroup[];
  readonly drivers: readonly FleetGroup[];
  readonly trouble: readonly FleetTrouble[];
  /** Against a baseline; null without one. */
  readonly changes: {
    readonly fresh: readonly FleetChange[];
    readonly known: number;
    readonly gone: readonly FleetChange[];
    /** Hosts of the baseline that this night has not seen. */
    readonly missing: readonly string[];
  } | null;
}
