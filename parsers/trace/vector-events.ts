/**
 * Decoders of the `irq` and `irq_vectors` events (x86). Texts as of Linux 4.15 to 6.12, unchanged since the events exist:
 *
 *   irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)
 *   vector_update: irq=28 vector=36 cpu=1 prev_vector=0 prev_cpu=0
 *
 * `trace-cmd report -R` prints the same fields under the same names.
 */
import type { KernelEvent } from '../../src/model/event/index.ts';
import type { Decoder, DecoderRow, Located } from './decoder.ts';
import { numberAfter, wordAfter } from './fields.ts';

/** Reads the numbers of a text by their keys; one is enough, as an event is built before the next is read. */
class Numbers {
  complete = true;
  #body = '';

  of(body: string): this {
    this.#body = body;
    this.complete = true;
    return this;
  }

  /** `key` with its `=`; 0, and never again complete, where it is missing. */
  after(key: string): number {
    const value = numberAfter(this.#body, key, 0);
    if (value !== null) return value;
    this.complete = false;
    return 0;
  }
}

const numbers = new Numbers();

/** Malformed if a number is missing. */
const built =
  (build: (n: Numbers, at: Located) => KernelEvent): Decoder =>
  (body, at) => {
    const event = build(numbers.of(body), at);
    return numbers.complete ? event : 'malformed';
  };

// Field by field: spreading `at` costs more than all the rest of a line.

const entry: Decoder = (body, at) => {
  const irq = numberAfter(body, 'irq=', 0);
  const name = body.indexOf(' name=');
  if (irq === null || name < 0) return 'malformed';
  return {
    type: 'irq_handler_entry',
    t: at.t,
    line: at.line,
    text: at.text,
    tid: at.tid,
    comm: at.comm,
    cpu: at.cpu,
    irq,
    name: body.slice(name + 6),
  };
};

/** `irq=21 ret=unhandled`; -R prints `ret=1`. */
const exit: Decoder = (body, at) => {
  const irq = numberAfter(body, 'irq=', 0);
  const ret = wordAfter(body, 'ret=', 0);
  if (irq === null || ret === null) return 'malformed';
  return {
    type: 'irq_handler_exit',
    t: at.t,
    line: at.line,
    text: at.text,
    tid: at.tid,
    comm: at.comm,
    cpu: at.cpu,
    irq,
    handled: ret !== 'unhandled' && ret !== '0' && ret !== '0x0',
  };
};

const vectorChange = (type: 'vector_update' | 'vector_clear'): Decoder =>
  built((n, at) => ({
    type,
    t: at.t,
    line: at.line,
    text: at.text,
    tid: at.tid,
    comm: at.comm,
    cpu: at.cpu,
    irq: n.after('irq='),
    vector: n.after('vector='),
    onCpu: n.after('cpu='),
    prevVector: n.after('prev_vector='),
    prevCpu: n.after('prev_cpu='),
  }));

const allocation = (type: 'vector_alloc' | 'vector_alloc_managed'): Decoder =>
  built((n, at) => ({
    type,
    t: at.t,
    line: at.line,
    text: at.text,
    tid: at.tid,
    comm: at.comm,
    cpu: at.cpu,
    irq: n.after('irq='),
    vector: n.after('vector='),
    ret: n.after('ret='),
  }));

const reservation = (type: 'vector_reserve' | 'vector_reserve_managed' | 'vector_setup'): Decoder =>
  built((n, at) => ({
    type,
    t: at.t,
    line: at.line,
    text: at.text,
    tid: at.tid,
    comm: at.comm,
    cpu: at.cpu,
    irq: n.after('irq='),
    ret: n.after('ret='),
  }));

const activation = (type: 'vector_activate'): Decoder =>
  built((n, at) => ({
    type,
    t: at.t,
    line: at.line,
    text: at.text,
    tid: at.tid,
    comm: at.comm,
    cpu: at.cpu,
    irq: n.after('irq='),
    reserve: n.after('reserve=') !== 0,
  }));

const irqAlone = (type: 'vector_deactivate' | 'vector_teardown'): Decoder =>
  built((n, at) => ({
    type,
    t: at.t,
    line: at.line,
    text: at.text,
    tid: at.tid,
    comm: at.comm,
    cpu: at.cpu,
    irq: n.after('irq='),
  }));

const onCpu = (type: 'vector_config' | 'vector_free_moved'): Decoder =>
  built((n, at) => ({
    type,
    t: at.t,
    line: at.line,
    text: at.text,
    tid: at.tid,
    comm: at.comm,
    cpu: at.cpu,
    irq: n.after('irq='),
    vector: n.after('vector='),
    onCpu: n.after('cpu='),
  }));

const row = <T extends DecoderRow['gives'][number]>(
  name: T,
  decode: (type: T) => Decoder,
): DecoderRow => ({
  name,
  gives: [name],
  decode: decode(name),
});

export const vectorEvents: readonly DecoderRow[] = [
  {
    name: 'irq_handler_entry',
    gives: ['irq_handler_entry', 'irq_handler_polled'],
    decode: entry,
    polled: (body) => !body.includes(' name=vfio-msi'),
  },
  { ...row('irq_handler_exit', () => exit), polled: (body) => body.endsWith('ret=unhandled') },
  row('vector_activate', activation),
  row('vector_deactivate', irqAlone),
  row('vector_alloc', allocation),
  row('vector_alloc_managed', allocation),
  row('vector_reserve', reservation),
  row('vector_reserve_managed', reservation),
  row('vector_config', onCpu),
  row('vector_update', vectorChange),
  row('vector_clear', vectorChange),
  row('vector_setup', reservation),
  row('vector_teardown', irqAlone),
  row('vector_free_moved', onCpu),
];
