/** Reads `perf script`: the kernel's trace events under their systems' names. */
import type { LineParser, Sink } from '../../src/model/format.ts';
import { type ClockKind, Epoch, type Nanos } from '../../src/model/time.ts';
import { isZeroStamp, zeroStamps } from '../trace/clocks.ts';
import { needlesWith } from '../trace/decoders.ts';
import { GraphCalls } from '../trace/graph-calls.ts';
import { nextStampColon, timeOf } from '../trace/head.ts';
import { Output } from '../trace/output.ts';
import { isAlnum, skipSpaces, withoutReturn } from '../trace/scan.ts';
import { ThreadState } from '../trace/thread-state.ts';
import { type Memory, type Want, wantAt } from '../trace/want.ts';
import { type PerfHead, perfHead } from './head.ts';

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
    for (let colon = nextStampColon(text, 0); colon >= 0; colon = nextStampColon(text, colon + 1)) {
      const info = skipSpaces(text, colon + 1);
      const system = systemColon(text, info);
      const want = system < 0 ? null : wantAt(text, system + 1, this.#memory);
      const lost = text.startsWith(LOST, info);
      const zero = isZeroStamp(text, colon);
      if (want === null && !lost && !zero) continue;
      const head = perfHead(text, colon);
      if (head === null) continue;
      if (zero) this.#clock = 'relative';
      if (want !== null) this.#take(want, head, text, number);
      else if (lost) this.#lose(text, number, info, head.cpu);
      return;
    }
  }

  end(): void {
    this.#memory.threads.forgetOpen();
  }

  #take(want: Want, head: PerfHead, text: string, line: number): void {
    const t = timeOf(head.stamp, this.#epoch);
    this.#last = t;
    const { tid, comm, cpu } = head;
    this.#output.put(want.decode({ t, line, text, tid, comm, cpu }), line, text);
  }

  /** `PERF_RECORD_LOST lost 687`, with --show-lost-events. */
  #lose(text: string, line: number, from: number, cpu: number): void {
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
