/**
 * The events of which there are most, read without the way over their text:
 *
 *   irq_handler_entry:    irq=28 name=vfio-msix[0](0000:00:05.0)
 *   irq_handler_exit:     irq=28 ret=handled
 */
import type { Tallied } from '../../src/model/format.ts';
import type { EventFormat, Field } from './event-format.ts';
import { type Context, type Handler, fieldsOf } from './handler.ts';
import type { RecordView } from './record-view.ts';
import { isPolled } from './teller.ts';

/** Null for any other event, and for a format that is not as it ever was. */
export function interruptHandler(
  format: EventFormat,
  context: Context,
  slow: Handler,
): Handler | null {
  if (format.name === 'irq_handler_entry') return entryHandler(format, context, slow);
  if (format.name === 'irq_handler_exit') return exitHandler(format, context, slow);
  return format.name === 'kvm_msi_set_irq' ? tallyHandler('kvm_msi_set_irq', context, slow) : null;
}

const tallyHandler = (what: Tallied, { teller }: Context, slow: Handler): Handler => ({
  handle(record, place) {
    if (!teller.tally(what, place)) slow.handle(record, place);
  },
});

function entryHandler(format: EventFormat, { teller }: Context, slow: Handler): Handler | null {
  const fields = fieldsOf(format, 'irq', 'name');
  if (fields?.name.kind !== 'located' || fields.irq.size !== 4) return null;
  const names = new Names(fields.name);
  return {
    handle(record, place) {
      if (isPolled(place)) return slow.handle(record, place);
      const irq = record.small(fields.irq);
      const name = names.of(irq, record);
      if (teller.interrupt(irq, name, place)) return;
      const text = `${teller.head(place)}irq_handler_entry:    irq=${irq} name=${name}`;
      teller.put({
        type: 'irq_handler_entry',
        t: place.t,
        line: place.number,
        text,
        tid: place.tid,
        comm: teller.tasks.nameOf(place.tid),
        cpu: place.cpu,
        irq,
        name,
      });
    },
  };
}

function exitHandler(format: EventFormat, { teller }: Context, slow: Handler): Handler | null {
  const fields = fieldsOf(format, 'irq', 'ret');
  if (fields?.irq.size !== 4 || fields.ret.size !== 4) return null;
  return {
    handle(record, place) {
      if (isPolled(place)) return slow.handle(record, place);
      if (record.small(fields.ret) !== 0 && teller.tally('irq_handler_exit', place)) return;
      const irq = record.small(fields.irq);
      const handled = record.small(fields.ret) !== 0;
      const ret = handled ? 'handled' : 'unhandled';
      teller.put({
        type: 'irq_handler_exit',
        t: place.t,
        line: place.number,
        text: `${teller.head(place)}irq_handler_exit:     irq=${irq} ret=${ret}`,
        tid: place.tid,
        comm: teller.tasks.nameOf(place.tid),
        cpu: place.cpu,
        irq,
        handled,
      });
    },
  };
}

const IRQS_MAX = 4096;

/** Names of handlers. An interrupt has mostly the name that it had before, and no text is made of that again. */
class Names {
  readonly #field: Field;
  readonly #last = new Map<number, string>();

  constructor(field: Field) {
    this.#field = field;
  }

  of(irq: number, record: RecordView): string {
    const last = this.#last.get(irq);
    if (last !== undefined && record.holds(this.#field, last)) return last;
    const name = record.text(this.#field);
    if (this.#last.size < IRQS_MAX) this.#last.set(irq, name);
    return name;
  }
}
