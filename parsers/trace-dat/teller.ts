/** Turns the records that matter into lines as trace-cmd prints them, and those into events: one decoder for both. */
import type { Located } from '../trace/decoder.ts';
import { GraphCalls } from '../trace/graph-calls.ts';
import type { Output } from '../trace/output.ts';
import { ThreadState } from '../trace/thread-state.ts';
import { type Memory, decodeWant, wantAt } from '../trace/want.ts';
import type { ClockKind, Nanos } from '../../src/model/time.ts';
import type { Gap } from './cpu-stream.ts';
import type { Stamps } from './stamps.ts';
import type { Tasks } from './tasks.ts';

/** Who, where and when of a record. */
export interface Place {
  /** Of the record, from 1, in the order of all records. */
  readonly number: number;
  readonly t: Nanos;
  readonly cpu: number;
  readonly tid: number;
  /** Of the kernel's flags: hardirq, softirq, … */
  readonly flags: number;
}

const THREADS_MAX = 65_536;

/** trace-cmd pads names to so many columns. */
const NAME_COLUMNS = 22;

const HARDIRQ = 0x08;
const SOFTIRQ = 0x10;

export class Teller {
  readonly memory: Memory = { threads: new ThreadState(), graph: new GraphCalls() };
  readonly tasks: Tasks;
  readonly #output: Output;
  readonly #stamps: Stamps;
  readonly #clock: ClockKind;
  /** Threads inside an ioctl that matters. */
  readonly #inside = new Set<number>();
  /** The last stamp of an event that was told. */
  #last: Nanos | null = null;

  constructor(output: Output, tasks: Tasks, stamps: Stamps, clock: ClockKind) {
    this.#output = output;
    this.tasks = tasks;
    this.#stamps = stamps;
    this.#clock = clock;
  }

  /** A record of event `name`, whose own text is `body`. */
  tell(name: string, body: string, place: Place): void {
    const head = this.#head(place);
    const text = `${head}${`${name}: `.padEnd(NAME_COLUMNS)}${body}`;
    const want = wantAt(text, head.length, this.memory);
    if (want === null) return;
    const softirq = (place.flags & (SOFTIRQ | HARDIRQ)) === SOFTIRQ;
    this.#output.put(
      decodeWant(want, this.#located(place, text), softirq, this.memory),
      place.number,
      text,
    );
    this.#last = place.t;
  }

  /** Events are missing before the record of this number. */
  lost(cpu: number, gap: Gap, number: number): void {
    const text = `CPU:${cpu} [${gap.count === null ? '' : `${gap.count} `}EVENTS DROPPED]`;
    this.memory.threads.forgetOpen();
    this.memory.graph.forgetOpen();
    const { sink } = this.#output;
    sink.problem('events-lost', number, text, gap.count, cpu);
    sink.event({
      type: 'loss',
      t: this.#last,
      line: number,
      text,
      cpu,
      count: gap.count,
      kind: 'lost',
    });
  }

  /** A thread enters an ioctl that matters. True. */
  enters(tid: number): boolean {
    if (this.#inside.size >= THREADS_MAX) this.#inside.clear();
    this.#inside.add(tid);
    return true;
  }

  /** A thread leaves an ioctl: did it enter one that matters? */
  leaves(tid: number): boolean {
    return this.#inside.delete(tid);
  }

  /** `          <idle>-0     [001]    17.679380386: `. */
  #head({ tid, cpu, t }: Place): string {
    const comm = this.tasks.nameOf(tid).padStart(16);
    const stamp = this.#stamps.text(t, this.#clock);
    return `${comm}-${tid.toString().padEnd(5)} [${cpu.toString().padStart(3, '0')}]${stamp}: `;
  }

  #located({ t, number, tid, cpu }: Place, text: string): Located {
    return { t, line: number, text, tid, comm: this.tasks.nameOf(tid), cpu };
  }
}
