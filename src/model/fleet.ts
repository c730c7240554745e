/** A night over many hosts, added up: what the summaries of a scan show. */
import type { Severity } from './finding.ts';
import type { FileStatus } from './host.ts';

export interface FleetHost {
  readonly host: string;
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
  /** Windows that its findings cite: those that a guest asked for are none. */
  readonly windows: number;
  /** Of the longest of them with both ends, nanoseconds; null where none is. */
  readonly longest: number | null;
}

/** What several hosts are told in the same words. */
export interface FleetVerdict {
  /** Without the device in front. */
  readonly verdict: string;
  /** In the order of {@link FleetSummary.worst}, with the devices. */
  readonly hosts: readonly string[];
}

/** Hosts that share something. */
export interface FleetGroup {
  /** Null: hosts with devices whose logs do not tell. */
  readonly name: string | null;
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
  /** Below the host's folder; null where the host has no log at all. */
  readonly file: string | null;
  readonly status: FileStatus;
  readonly reason: string;
}

export interface FleetChange {
  readonly host: string;
  /** Null where it is not known any more. */
  readonly severity: Severity | null;
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
  /** Of those hosts, each once. */
  readonly verdicts: readonly FleetVerdict[];
  readonly rules: readonly FleetRule[];
  readonly kernels: readonly FleetGroup[];
  readonly qemus: readonly FleetGroup[];
  readonly drivers: readonly FleetGroup[];
  /** What was not read to its end, the first of it; {@link FleetSummary.troubles} counts all. */
  readonly trouble: readonly FleetTrouble[];
  readonly troubles: number;
  /** Against a baseline; null without one. */
  readonly changes: {
    readonly fresh: readonly FleetChange[];
    readonly known: number;
    readonly gone: readonly FleetChange[];
    /** Hosts of the baseline that this night has not seen. */
    readonly missing: readonly string[];
  } | null;
}
