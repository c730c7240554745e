import type { LineParser, ParserOptions, Sink } from '../../src/model/format.ts';
import type { ClockKind, Nanos } from '../../src/model/time.ts';
import { WallClock } from '../kernel-log/time/wall.ts';
import { readQemuRow, rowOf } from '../qemu/decode.ts';
import { UstClock } from './clock.ts';
import { splitUst, valuesIn } from './line.ts';

/** babeltrace 1 and 2 warn of them on standard error, which a user may have kept in the same file. */
const DISCARDED =
  /Tracer (?:may have )?(?:discarded|lost) (?:(\d{1,15}) )?(?:trace )?(?:event|packet)s?\b/;
export const DISCARDED_NEEDLE = 'Tracer ';

export class QemuUstParser implements LineParser {
  readonly #sink: Sink;
  readonly #clock: UstClock;
  #last: Nanos | null = null;

  constructor(sink: Sink, { zone, year }: ParserOptions) {
    this.#sink = sink;
    this.#clock = new UstClock(new WallClock(zone, year));
  }

  get epoch(): bigint {
    return this.#clock.epoch;
  }

  get clock(): ClockKind {
    return this.#clock.kind;
  }

  line(text: string, number: number): void {
    const parts = splitUst(text);
    const row = parts === null ? null : rowOf(parts.name);
    if (parts === null || row === null) {
      this.#discarded(text, number);
      return;
    }
    const at = { t: null, line: number, text, tid: parts.tid };
    const event = readQemuRow(row, (shape) => valuesIn(parts.fields, shape), at);
    // Up to 5.2 a memory region's name is not among the arguments.
    if (event === null || (event === 'malformed' && row.only !== null)) return;
    const t = this.#clock.read(parts.stamp);
    if (event === 'malformed' || t === null) {
      this.#sink.problem('line-malformed', number, text);
      return;
    }
    this.#last = t;
    this.#sink.event({ ...event, t });
  }

  end(): void {
    // Nothing is kept from line to line but the time.
  }

  #discarded(text: string, line: number): void {
    const match = text.includes(DISCARDED_NEEDLE) ? DISCARDED.exec(text.slice(0, 300)) : null;
    if (match === null) return;
    const count = match[1] === undefined ? null : Number(match[1]);
    this.#sink.problem('events-lost', line, text, count);
    const loss = { type: 'loss', t: this.#last, line, text, cpu: null, count } as const;
    this.#sink.event({ ...loss, kind: 'lost' });
  }
}
