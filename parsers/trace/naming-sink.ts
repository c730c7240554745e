/**
 * Holds events of tasks that are not named yet. Function graph text without funcgraph-proc names a CPU's task at its first
 * switch only, after the lines of that task; what was read until then waits for the name, and all behind it to keep the
 * order.
 */
import type { Event } from '../../src/model/event/index.ts';
import type { Sink } from '../../src/model/format.ts';

/** Events that may wait; then they go on under the number that the parser gave. */
const HELD_MAX = 2048;

export interface NamedTask {
  readonly tid: number;
  readonly comm: string;
}

/** Numbers of tasks that a name may still come for. */
const isNameless = (tid: number): boolean => tid < -1;

export class NamingSink implements Sink {
  readonly #sink: Sink;
  readonly #names = new Map<number, NamedTask>();
  /** Numbers under which an event has gone on: those tasks keep them. */
  readonly #kept = new Set<number>();
  #held: Event[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Nothing waits: what comes now goes on at once. */
  get isIdle(): boolean {
    return this.#held.length === 0;
  }

  problem(...about: Parameters<Sink['problem']>): void {
    this.#sink.problem(...about);
  }

  event(event: Event): void {
    if (this.#held.length === 0 && !this.#waits(event)) {
      this.#sink.event(event);
      return;
    }
    this.#held.push(event);
    if (this.#held.length > HELD_MAX) this.flush();
  }

  /** The task of a number is known. False if its events have gone on without the name. */
  name(number: number, task: NamedTask): boolean {
    if (this.#kept.has(number)) return false;
    this.#names.set(number, task);
    this.#held = this.#held.map((event) => this.#named(event));
    const stop = this.#held.findIndex((event) => this.#waits(event));
    const ready = stop < 0 ? this.#held : this.#held.slice(0, stop);
    this.#held = stop < 0 ? [] : this.#held.slice(stop);
    for (const event of ready) this.#sink.event(event);
    return true;
  }

  /** Nothing waits any longer. */
  flush(): void {
    const held = this.#held;
    this.#held = [];
    for (const event of held) {
      const tid = tidOf(event);
      if (tid !== null && isNameless(tid)) this.#kept.add(tid);
      this.#sink.event(event);
    }
  }

  #waits(event: Event): boolean {
    const tid = tidOf(event);
    return tid !== null && isNameless(tid) && !this.#kept.has(tid);
  }

  #named(event: Event): Event {
    if (!('comm' in event)) return event;
    const task = this.#names.get(event.tid);
    return task === undefined ? event : { ...event, tid: task.tid, comm: task.comm };
  }
}

const tidOf = (event: Event): number | null => ('comm' in event ? event.tid : null);
