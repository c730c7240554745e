/** What a decoder of one trace event is. */
import type { Event, EventType, InTask, Occurrence } from '../../src/model/event/index.ts';
import type { ThreadState } from './thread-state.ts';

/** Who, when and where: the part that every kernel event shares. */
export type Located = Occurrence & InTask;

/** `ignored`: known and of no use to the analysis; `malformed`: a field is missing or no number. */
export type Decoded = Event | 'ignored' | 'malformed';

/** Reads the text after `name:`. `at` becomes part of the event. */
export type Decoder = (body: string, at: Located, threads: ThreadState) => Decoded;

/** A decoder by the event's name; `gives` documents and tests what it can emit. */
export interface DecoderRow {
  /** The event's name as a line shows it before its colon. */
  readonly name: string;
  /** The name is followed by text of its own and no colon: `sys_ioctl -> 0x0`. */
  readonly colonless?: true;
  readonly gives: readonly EventType[];
  readonly decode: Decoder;
  /** Cheap: can this text be of use? Asked before the head is read; every text can where this is absent. */
  readonly wants?: (body: string) => boolean;
  /** Pieces of which every line that this row wants holds one; the name where this is absent. */
  readonly needles?: readonly string[];
  /**
   * Is this text, seen in softirq context, no interrupt after all? The kernel polls the handlers of a line that it has
   * switched off ("Disabling IRQ") from a timer. An entry is then `irq_handler_polled`, an exit nothing.
   */
  readonly polled?: (body: string) => boolean;
}
