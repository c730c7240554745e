/**
 * What can go wrong with an input, in one table: a parser or the timeline counts a problem by its key and goes on.
 * `severity` says what the problem does to statements: `info` nothing; `loss` some events are missing, so that
 * statements about their time are weaker; `error` something that was needed could not be read.
 */
export type ProblemSeverity = 'info' | 'loss' | 'error';

interface ProblemKind {
  readonly severity: ProblemSeverity;
  readonly says: string;
  readonly advice: string;
}

export const problemKinds = {
  'events-lost': {
    severity: 'loss',
    says: 'the tracer lost events',
    advice: 'record with a larger buffer (trace-cmd record -b 20000) or fewer events',
  },
  'buffer-started': {
    severity: 'loss',
    says: "a CPU's buffer begins later than the others: its earlier events were overwritten",
    advice: 'record with a larger buffer, or stop tracing sooner after the event',
  },
  'line-malformed': {
    severity: 'error',
    says: 'a line has the shape of a known event and a field that cannot be read',
    advice: 'show the line to the developers if the recording tool wrote it like this',
  },
  'line-too-long': {
    severity: 'error',
    says: 'a line is longer than the limit; what is over it was not read',
    advice: 'is this a text log? binary data has no lines',
  },
  'line-torn': {
    severity: 'info',
    says: 'a line was cut or mixed with another by its writer',
    advice: 'a serial console mixes writers; prefer dmesg or the journal of the same host',
  },
  'exit-without-entry': {
    severity: 'info',
    says: 'a function returned whose entry is not in the trace',
    advice: 'start tracing before the guest starts',
  },
  'stamp-backwards': {
    severity: 'info',
    says: 'a stamp is earlier than the one before it on the same CPU or thread',
    advice: 'a trace clock like mono or global never jumps between CPUs',
  },
  'clock-restarted': {
    severity: 'loss',
    says: 'the stamps begin anew: a reboot, a kexec or two logs in one file',
    advice: 'give one boot at a time (journalctl -b)',
  },
  'input-cut': {
    severity: 'error',
    says: 'the input ends before its own end: cut or damaged',
    advice: 'fetch the file again; what was readable has been analysed',
  },
  'input-unreadable': {
    severity: 'error',
    says: 'the input could not be read to its end',
    advice: 'see the message for the reason',
  },
  'format-unusable': {
    severity: 'error',
    says: 'this form of the log does not hold what an analysis needs',
    advice: 'record or print it in another form, see msixray formats',
  },
  'recording-ignored': {
    severity: 'loss',
    says: 'the log holds several recordings, and only the first was read',
    advice: 'print each recording into its own file and give all files',
  },
  'unit-assumed': {
    severity: 'info',
    says: 'the stamps are whole numbers without a unit; they were taken for nanoseconds',
    advice: 'print them as seconds (trace-cmd report without --raw-ts, or another trace clock)',
  },
  'identity-conflict': {
    severity: 'info',
    says: 'one irq had two names without a teardown between them',
    advice: 'events are missing between the two; see events-lost',
  },
  'year-unknown': {
    severity: 'info',
    says: 'the stamps have no year',
    advice: 'give --year, or a source of the same host that has one',
  },
  'limit-reached': {
    severity: 'loss',
    says: 'a limit of the analysis was reached; what came after it was not kept',
    advice: 'see msixray --help for the limits and their options',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemKey = keyof typeof problemKinds;

/** One kind of problem of one source (and one CPU, where the tracer names it), counted, with where it was first seen. */
export interface Problem {
  readonly key: ProblemKey;
  /** How many: events lost, lines malformed. Null where the source does not say how many. */
  readonly count: number | null;
  readonly cpu: number | null;
  /** The first places, in order; at most {@link PLACES_KEPT}. */
  readonly at: readonly { readonly line: number; readonly text: string }[];
  /** Spans of the source's time inside which events are missing, as [last event before, first event after]. */
  readonly spans: readonly (readonly [number | null, number | null])[];
}

export const PLACES_KEPT = 5;
