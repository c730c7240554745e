import type { LineParser, ParserOptions, Sink } from '../../src/model/format.ts';
import { type ClockKind, MICROSECOND, nanos } from '../../src/model/time.ts';
import { readQemuRow, rowOf } from '../qemu/decode.ts';
import { valuesIn } from './arguments.ts';

/** `vfio_msix_vector_do_use 1.500 pid=28860 name=b'0000:3b:00.0' index=0x3` */
const LINE = /^([A-Za-z]\w{1,100}) (-?)(\d{1,13})\.(\d{3}) pid=\d{1,10}(?: (.*))?$/s;

/** Is this a line of the script, whatever its event? */
export const isSimpletrace = (line: string): boolean => LINE.test(line);

/** What QEMU writes where its buffer was full: `Dropped_Event 0.100 pid=28860 num_events_dropped=0x11`. */
const DROPPED = 'Dropped_Event';
const DROPPED_COUNT = /^num_events_dropped=(0x[0-9a-f]{1,13})$/;

/**
 * The number of a line is the time since the line before it in microseconds, so every line counts. The first is zero,
 * and where that is on CLOCK_MONOTONIC is not said.
 */
export class QemuSimpletraceParser implements LineParser {
  readonly #sink: Sink;
  readonly epoch = 0n;
  readonly clock: ClockKind = 'relative';
  #now = 0;

  constructor(sink: Sink, _options: ParserOptions) {
    this.#sink = sink;
  }

  line(line: string, number: number): void {
    const match = LINE.exec(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (match === null) return;
    const [, name = '', sign, micros, fraction, args = ''] = match;
    const delta = Number(micros) * MICROSECOND + Number(fraction);
    this.#now += sign === '-' ? -delta : delta;
    const row = rowOf(name);
    if (row === null) {
      if (name === DROPPED) this.#dropped(args, line, number);
      return;
    }
    const at = { t: nanos(this.#now), line: number, text: line, tid: null };
    const event = readQemuRow(row, (shape) => valuesIn(args, shape), at);
    // Up to 5.2 a memory region's name is not among the arguments.
    if (event === 'malformed' && row.only === null) {
      this.#sink.problem('line-malformed', number, line);
    } else if (event !== null && event !== 'malformed') {
      this.#sink.event(event);
    }
  }

  end(): void {
    // Nothing is kept but the time.
  }

  #dropped(args: string, text: string, line: number): void {
    const digits = DROPPED_COUNT.exec(args)?.[1];
    const count = digits === undefined ? null : Number(digits);
    this.#sink.problem('events-lost', line, text, count);
    this.#sink.event({
      type: 'loss',
      t: nanos(this.#now),
      line,
      text,
      cpu: null,
      count,
      kind: 'lost',
    });
  }
}
