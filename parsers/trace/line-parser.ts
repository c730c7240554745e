/** The machine behind `trace-cmd` and `tracefs`: heads, events, functions, probes, graphs, losses. */
import { Epoch, type ClockKind, type Nanos } from '../../src/model/time.ts';
import type { LineParser, Sink, Skim } from '../../src/model/format.ts';
import { clockOf, isZeroStamp, traceClock } from './clocks.ts';
import type { Located } from './decoder.ts';
import type { Dialect } from './dialects.ts';
import { GraphCalls } from './graph-calls.ts';
import { type GraphLine, graphLine, taskSwitch } from './graph-line.ts';
import { GraphTasks } from './graph-tasks.ts';
import { Head } from './head.ts';
import { TRACER, kernelRelease, lossMark } from './marks.ts';
import { NamingSink } from './naming-sink.ts';
import { Output } from './output.ts';
import { Recordings, headerName } from './recordings.ts';
import { OPEN_PAREN, SLASH, skipSpaces, withoutReturn } from './scan.ts';
import { Sections } from './sections.ts';
import { type Before, skimsFor } from './skims.ts';
import { STAMPS_MAX, type Stamp, nextStampColon } from './stamp.ts';
import { ThreadState } from './thread-state.ts';
import { unusableForm } from './unusable.ts';
import { type Memory, type Want, decodeWant, wantAt, wantComment } from './want.ts';

const placeProblems = {
  backwards: 'stamp-backwards',
  restarted: 'clock-restarted',
  again: 'recording-ignored',
} as const;

export class TraceLineParser implements LineParser {
  readonly skims: ReadonlyMap<string, Skim>;
  readonly #output: Output;
  readonly #dialect: Dialect;
  readonly #head = new Head();
  readonly #epoch = new Epoch();
  readonly #memory: Memory = { threads: new ThreadState(), graph: new GraphCalls() };
  readonly #tasks: GraphTasks;
  readonly #naming: NamingSink;
  readonly #recordings = new Recordings();
  readonly #sections = new Sections();
  /** Null until a stamp or the log itself tells. */
  #clock: ClockKind | null = null;
  #clockStated = false;
  #last: Nanos | null = null;
  /** The last line of the log, whatever it is: its stamp is how far the trace looked. */
  #tail = '';
  #tailLine = 0;
  #unusable: { readonly line: number; readonly text: string } | null = null;

  constructor(sink: Sink, dialect: Dialect) {
    this.#naming = new NamingSink(sink);
    this.#output = new Output(this.#naming);
    this.#tasks = new GraphTasks((number, task) => {
      const named = this.#naming.name(number, task);
      if (named) this.#memory.graph.rename(number, task.tid);
      return named;
    });
    this.#dialect = dialect;
    this.skims = skimsFor(sink, (seconds, ns, before) => this.#admitSkimmed(seconds, ns, before));
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  get clock(): ClockKind {
    return this.#clock ?? 'order';
  }

  line(raw: string, number: number): void {
    const text = withoutReturn(raw);
    if (text !== '') {
      this.#tail = text;
      this.#tailLine = number;
    }
    let colon = nextStampColon(text, 0);
    for (let tries = 0; colon >= 0 && tries < STAMPS_MAX; tries++) {
      const want = wantAt(text, bodyStart(text, colon), this.#memory);
      if (want !== null) {
        if (this.#head.read(text, colon)) {
          this.#take(want, text, number);
          return;
        }
      } else if (isZeroStamp(text, colon) && this.#head.read(text, colon)) {
        this.#fromZero();
        return;
      }
      const next = nextStampColon(text, colon + 1);
      if (want === null) {
        // Almost every line ends here. A stamp may stand in a comment of function graph text, which ends with a slash.
        if (next < 0 && text.charCodeAt(text.length - 1) !== SLASH) return;
        if (this.#head.read(text, colon)) return;
      }
      colon = next;
    }
    if (!this.#graph(text, number)) this.#other(text, number);
  }

  end(): void {
    this.#lookedUntil();
    this.#naming.flush();
    if (this.#output.events === 0 && this.#unusable !== null) {
      this.#output.sink.problem('format-unusable', this.#unusable.line, this.#unusable.text);
    }
  }

  /** Says how far the trace reaches, where lines that nobody wants come last. */
  #lookedUntil(): void {
    if (this.#last === null) return;
    const t = this.#tailStamp();
    if (t === null || t <= this.#last) return;
    const at = { t, line: this.#tailLine, text: this.#tail };
    this.#output.sink.event({ type: 'fact', fact: 'last-stamp', value: '', ...at });
  }

  #tailStamp(): Nanos | null {
    const colon = nextStampColon(this.#tail, 0);
    if (colon >= 0 && this.#head.read(this.#tail, colon)) {
      return this.#head.stamp.after(this.#epoch);
    }
    const stamp = graphLine(this.#tail)?.stamp ?? null;
    return stamp === null ? null : this.#epoch.stamp(stamp.whole, stamp.fraction);
  }

  #take(want: Want, text: string, line: number): void {
    const { stamp, prefix, tid, comm, cpu } = this.#head;
    const taken = this.#recordings.take(prefix, text);
    if (taken === 'copy') return;
    if (taken === 'other') {
      this.#output.sink.problem('recording-ignored', line, text);
      return;
    }
    const t = stamp.after(this.#epoch);
    if (!this.#admit(t, cpu, line, text)) return;
    this.#last = t;
    if (this.#clock === null || this.#clock === 'boot') this.#stampSeen(stamp, line, text);
    const decoded = decodeWant(
      want,
      { t, line, text, tid, comm, cpu },
      this.#head.inSoftirq,
      this.#memory,
    );
    this.#output.put(decoded, line, text);
  }

  /** The instant of a line that was skimmed; null, and nothing done, where anything about it is not as usual. */
  #admitSkimmed(seconds: number, ns: number, before: Before): Nanos | null {
    const isZero = seconds === 0 && ns === 0;
    if (this.#clock === null || isZero || !this.#naming.isIdle) return null;
    if (!this.#recordings.takesPlain()) return null;
    const t = this.#epoch.at(seconds, ns);
    before.lane ??= this.#sections.laneOf(before.cpu);
    if (before.lane === null || !this.#sections.advance(t, before.lane)) return null;
    this.#last = t;
    // As far as any line before it.
    this.#tail = '';
    this.#output.events++;
    return t;
  }

  /** The first stamp tells the clock. */
  #stampSeen(stamp: Stamp, line: number, text: string): void {
    if (isZeroStamp(text, stamp.end)) this.#fromZero();
    if (this.#clock !== null) return;
    const { kind, assumed } = clockOf(stamp, this.#dialect);
    if (assumed) this.#output.sink.problem('unit-assumed', line, text);
    this.#clock = kind;
  }

  #fromZero(): void {
    if (!this.#clockStated) this.#clock = 'relative';
  }

  /** Counts what is wrong with a line's place; false if the line is not to be read. */
  #admit(t: Nanos | null, cpu: number | null, line: number, text: string): boolean {
    const place = this.#sections.place(t, cpu);
    if (place === 'in-order') return true;
    if (place === 'restarted') this.#forgetOpen();
    this.#output.sink.problem(placeProblems[place], line, text);
    return place !== 'again';
  }

  /** Function graph text; false for any other line. */
  #graph(text: string, line: number): boolean {
    const graph = graphLine(text);
    if (graph === null) {
      const change = taskSwitch(text);
      if (change !== null) this.#tasks.switched(change);
      return change !== null;
    }
    const { kind, text: said } = graph.text;
    const comment = kind === 'comment' ? wantComment(said, this.#memory) : null;
    if (kind === 'comment' ? comment === null : !this.#memory.graph.wants(graph.text)) return true;
    const at = this.#graphAt(graph, line, text);
    if (!this.#admit(at.t, at.cpu, line, text)) return true;
    if (at.t !== null) this.#last = at.t;
    const decoded =
      comment === null
        ? this.#memory.graph.events(graph.text, at)
        : decodeWant(comment, at, false, this.#memory);
    this.#output.put(decoded, line, text);
    return true;
  }

  #graphAt({ stamp, cpu, task }: GraphLine, line: number, text: string): Located {
    const { tid, comm } = task ?? this.#tasks.running(cpu);
    if (stamp === null) return { t: null, line, text, tid, comm, cpu };
    this.#clock ??= stamp.whole.length >= 10 ? 'realtime' : 'boot';
    return { t: this.#epoch.stamp(stamp.whole, stamp.fraction), line, text, tid, comm, cpu };
  }

  #forgetOpen(): void {
    this.#memory.threads.forgetOpen();
    this.#memory.graph.forgetOpen();
  }

  /** Lines that are no event: losses, headers. */
  #other(text: string, line: number): void {
    const loss = lossMark(text);
    if (loss !== null) {
      const { cpu, count, kind } = loss;
      this.#forgetOpen();
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
    if (text.startsWith(TRACER)) {
      this.#sections.header();
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
  if (text.charCodeAt(at) !== OPEN_PAREN || !text.startsWith('(+', at)) return at;
  const close = text.indexOf(')', at);
  return close < 0 ? at : skipSpaces(text, close + 1);
}
