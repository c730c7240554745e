/** What a worker is given for one host, and what it gives back. All of it can be copied between threads and machines. */
import type { Severity } from '../model/finding.ts';
import type { HostFile, HostResult } from '../model/host.ts';

/** A file of the tree, as it was found. */
export interface Unit {
  /** Below PATH, with slashes; unique in a host. */
  readonly name: string;
  /** Where to read it: a path, or what the fetch command is given. */
  readonly path: string;
  /** Bytes; null where unknown. */
  readonly size: number | null;
  /** Changes when the file does; null where that cannot be told without reading it. */
  readonly stat: string | null;
  /** Why it is not read at all: a link, a socket, gone. */
  readonly problem: { readonly status: 'skipped' | 'failed'; readonly reason: string } | null;
  /** What is in it, where it was looked into already: of an archive that holds several hosts this host's members. */
  readonly looked: UnitMemory | null;
}

/** What decides a result besides the files. */
export interface ScanOptions {
  readonly zone: string;
  readonly year: number | null;
  readonly ruleOverrides: readonly (readonly [string, 'off' | Severity])[];
  /** The users' rule files, as text. */
  readonly ruleTexts: readonly string[];
}

export interface Limits {
  /** Bytes of one source, decompressed. */
  readonly maxBytes: number;
}

/** A file of the tree and what was in it, kept for the next night. */
export interface UnitMemory {
  readonly name: string;
  readonly stat: string | null;
  readonly kind: 'plain' | 'tar' | 'zip';
  readonly compressed: boolean;
  /** The file itself, or the members of an archive. */
  readonly parts: readonly PartMemory[];
}

export interface PartMemory {
  readonly file: HostFile;
  /** Its places in archive and archives inside it; empty for a plain file. */
  readonly place: readonly number[];
  readonly isLog: boolean;
  readonly compressed: boolean;
}

/** Where a source lies in time, kept so that grouping needs no reading. Nanoseconds, decimal. */
export interface SourceMemory {
  readonly name: string;
  readonly digests: readonly (string | null)[];
  readonly wall: readonly [string, string] | null;
  readonly boot: readonly [string, string] | null;
}

export interface HostMemory {
  /** Names options, rules and version: another one makes all of this void. */
  readonly basis: string;
  readonly units: readonly UnitMemory[];
  readonly sources: readonly SourceMemory[];
  /** Files that stopped a worker. While they do not change they are left alone. */
  readonly banned: HostJob['banned'];
  readonly result: HostResult;
}

export interface HostJob {
  readonly host: string;
  readonly units: readonly Unit[];
  readonly options: ScanOptions;
  readonly limits: Limits;
  /** Names of files that must not be touched again, and why: they stopped a worker. */
  readonly banned: readonly (readonly [string, string])[];
  readonly memory: HostMemory | null;
  /** Words of a command that prints what is at a URL; null: all paths are files. */
  readonly fetch: readonly string[] | null;
}

export interface HostOutcome {
  readonly memory: HostMemory;
  /** What this night cost: bytes read, sources read and taken over from the last night. */
  readonly effort: Effort;
}

export interface Effort {
  readonly bytes: number;
  readonly read: number;
  readonly kept: number;
  /** Files that grew since they were last read. They are read from the start: what a window is depends on all before it. */
  readonly grown: number;
}

/** Tells the outside what a worker is at, so that it can be stopped and the culprit be named. */
export interface Watch {
  /** The files that are being worked on from now on. */
  at(names: readonly string[]): void;
  /** Bytes taken from files since the last call. */
  bytes(count: number): void;
}
