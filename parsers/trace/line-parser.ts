/** The machine behind `trace-cmd` and `tracefs`: heads, events, functions, probes, losses. */
import { Epoch, type ClockKind, type Nanos } from '../../src/model/time.ts';
import type { LineParser, Sink } from '../../src/model/format.ts';
import type { Decoded, Located } from './decoder.ts';
import { decoderOf } from './decoders.ts';
import { decodeFunction, enteredFunction } from './function-line.ts';
import { type Head, headBefore, nextStampColon, timeOf } from './head.ts';
import { probeAt } from './kprobe.ts';
import { lossMark } from './marks.ts';
import { COLON, OPEN_PAREN, skipSpaces, withoutReturn } from './scan.ts';
import { ThreadState } from './thread-state.ts';

/** From this many seconds on a stamp counts from 1970 (2001-09-09), not from boot. */
const EPOCH_SECONDS_DIGITS = 10;

/** How to decode a line whose event is wanted. */
type Want = (at: Located) => Decoded;

export class TraceLineParser implements LineParser {
  readonly #sink: Sink;
  readonly #epoch = new Epoch();
  readonly #threads = new ThreadState();
  #clock: ClockKind = 'boot';
  #last: Nanos | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  get clock(): ClockKind {
    return this.#clock;
  }

  line(raw: string, number: number): void {
    const text = withoutReturn(raw);
    let colon = nextStampColon(text, 0);
    while (colon >= 0) {
      const want = this.#want(text, bodyStart(text, colon));
      const next = nextStampColon(text, colon + 1);
      if (want === null && next < 0) return;
      const head = headBefore(text, colon);
      if (head !== null) {
        if (want !== null) this.#emit(want(this.#locate(head, text, number)), text, number);
        return;
      }
      colon = next;
    }
    this.#mark(text, number);
  }

  end(): void {
    this.#threads.forgetOpen();
  }

  /** Looks at what stands after the stamp; null for the many lines that nobody wants, before anything is built. */
  #want(text: string, from: number): Want | null {
    const colon = text.indexOf(':', from);
    if (colon > from) {
      const name = text.slice(from, colon);
      const decoder = decoderOf(name);
      const info = skipSpaces(text, colon + 1);
      if (decoder !== null) return (at) => decoder(text.slice(info), at, this.#threads);
      if (name === 'function') return functionAt(text.slice(info));
      if (text.charCodeAt(info) === OPEN_PAREN && text.charCodeAt(colon + 1) !== COLON) {
        return probeAt(name, text.slice(info), this.#threads);
      }
    }
    return functionAt(text.slice(from));
  }

  #locate(head: Head, text: string, line: number): Located {
    const t = timeOf(head.stamp, this.#epoch);
    if (this.#last === null) this.#clock = clockOf(head);
    this.#last = t;
    return { t, line, text, tid: head.tid, comm: head.comm, cpu: head.cpu };
  }

  #emit(decoded: Decoded, text: string, line: number): void {
    if (decoded === 'ignored') return;
    if (decoded === 'malformed') this.#sink.problem('line-malformed', line, text);
    else this.#sink.event(decoded);
  }

  #mark(text: string, line: number): void {
    const loss = lossMark(text);
    if (loss === null) return;
    const { cpu, count, kind } = loss;
    this.#threads.forgetOpen();
    this.#sink.problem(kind === 'lost' ? 'events-lost' : 'buffer-started', line, text, count, cpu);
    this.#sink.event({ type: 'loss', t: this.#last, line, text, cpu, count, kind });
  }
}

/** Where the event's name begins: after spaces and the `(+1544) ` of trace-cmd report --ts-diff. */
function bodyStart(text: string, colon: number): number {
  const at = skipSpaces(text, colon + 1);
  if (!text.startsWith('(+', at)) return at;
  const close = text.indexOf(')', at);
  return close < 0 ? at : skipSpaces(text, close + 1);
}

function functionAt(body: string): Want | null {
  const fn = enteredFunction(body);
  return fn === null ? null : (at) => decodeFunction(fn, body, at);
}

function clockOf({ stamp }: Head): ClockKind {
  if (stamp.form === 'seconds')
    return stamp.whole.length >= EPOCH_SECONDS_DIGITS ? 'realtime' : 'boot';
  return 'ticks';
}
