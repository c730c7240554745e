/** Goes through all records in order and gives each to its handler. */
import type { CpuStream } from './cpu-stream.ts';
import type { Context, Handler, NextRecord } from './handler.ts';
import type { CommonFields } from './handlers.ts';
import { Merge } from './merge.ts';
import type { RecordView } from './record-view.ts';
import type { Stamps } from './stamps.ts';
import type { Place, Teller } from './teller.ts';

type Decide = (next: NextRecord | null) => boolean;

/** Numbers of events are of 16 bits. */
const EVENTS = 65_536;

export class RecordLoop {
  /** Records seen so far. */
  records = 0;
  readonly #merge: Merge;
  readonly #record: RecordView;
  readonly #common: CommonFields;
  readonly #stamps: Stamps;
  readonly #teller: Teller;
  /** By the number of the event; null where nobody listens. */
  #handlers: readonly (Handler | null)[] = [];
  #waiting: Decide | null = null;

  constructor(
    streams: readonly CpuStream[],
    record: RecordView,
    common: CommonFields,
    { stamps, teller }: { readonly stamps: Stamps; readonly teller: Teller },
  ) {
    this.#merge = new Merge(streams);
    this.#record = record;
    this.#common = common;
    this.#stamps = stamps;
    this.#teller = teller;
  }

  listen(handlers: ReadonlyMap<number, Handler>): void {
    const byNumber: (Handler | null)[] = Array<Handler | null>(EVENTS).fill(null);
    for (const [id, handler] of handlers) byNumber[id] = handler;
    this.#handlers = byNumber;
  }

  readonly wait: Context['wait'] = (decide) => {
    this.#waiting = decide;
  };

  /** Reads so many records; false if there are no more. */
  read(count: number): boolean {
    const record = this.#record;
    const common = this.#common;
    const least = Math.max(common.type + 2, common.flags + 1, common.pid + 4);
    for (let i = 0; i < count; i++) {
      const stream = this.#merge.first();
      if (stream === null) {
        this.#decide(null);
        return false;
      }
      this.records++;
      record.view = stream.view;
      record.at = stream.at;
      record.length = stream.length;
      if (stream.length >= least) {
        const id = stream.view.getUint16(stream.at + common.type, record.little);
        const handler = this.#handlers[id] ?? null;
        if (handler !== null || this.#waiting !== null || stream.gap !== null) {
          this.#take(stream, id, handler);
        }
      }
      stream.advance();
    }
    return true;
  }

  #take(stream: CpuStream, id: number, handler: Handler | null): void {
    const record = this.#record;
    const tid = stream.view.getInt32(stream.at + this.#common.pid, record.little);
    const told = this.#decide({ id, tid, record });
    if (stream.gap !== null) this.#teller.lost(stream.cpu, stream.gap, this.records);
    if (told || handler === null || handler.wants?.(record, tid) === false) return;
    const place: Place = {
      number: this.records,
      t: this.#stamps.at(stream.time),
      cpu: stream.cpu,
      tid,
      flags: stream.view.getUint8(stream.at + this.#common.flags),
    };
    handler.handle(record, place);
  }

  #decide(next: NextRecord | null): boolean {
    const decide = this.#waiting;
    this.#waiting = null;
    return decide?.(next) ?? false;
  }
}
