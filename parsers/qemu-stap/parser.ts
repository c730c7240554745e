import type { LineParser, ParserOptions, Sink } from '../../src/model/format.ts';
import { type ClockKind, Epoch } from '../../src/model/time.ts';
import { isQemuEvent, readQemuTrace } from '../qemu/decode.ts';

/** `28860@1718000000200000123 event text`: process id, wall time in ns, and a blank where the log back end has a colon. */
const LINE = /^\d{1,10}@(\d{16,20}) ([a-z][a-z0-9_]{1,100}(?: .*)?)$/s;

/** Nanoseconds and text of a line; null for a line that is none. */
export function splitStap(line: string): readonly [ns: string, text: string] | null {
  const match = LINE.exec(line);
  return match === null ? null : [match[1] ?? '', match[2] ?? ''];
}

export class QemuStapParser implements LineParser {
  readonly #sink: Sink;
  readonly #epoch = new Epoch();
  readonly clock: ClockKind = 'realtime';

  constructor(sink: Sink, _options: ParserOptions) {
    this.#sink = sink;
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  line(text: string, number: number): void {
    const parts = splitStap(text);
    if (parts === null || !isQemuEvent(parts[1])) return;
    // The number before the @ is of the process and not of the thread.
    const event = readQemuTrace(parts[1], { t: null, line: number, text, tid: null });
    if (event === null) return;
    if (event === 'malformed') this.#sink.problem('line-malformed', number, text);
    else this.#sink.event({ ...event, t: this.#epoch.ofNanos(parts[0]) });
  }

  end(): void {
    // Nothing is kept from line to line.
  }
}
