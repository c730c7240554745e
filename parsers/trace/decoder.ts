/** What a decoder of one trace event is. */
import type {
  InTask,
  KernelEvent,
  KernelEventType,
  Occurrence,
} from '../../src/model/event/index.ts';
import type { ThreadState } from './thread-state.ts';

/** Who, when and where: the part that every kernel event shares. */
export type Located = Occurrence & InTask;

/** `ignored`: known and of no use to the analysis; `malformed`: a field is missing or no number. */
export type Decoded = KernelEvent | 'ignored' | 'malformed';

/** Reads the text after `name:`. `at` becomes part of the event. */
export type Decoder = (body: string, at: Located, threads: ThreadState) => Decoded;

/** A decoder by the event's name; `gives` documents and tests what it can emit. */
export interface DecoderRow {
  /** The event's name as a line shows it before its colon. */
  readonly name: string;
  readonly gives: readonly KernelEventType[];
  readonly decode: Decoder;
}
