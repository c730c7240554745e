/** Turns the records that matter into lines as trace-cmd prints them, and those into events: one decoder for both. */
import type { Located } from '../trace/decoder.ts';
import { GraphCalls } from '../trace/graph-calls.ts';
import type { Output } from '../trace/output.ts';
import { ThreadState } from '../trace/thread-state.ts';
import { type Memory, decodeWant, wantAt } from '../trace/want.ts';
import type { KernelEvent } from '../../src/model/event/index.ts';
import type { Tallied } from '../../src/model/format.ts';
import type { Nanos } from '../../src/model/time.ts';
import { Columns } from './columns.ts';
import type { Gap } from './cpu-stream.ts';
import type { Stamps } from './stamps.ts';
import type { Tasks } from './tasks.ts';

/** Who, where and when of a record. */
export interface Place {
  /** Of the record, from 1, in the order of all records. */
  readonly number: number;
  readonly t: Nanos;
  readonly cpu: number | null;
  readonly tid: number;
  /** Of the kernel's flags: hardirq, softirq, … */
  readonly flags: number;
}

const THREADS_MAX = 65_536;

/** trace-cmd pads names to so many columns. */
const NAME_COLUMNS = 22;

const HARDIRQ = 0x08;
const SOFTIRQ = 0x10;

/** In softirq context, where no interrupt is handled: the kernel polls handlers of a line that it switched off. */
export const isPolled = ({ flags }: Place): boolean => (flags & (SOFTIRQ | HARDIRQ)) === SOFTIRQ;

export class Teller {
  readonly memory: Memory = { threads: new ThreadState(), graph: new GraphCalls() };
  readonly tasks: Tasks;
  readonly #output: Output;
  readonly #columns: Columns;
  /** Threads inside an ioctl that matters. */
  readonly #inside = new Set<number>();
  readonly #lost = new Map<number | null, number | null>();
  /** The last stamp of an event that was told. */
  #last: Nanos | null = null;

  constructor(output: Output, tasks: Tasks, stamps: Stamps) {
    this.#output = output;
    this.tasks = tasks;
    this.#columns = new Columns(tasks, stamps);
  }

  /** A record of event `name`, whose own text is `body`. */
  tell(name: string, body: string, place: Place): void {
    const head = this.head(place);
    const text = `${head}${`${name}: `.padEnd(NAME_COLUMNS)}${body}`;
    const want = wantAt(text, head.length, this.memory);
    if (want === null) return;
    const at = this.#located(place, text);
    this.#output.put(decodeWant(want, at, isPolled(place), this.memory), place.number, text);
    this.#last = place.t;
  }

  /** Events are missing before the record of this number. */
  lost(cpu: number | null, gap: Gap, number: number): void {
    const text = `CPU:${cpu ?? '?'} [${gap.count === null ? '' : `${gap.count} `}EVENTS DROPPED]`;
    this.memory.threads.forgetOpen();
    this.memory.graph.forgetOpen();
    const before = this.lostOn(cpu);
    this.#lost.set(cpu, before === null || gap.count === null ? null : before + gap.count);
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

  /** Events that were told lost of a CPU; null where it was not said how many. */
  lostOn(cpu: number | null): number | null {
    return this.#lost.has(cpu) ? (this.#lost.get(cpu) ?? null) : 0;
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

  /** An interrupt without an object of its own; false where nobody takes such. */
  interrupt(irq: number, name: string, { t, cpu, number }: Place): boolean {
    const { sink } = this.#output;
    if (sink.interrupt === undefined || cpu === null) return false;
    sink.interrupt(irq, name, t, cpu, number);
    this.#last = t;
    return true;
  }

  /** The same for an event of which nothing but its instant matters. */
  tally(what: Tallied, { t, cpu, number }: Place): boolean {
    const { sink } = this.#output;
    if (sink.tally === undefined || cpu === null) return false;
    sink.tally(what, t, cpu, number);
    this.#last = t;
    return true;
  }

  /** An event that needs no decoder. */
  put(event: KernelEvent): void {
    this.#output.sink.event(event);
    this.#last = event.t;
  }

  /** `          <idle>-0     [001]    17.679380386: `. */
  head({ tid, cpu, t }: Place): string {
    return this.#columns.head(tid, cpu, t);
  }

  #located({ t, number, tid, cpu }: Place, text: string): Located {
    return { t, line: number, text, tid, comm: this.tasks.nameOf(tid), cpu };
  }
}
