/** Reads `perf script`: the kernel's trace events under their systems' names. */
import type { LineParser, Sink } from '../../src/model/format.ts';
import { type ClockKind, Epoch, type Nanos } from '../../src/model/time.ts';
import { isZeroStamp, zeroStamps } from '../trace/clocks.ts';
import { needlesWith } from '../trace/decoders.ts';
import { GraphCalls } from '../trace/graph-calls.ts';
import { Output } from '../trace/output.ts';
import { isAlnum, skipSpaces, withoutReturn } from '../trace/scan.ts';
import { STAMPS_MAX, nextStampColon } from '../trace/stamp.ts';
import { ThreadState } from '../trace/thread-state.ts';
import { type Memory, type Want, decodeWant, wantAt } from '../trace/want.ts';
import { PerfHead } from './head.ts';

const LOST = 'PERF_RECORD_LOST';

/** What `perf script --header` says of the machine and the clock. */
const facts: readonly (readonly [start: string, fact: 'kernel' | 'host' | 'arch'])[] = [
  ['# os release : ', 'kernel'],
  ['# hostname : ', 'host'],
  ['# arch : ', 'arch'],
];

/** Where the colon after an event's system is, `irq` of `irq:irq_handler_entry: …`; -1 for a hardware event. */
export function systemColon(text: string, from: number): number {
  let at = from;
  while (isAlnum(text.charCodeAt(at)) || '_-'.includes(text.charAt(at))) {
    if (at >= text.length) return -1;
    at++;
  }
  return at > from && text.charAt(at) === ':' && text.charAt(at + 1) !== ' ' ? at : -1;
}

export class PerfScriptParser implements LineParser {
  readonly #output: Output;
  readonly #head = new PerfHead();
  readonly #epoch = new Epoch();
  readonly #memory: Memory = { threads: new ThreadState(), graph: new GraphCalls() };
  #clock: ClockKind = 'boot';
  #last: Nanos | null = null;

  constructor(sink: Sink) {
    this.#output = new Output(sink);
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  get clock(): ClockKind {
    return this.#clock;
  }

  line(raw: string, number: number): void {
    const text = withoutReturn(raw);
    if (text.startsWith('# ')) {
      this.#header(text, number);
      return;
    }
    let colon = nextStampColon(text, 0);
    for (let tries = 0; colon >= 0 && tries < STAMPS_MAX; tries++) {
      if (this.#event(text, colon, number)) return;
      colon = nextStampColon(text, colon + 1);
    }
  }

  /** Reads the event whose stamp's colon is at `colon`; false if none is there, or none that anyone wants. */
  #event(text: string, colon: number, number: number): boolean {
    const info = skipSpaces(text, colon + 1);
    const system = systemColon(text, info);
    const want = system < 0 ? null : wantAt(text, system + 1, this.#memory);
    const lost = text.startsWith(LOST, info);
    const zero = isZeroStamp(text, colon);
    if ((want === null && !lost && !zero) || !this.#head.read(text, colon)) return false;
    if (zero) this.#clock = 'relative';
    if (want !== null) this.#take(want, text, number);
    else if (lost) this.#lose(text, number, info);
    return true;
  }

  end(): void {
    this.#memory.threads.forgetOpen();
  }

  #take(want: Want, text: string, line: number): void {
    const { stamp, tid, comm, cpu } = this.#head;
    const t = stamp.after(this.#epoch);
    this.#last = t;
    const decoded = decodeWant(want, { t, line, text, tid, comm, cpu }, false, this.#memory);
    this.#output.put(decoded, line, text);
  }

  /** `PERF_RECORD_LOST lost 687`, with --show-lost-events. */
  #lose(text: string, line: number, from: number): void {
    const { cpu } = this.#head;
    const lost = /^PERF_RECORD_LOST(?:_SAMPLES)? lost (\d{1,15})$/.exec(text.slice(from))?.[1];
    const count = lost === undefined ? null : Number(lost);
    this.#memory.threads.forgetOpen();
    this.#output.sink.problem('events-lost', line, text, count, cpu);
    this.#output.sink.event({ type: 'loss', t: this.#last, line, text, cpu, count, kind: 'lost' });
  }

  #header(text: string, line: number): void {
    if (text.startsWith('# clockid: monotonic')) this.#clock = 'monotonic';
    else if (text.startsWith('# clockid: realtime')) this.#clock = 'realtime';
    for (const [start, fact] of facts) {
      if (!text.startsWith(start)) continue;
      const value = text.slice(start.length).trim();
      this.#output.sink.event({ type: 'fact', fact, value, t: null, line, text });
    }
  }
}

export const perfNeedles: readonly string[] = needlesWith([
  LOST,
  '# clockid: ',
  ...facts.map(([start]) => start),
  ...zeroStamps.map((stamp) => `${stamp}: `),
]);
