/** What a file holds, read from version 6 or 7 alike. Nothing of it is large; the records stay in the file. */
import type { Span } from './cursor.ts';

/** The records of one CPU. */
export interface CpuData {
  /** Null where the file lost the word about it. */
  readonly cpu: number | null;
  /** Pages one after another, or the packed form of them. */
  readonly data: Span;
}

/** One ring buffer: the top one, or an instance. */
export interface Buffer {
  /** Empty for the top one. */
  readonly name: string;
  /** As `trace_clock` names it; null where the file does not say. */
  readonly clock: string | null;
  readonly pageSize: number;
  readonly packed: boolean;
  readonly cpus: readonly CpuData[];
}

export interface RecordedText {
  readonly data: Span;
  readonly packed: boolean;
}

/** From the counter to nanoseconds: `counter * mult >> shift`. */
export interface TscScale {
  readonly mult: bigint;
  readonly shift: bigint;
}

export interface CpuStat {
  readonly cpu: number;
  /** Events that the recorder says it lost, by whatever way; 0 where it says none. */
  readonly lost: number;
  readonly text: string;
}

export interface Recording {
  readonly headerPage: string;
  readonly headerEvent: string;
  /** Texts of the `format` files of events. */
  readonly formats: readonly string[];
  /** `/proc/kallsyms`; large, so it stays where it is until somebody asks. */
  readonly kallsyms: Span | null;
  /** The lines `pid comm` of saved_cmdlines. */
  readonly cmdlines: string;
  /** The file `trace_clock`, with the clock in use in brackets; of version 6 the only word about it. */
  readonly clockText: string;
  /** `Linux vmhost 6.1.0-56-amd64 x86_64`: system, host, release, machine. */
  readonly uname: string;
  /** Added to every stamp for wall time, ns (trace-cmd record --date). */
  readonly date: bigint | null;
  /** Added to every stamp, ns. */
  readonly offset: bigint;
  readonly tsc: TscScale | null;
  readonly stats: readonly CpuStat[];
  /** Recorded in a guest together with its host. */
  readonly isGuest: boolean;
  readonly buffers: readonly Buffer[];
  /** The text of the file `trace`, which is all that a latency tracer leaves. */
  readonly texts: readonly RecordedText[];
}

/** Why a file cannot be read any further. */
export interface Fault {
  readonly key: 'input-cut' | 'format-unusable' | 'limit-reached' | 'recording-ignored';
  readonly text: string;
}

export type Tell = (fault: Fault) => void;
