/** What a parser is: a pure, synchronous machine that is fed lines and pushes events. It never throws on input. */
import type { Event, EventType, TracedFunction } from './event/index.ts';
import type { ProblemKey } from './stats.ts';
import type { ClockKind, Nanos } from './time.ts';

/** Where a parser puts what it found. */
export interface Sink {
  event(event: Event): void;
  /** Counts a problem. `text` is the line, quoted in the report; `count` defaults to 1, null means unknown. */
  problem(
    key: ProblemKey,
    line: number,
    text: string,
    count?: number | null,
    cpu?: number | null,
  ): void;
  /** As {@link event} with an `irq_handler_entry`, of which a log holds millions, without an object for each. */
  interrupt?(irq: number, name: string, t: Nanos, cpu: number, line: number): void;
  /** As {@link event} with one of these, of which nothing but its instant matters. */
  tally?(what: Tallied, t: Nanos, cpu: number, line: number): void;
}

/** An `irq_handler_exit` is one with `handled`; the others are calls. */
export type Tallied =
  | 'irq_handler_exit'
  | 'kvm_msi_set_irq'
  | (TracedFunction & ('vfio_msihandler' | 'vfio_intx_handler'));

/** What the caller knows that the log does not say. */
export interface ParserOptions {
  /** IANA zone or offset for stamps without one. */
  readonly zone: string;
  /** For stamps without a year; null leaves the source unplaced. */
  readonly year: number | null;
}

/**
 * Reads one of very many like lines from its bytes, without a string: the line is `bytes[from…to)`, its terminator is not
 * part of it, and `at` is where the needle begins that this function is for. False, and nothing done, if the line is in any
 * way not as expected: then {@link LineParser.line} gets it. The bytes hold during the call only.
 */
export type Skim = (
  bytes: Uint8Array,
  from: number,
  at: number,
  to: number,
  number: number,
) => boolean;

export interface LineParser {
  /** One line without its terminator (a trailing CR may stand). `number` is 1-based. */
  line(text: string, number: number): void;
  /** The input is over. */
  end(): void;
  /** The source's zero on its own clock, ns; meaningful once an event with a stamp was pushed. */
  readonly epoch: bigint;
  /** What this source's stamps are; may become more exact while lines are read. */
  readonly clock: ClockKind;
  /** For lines that hold one of these needles of the format: faster than {@link line}, and with the same outcome. */
  readonly skims?: ReadonlyMap<string, Skim>;
}

/** For formats without lines. Chunks may be cut anywhere. */
export interface ByteParser extends Omit<LineParser, 'line'> {
  push(chunk: Uint8Array): void;
}

/** A source that can be read at any place. */
export interface RandomFile {
  /** Bytes in it. */
  readonly size: number;
  /** `length` bytes from `at`, fewer where the file ends. The bytes stay as they are for as long as they are kept. */
  read(at: number, length: number): Uint8Array;
  /** What was packed in one piece, at most `limit` bytes; null where it is damaged or longer. Never takes more memory. */
  unpack(codec: PieceCodec, packed: Uint8Array, limit: number): Uint8Array | null;
}

/** How a piece inside a file may be packed: RFC 1950 and RFC 8878. */
export type PieceCodec = 'zlib' | 'zstd';

/** For formats that can only be read here and there. */
export interface FileParser extends Omit<LineParser, 'line' | 'end'> {
  /** Reads on for some milliseconds; false once all is read. */
  readOn(): boolean;
}

/** A real line and the events that it must give, alone or after the `before` lines. */
export interface Sample {
  readonly line: string;
  /** Event types in order; empty for a line that is known and says nothing to the analysis. */
  readonly gives: readonly EventType[];
  readonly before?: readonly string[];
  /** A line that could stand in many logs (a continuation, a row of a picture): read here, and claimed by no format. */
  readonly bare?: true;
  /** Where the line was seen: tool and version, or `constructed` from the format string of a named source. */
  readonly from: string;
}

interface FormatInfo {
  /** `[a-z][a-z0-9-]*`: the name in `FORMAT=PATH` and in results; also names the folder and the page. */
  readonly id: string;
  readonly title: string;
  /** One line: which tool, which options or versions. */
  readonly describes: string;
}

export interface LineFormat extends FormatInfo {
  readonly reads: 'lines';
  readonly samples: readonly Sample[];
  /**
   * Is this one line of this format? Pure, no state, and false for a line that another format claims.
   * Detection counts votes over the head of the input.
   */
  claims(line: string): boolean;
  /**
   * Byte strings of which every line that the parser could want holds at least one (headers and loss markers too):
   * lines without any can be dropped unseen, except the last of an input. Null: every line is wanted.
   */
  readonly needles: readonly string[] | null;
  open(sink: Sink, options: ParserOptions): LineParser;
}

export interface ByteFormat extends FormatInfo {
  readonly reads: 'bytes';
  /** Looks at the first 4 KiB. */
  sniff(head: Uint8Array): boolean;
  open(sink: Sink, options: ParserOptions): ByteParser;
}

/** For files whose parts lie anywhere. A stream of one is kept in a file first. */
export interface FileFormat extends FormatInfo {
  readonly reads: 'file';
  /** Looks at the first 4 KiB. */
  sniff(head: Uint8Array): boolean;
  open(file: RandomFile, sink: Sink, options: ParserOptions): FileParser;
}

export type Format = LineFormat | ByteFormat | FileFormat;

/** Tells of one instant and has no stamps; nothing is missing in it for that. */
export const isSnapshot = (format: string): boolean =>
  format === 'proc-interrupts' || format === 'lspci';
