/** The machine behind `trace-cmd` and `tracefs`: heads, events, functions, probes, graphs, losses. */
import { Epoch, type ClockKind, type Nanos } from '../../src/model/time.ts';
import type { LineParser, Sink } from '../../src/model/format.ts';
import { type ClockGuess, clockOf, isZeroStamp, traceClock } from './clocks.ts';
import type { Located } from './decoder.ts';
import type { Dialect } from './dialects.ts';
import { GraphCalls } from './graph-calls.ts';
import { type GraphLine, graphLine, taskSwitch } from './graph-line.ts';
import { GraphTasks } from './graph-tasks.ts';
import { type Head, headBefore, inSoftirq, nextStampColon, timeOf } from './head.ts';
import { kernelRelease, lossMark } from './marks.ts';
import { Output } from './output.ts';
import { Recordings, headerName } from './recordings.ts';
import { skipSpaces, withoutReturn } from './scan.ts';
import { ThreadState } from './thread-state.ts';
import { unusableForm } from './unusable.ts';
import { type Memory, type Want, wantAt, wantComment } from './want.ts';

export class TraceLineParser implements LineParser {
  readonly #output: Output;
  readonly #dialect: Dialect;
  readonly #epoch = new Epoch();
  readonly #memory: Memory = { threads: new ThreadState(), graph: new GraphCalls() };
  readonly #tasks = new GraphTasks();
  readonly #recordings = new Recordings();
  /** Null until a stamp or the log itself tells. */
  #clock: ClockKind | null = null;
  #clockStated = false;
  #last: Nanos | null = null;
  #unusable: { readonly line: number; readonly text: string } | null = null;

  constructor(sink: Sink, dialect: Dialect) {
    this.#output = new Output(sink);
    this.#dialect = dialect;
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  get clock(): ClockKind {
    return this.#clock ?? 'order';
  }

  line(raw: string, number: number): void {
    const text = withoutReturn(raw);
    let colon = nextStampColon(text, 0);
    while (colon >= 0) {
      const want = wantAt(text, bodyStart(text, colon), this.#memory);
      const next = nextStampColon(text, colon + 1);
      if (want === null && isZeroStamp(text, colon) && headBefore(text, colon) !== null)
        this.#fromZero();
      // A stamp may stand inside a comment of a function graph line, behind a bar.
      if (want === null && next < 0 && text.lastIndexOf('|', colon) < 0) return;
      const head = headBefore(text, colon);
      if (head !== null) {
        if (want !== null) this.#take(want, head, text, number);
        return;
      }
      colon = next;
    }
    if (!this.#graph(text, number)) this.#other(text, number);
  }

  end(): void {
    if (this.#output.events === 0 && this.#unusable !== null) {
      this.#output.sink.problem('format-unusable', this.#unusable.line, this.#unusable.text);
    }
  }

  #take(want: Want, head: Head, text: string, line: number): void {
    const taken = this.#recordings.take(head.prefix, text);
    if (taken === 'copy') return;
    if (taken === 'other') {
      this.#output.sink.problem('recording-ignored', line, text);
      return;
    }
    const t = timeOf(head.stamp, this.#epoch);
    this.#last = t;
    if (isZeroStamp(text, head.stamp.end)) this.#fromZero();
    this.#stampSeen(clockOf(head.stamp, this.#dialect), line, text);
    const at: Located = { t, line, text, tid: head.tid, comm: head.comm, cpu: head.cpu };
    if (want.polled && inSoftirq(head.flags)) return;
    this.#output.put(want.decode(at), line, text);
  }

  /** The first stamp tells the clock. */
  #stampSeen({ kind, assumed }: ClockGuess, line: number, text: string): void {
    if (this.#clock !== null) return;
    if (assumed) this.#output.sink.problem('unit-assumed', line, text);
    this.#clock = kind;
  }

  #fromZero(): void {
    if (!this.#clockStated) this.#clock = 'relative';
  }

  /** Function graph text; false for any other line. */
  #graph(text: string, line: number): boolean {
    const graph = graphLine(text);
    if (graph === null) {
      const change = taskSwitch(text);
      if (change !== null) this.#tasks.switched(change);
      return change !== null;
    }
    const said = graph.text;
    if (said.kind !== 'comment') {
      if (!this.#memory.graph.wants(said)) return true;
      this.#output.put(
        this.#memory.graph.events(said, this.#graphAt(graph, line, text)),
        line,
        text,
      );
      return true;
    }
    const want = wantComment(said.text, this.#memory);
    if (want !== null) this.#output.put(want.decode(this.#graphAt(graph, line, text)), line, text);
    return true;
  }

  #graphAt(graph: GraphLine, line: number, text: string): Located {
    const { tid, comm } = this.#tasks.taskOf(graph);
    const { stamp, cpu } = graph;
    if (stamp === null) return { t: null, line, text, tid, comm, cpu };
    const t = this.#epoch.stamp(stamp.whole, stamp.fraction);
    this.#last = t;
    this.#clock ??= stamp.whole.length >= 10 ? 'realtime' : 'boot';
    return { t, line, text, tid, comm, cpu };
  }

  /** Lines that are no event: losses, headers. */
  #other(text: string, line: number): void {
    const loss = lossMark(text);
    if (loss !== null) {
      const { cpu, count, kind } = loss;
      this.#memory.threads.forgetOpen();
      this.#memory.graph.forgetOpen();
      this.#output.sink.problem(
        kind === 'lost' ? 'events-lost' : 'buffer-started',
        line,
        text,
        count,
        cpu,
      );
      this.#output.sink.event({ type: 'loss', t: this.#last, line, text, cpu, count, kind });
      return;
    }
    const name = headerName(text);
    if (name !== null) {
      this.#recordings.header(name);
      return;
    }
    const release = kernelRelease(text);
    if (release !== null) {
      this.#output.sink.event({
        type: 'fact',
        fact: 'kernel',
        value: release,
        t: null,
        line,
        text,
      });
      return;
    }
    const clock = traceClock(text);
    if (clock !== null) {
      // Stamps from 1970 on are `--date`, whatever clock was recorded.
      if (this.#clock !== 'realtime') this.#clock = clock.kind;
      this.#clockStated = true;
      this.#output.sink.event({
        type: 'fact',
        fact: 'trace-clock',
        value: clock.name,
        t: null,
        line,
        text,
      });
      return;
    }
    if (unusableForm(text) !== null) this.#unusable ??= { line, text };
  }
}

/** Where the event's name begins: after spaces and the `(+1544) ` of trace-cmd report --ts-diff. */
function bodyStart(text: string, colon: number): number {
  const at = skipSpaces(text, colon + 1);
  if (!text.startsWith('(+', at)) return at;
  const close = text.indexOf(')', at);
  return close < 0 ? at : skipSpaces(text, close + 1);
}
