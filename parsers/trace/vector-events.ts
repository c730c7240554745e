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

/** Builds an event from numbers read by key; malformed if one of them is missing. */
const numbers =
  (build: (read: (key: string) => number, at: Located) => KernelEvent): Decoder =>
  (body, at) => {
    let complete = true;
    const event = build((key) => {
      const value = numberAfter(body, `${key}=`, 0);
      complete &&= value !== null;
      return value ?? 0;
    }, at);
    return complete ? event : 'malformed';
  };

// Field by field: spreading `at` costs more than all the rest of a hot line, and of these two there are most.

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
  numbers((n, at) => ({
    ...at,
    type,
    irq: n('irq'),
    vector: n('vector'),
    onCpu: n('cpu'),
    prevVector: n('prev_vector'),
    prevCpu: n('prev_cpu'),
  }));

const allocation = (type: 'vector_alloc' | 'vector_alloc_managed'): Decoder =>
  numbers((n, at) => ({ ...at, type, irq: n('irq'), vector: n('vector'), ret: n('ret') }));

const reservation = (type: 'vector_reserve' | 'vector_reserve_managed' | 'vector_setup'): Decoder =>
  numbers((n, at) => ({ ...at, type, irq: n('irq'), ret: n('ret') }));

const irqAlone = (type: 'vector_deactivate' | 'vector_teardown'): Decoder =>
  numbers((n, at) => ({ ...at, type, irq: n('irq') }));

const onCpu = (type: 'vector_config' | 'vector_free_moved'): Decoder =>
  numbers((n, at) => ({ ...at, type, irq: n('irq'), vector: n('vector'), onCpu: n('cpu') }));

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
  row('vector_activate', (type) =>
    numbers((n, at) => ({ ...at, type, irq: n('irq'), reserve: n('reserve') !== 0 })),
  ),
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
