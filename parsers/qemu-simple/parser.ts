import type { ByteParser, ParserOptions, Sink } from '../../src/model/format.ts';
import { type ClockKind, Epoch, type Nanos } from '../../src/model/time.ts';
import { readQemuRow, rowOf } from '../qemu/decode.ts';
import type { Row } from '../qemu/row.ts';
import type { Shape, Value } from '../qemu/shape.ts';
import {
  argumentsIn,
  byteOrder,
  DROPPED,
  EVENT,
  EVENT_FIXED,
  EVENT_HEAD,
  HEADER_LENGTH,
  LONGEST_NAME,
  LONGEST_RECORD,
  LONGEST_WANTED,
  MAPPING,
  MAPPING_HEAD,
  textOf,
  VERSION,
  viewOf,
} from './record.ts';

/** QEMU's own number of events is below 10,000. */
const MOST_MAPPINGS = 65_536;

interface Mapped {
  readonly name: string;
  readonly row: Row;
}

export class QemuSimpleParser implements ByteParser {
  readonly #sink: Sink;
  readonly #epoch = new Epoch();
  readonly clock: ClockKind = 'monotonic';
  readonly #mapped = new Map<bigint, Mapped>();
  #order: 'little' | 'big' | null = null;
  /** The beginning of a record; shorter than the longest that is wanted. */
  #kept = new Uint8Array(0);
  /** Bytes of a record that nobody wants, still to come. */
  #skip = 0;
  #records = 0;
  /** Nothing can be read any more. */
  #stopped = false;

  constructor(sink: Sink, _options: ParserOptions) {
    this.#sink = sink;
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  push(chunk: Uint8Array): void {
    if (this.#stopped) return;
    const bytes = joined(this.#kept, chunk);
    let at = 0;
    for (let step = 1; step > 0 && !this.#stopped; at += step) {
      step = this.#skip > 0 ? this.#skipped(bytes.length - at) : this.#record(bytes.subarray(at));
    }
    this.#kept = bytes.slice(at);
  }

  end(): void {
    if (this.#stopped) return;
    if (this.#kept.length > 0 || this.#skip > 0 || this.#order === null) {
      this.#stop('input-cut', `the file ends inside record ${this.#records + 1}`);
    }
  }

  #skipped(available: number): number {
    const length = Math.min(this.#skip, available);
    this.#skip -= length;
    return length;
  }

  /** Reads the record at the beginning of `bytes` and answers how many are done with; 0 while more are needed. */
  #record(bytes: Uint8Array): number {
    if (this.#order === null) return this.#header(bytes);
    if (bytes.length < MAPPING_HEAD) return 0;
    const type = viewOf(bytes).getBigUint64(0, this.#order === 'little');
    if (type === MAPPING) return this.#mapping(bytes);
    if (type === EVENT) return this.#event(bytes);
    return this.#stop('input-cut', `record ${this.#records + 1} has no known type`);
  }

  #header(bytes: Uint8Array): number {
    if (bytes.length < HEADER_LENGTH) return 0;
    this.#order = byteOrder(bytes);
    if (this.#order === null) return this.#stop('format-unusable', 'no header of a trace file');
    const version = viewOf(bytes).getBigUint64(16, this.#order === 'little');
    if (version === VERSION) return HEADER_LENGTH;
    return this.#stop('format-unusable', `version ${version} of the file, not ${VERSION}`);
  }

  #mapping(bytes: Uint8Array): number {
    const view = viewOf(bytes);
    const little = this.#order === 'little';
    const id = view.getBigUint64(8, little);
    const length = view.getUint32(16, little);
    if (length > LONGEST_NAME) {
      return this.#stop('input-cut', `an event's name has ${length} bytes`);
    }
    if (bytes.length < MAPPING_HEAD + length) return 0;
    const name = textOf(bytes.subarray(MAPPING_HEAD, MAPPING_HEAD + length));
    const row = rowOf(name);
    if (row !== null && this.#mapped.size < MOST_MAPPINGS) this.#mapped.set(id, { name, row });
    else if (row !== null) this.#sink.problem('limit-reached', this.#records + 1, name);
    return MAPPING_HEAD + length;
  }

  #event(bytes: Uint8Array): number {
    if (bytes.length < EVENT_HEAD) return 0;
    const view = viewOf(bytes);
    const little = this.#order === 'little';
    const id = view.getBigUint64(8, little);
    const length = view.getUint32(24, little);
    if (length < EVENT_FIXED || length > LONGEST_RECORD) {
      return this.#stop('input-cut', `record ${this.#records + 1} has ${length} bytes`);
    }
    const end = EVENT_HEAD - EVENT_FIXED + length;
    const mapped = this.#mapped.get(id);
    const known = mapped !== undefined || id === DROPPED;
    const wanted = known && length <= LONGEST_WANTED;
    if (wanted && bytes.length < end) return 0;
    this.#records += 1;
    if (!wanted) {
      if (known) this.#sink.problem('line-malformed', this.#records, mapped?.name ?? 'dropped');
      this.#skip = end - EVENT_HEAD;
      return EVENT_HEAD;
    }
    const stamp = view.getBigUint64(16, little);
    const args = bytes.subarray(EVENT_HEAD, end);
    if (mapped === undefined) this.#dropped(stamp, args, little);
    else this.#decoded(mapped, stamp, args, little);
    return end;
  }

  #decoded({ name, row }: Mapped, stamp: bigint, args: Uint8Array, little: boolean): void {
    let text = name;
    const valuesOf = (shape: Shape): Record<string, Value> | null => {
      const values = argumentsIn(args, little, shape);
      if (values !== null) text = `${name} ${shape.render(values)}`;
      return values;
    };
    const event = readQemuRow(row, valuesOf, { t: null, line: this.#records, text: '', tid: null });
    // Up to 5.2 a memory region's name is not among the arguments.
    if (event === 'malformed' && row.only === null) {
      this.#sink.problem('line-malformed', this.#records, name);
    } else if (event !== null && event !== 'malformed') {
      this.#sink.event({ ...event, t: this.#at(stamp), text });
    }
  }

  #dropped(stamp: bigint, args: Uint8Array, little: boolean): void {
    const count = args.length === 8 ? Number(viewOf(args).getBigUint64(0, little)) : null;
    const text = `dropped ${count ?? 'some'} events`;
    this.#sink.problem('events-lost', this.#records, text, count);
    this.#sink.event({
      type: 'loss',
      t: this.#at(stamp),
      line: this.#records,
      text,
      cpu: null,
      count,
      kind: 'lost',
    });
  }

  #at(stamp: bigint): Nanos {
    return this.#epoch.at(Number(stamp / SECOND), Number(stamp % SECOND));
  }

  #stop(key: 'input-cut' | 'format-unusable', text: string): number {
    this.#sink.problem(key, this.#records + 1, text);
    this.#stopped = true;
    return 0;
  }
}

const SECOND = 1_000_000_000n;

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const both = new Uint8Array(head.length + tail.length);
  both.set(head);
  both.set(tail, head.length);
  return both;
}
