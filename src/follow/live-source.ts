/** One source while it is followed: what is known of it by now, in memory that does not grow with its length. */
import type { AnalyzeOptions, ReadSource } from '../analyze.ts';
import type { Event } from '../model/event/index.ts';
import type { LineParser, Sink, Tallied } from '../model/format.ts';
import { type Limits, standardLimits } from '../model/limits.ts';
import type { ProblemKey } from '../model/stats.ts';
import type { Nanos } from '../model/time.ts';
import { onlyCpus } from '../select.ts';
import { roleOf } from '../timeline/role.ts';
import { SourceFold } from '../timeline/source-fold.ts';
import { fillOf, successorOf } from '../timeline/succession.ts';

/** It is looked at several times a second: what a batch keeps would take too long. */
const KEPT_LIVE: Partial<Limits> = { operations: 1000, irqs: 16_384 };

/** From here on a successor reads along: it knows half of what its predecessor knew when it takes over. */
const HALF = 0.5;
const LATE = 0.7;
const FULL = 0.95;
/** Lines of one change of interrupts are never so far apart. */
const PAUSE_NS = 100_000_000;
/** Events between two looks at how full it is. */
const LOOK_EVERY = 16;

export class LiveSource implements Required<Sink> {
  readonly #name: string;
  readonly #limits: Limits;
  readonly #beforeLeaving: () => void;
  #fold: SourceFold;
  #successor: SourceFold | null = null;
  #parser: Pick<LineParser, 'clock' | 'epoch'> | null = null;
  #format = 'unknown';
  #sinceLook = 0;
  #fill = 0;
  /** The last event that was no interrupt. */
  #lastStir: Nanos | null = null;
  /** Events that can have changed more than a count. */
  stirs = 0;
  /** How often a successor took over. */
  turns = 0;

  /** `beforeLeaving` is the last chance to look at what the successor will not know. */
  constructor(
    name: string,
    limits: Limits = standardLimits,
    beforeLeaving: () => void = () => undefined,
  ) {
    this.#name = name;
    this.#limits = limitsOf(limits);
    this.#beforeLeaving = beforeLeaving;
    this.#fold = new SourceFold(name, this.#limits);
  }

  sink(cpus: AnalyzeOptions['cpus']): Sink {
    return onlyCpus(this, cpus);
  }

  opened(parser: Pick<LineParser, 'clock' | 'epoch'>, format: string): void {
    this.#parser = parser;
    this.#format = format;
  }

  get events(): number {
    return this.#fold.events;
  }

  event(event: Event): void {
    const isCount = event.type === 'irq_handler_entry' || event.type === 'irq_handler_exit';
    if (!isCount && this.#fill >= HALF && this.#successor === null) this.#beginSuccessor(event.t);
    this.#fold.event(event);
    this.#successor?.event(event);
    if (isCount) return;
    this.#lastStir = event.t ?? this.#lastStir;
    this.stirs += 1;
    this.#sinceLook += 1;
    if (this.#sinceLook >= LOOK_EVERY) this.#succeed();
  }

  interrupt(irq: number, name: string, t: Nanos, cpu: number, line: number): void {
    this.#fold.interrupt(irq, name, t, cpu, line);
    this.#successor?.interrupt(irq, name, t, cpu, line);
  }

  tally(what: Tallied, t: Nanos): void {
    this.#fold.tally(what, t);
    this.#successor?.tally(what, t);
  }

  problem(
    key: ProblemKey,
    line: number,
    text: string,
    count?: number | null,
    cpu?: number | null,
  ): void {
    this.#fold.problem(key, line, text, count, cpu);
    this.#successor?.problem(key, line, text, count, cpu);
  }

  /** Takes for finished what has become quiet; see {@link SourceFold.rest}. False if that changed nothing. */
  rest(): boolean {
    this.#successor?.rest();
    return this.#fold.rest();
  }

  /** As if the source ended here; good until the next event. */
  get known(): ReadSource {
    const fold = this.#fold;
    fold.epoch = this.#parser?.epoch ?? 0n;
    fold.clock = this.#parser?.clock ?? 'order';
    return {
      fold,
      meta: {
        name: this.#name,
        format: this.#format,
        peels: [],
        lines: 0,
        bytes: 0n,
        digest: null,
        complete: true,
        incompleteWhy: null,
        ...roleOf(fold, this.#format),
      },
    };
  }

  /** Not in the middle of a call, if there is time to wait for a pause. */
  #beginSuccessor(t: Nanos | null): void {
    const isPause = t === null || this.#lastStir === null || t - this.#lastStir >= PAUSE_NS;
    if (isPause || this.#fill >= LATE) this.#successor = successorOf(this.#fold, this.#limits);
  }

  #succeed(): void {
    this.#sinceLook = 0;
    this.#fill = fillOf(this.#fold);
    if (this.#successor === null || this.#fill < FULL) return;
    this.#beforeLeaving();
    this.#fold = this.#successor;
    this.#successor = null;
    this.#fill = fillOf(this.#fold);
    this.turns += 1;
  }
}

const limitsOf = (limits: Limits): Limits => ({
  ...limits,
  operations: Math.min(limits.operations, KEPT_LIVE.operations ?? Infinity),
  irqs: Math.min(limits.irqs, KEPT_LIVE.irqs ?? Infinity),
});
