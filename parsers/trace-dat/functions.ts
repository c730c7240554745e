/** Handlers of the function and function_graph tracers, whose records hold addresses. */
import type { EventFormat, Field } from './event-format.ts';
import { type Context, type Handler, fieldsOf } from './handler.ts';
import type { RecordView } from './record-view.ts';
import { addressOf } from './symbols.ts';
import type { Place } from './teller.ts';

function nameIn(context: Context, record: RecordView, field: Field): string | null {
  const symbols = context.symbols();
  if (!symbols.known) context.nameless();
  return symbols.at(addressOf(record.low(field), record.high(field)))?.name ?? null;
}

/** Functions that are interrupts themselves. */
const isTallied = (name: string): name is 'vfio_msihandler' | 'vfio_intx_handler' =>
  name === 'vfio_msihandler' || name === 'vfio_intx_handler';

/** `function: vfio_msi_disable`: what trace-cmd prints without its guess of the depth. */
export function functionHandler(format: EventFormat, context: Context): Handler | null {
  const fields = fieldsOf(format, 'ip');
  if (fields === null) return null;
  return {
    handle(record, place) {
      const name = nameIn(context, record, fields.ip);
      if (name === null || (isTallied(name) && context.teller.tally(name, place))) return;
      context.teller.tell('function', name, place);
    },
  };
}

/** Marks of a duration over so many ns. */
const OVERHEAD = [
  [1e9, '$ '],
  [1e8, '@ '],
  [1e7, '* '],
  [1e6, '# '],
  [1e5, '! '],
  [1e4, '+ '],
] as const;

/** `! 521.800 us  `. */
function durationText(ns: number): string {
  const mark = OVERHEAD.find(([from]) => ns > from)?.[1] ?? '  ';
  const us = `${Math.floor(ns / 1000)}.${(ns % 1000).toString().padStart(3, '0')}`;
  return `${mark}${us} us ${' '.repeat(Math.max(0, 7 - us.length))}`;
}

const NO_DURATION = ' '.repeat(13);

/** Calls nest by two columns. */
const indent = (depth: number): string => ' '.repeat(2 + 2 * Math.max(0, Math.min(depth, 64)));

/** What an exit tells of its call. */
class GraphExit {
  readonly id: number;
  readonly #fields: Readonly<Record<'func' | 'depth' | 'calltime' | 'rettime', Field>>;
  readonly #retval: Field | null;

  constructor(
    { id, fields }: EventFormat,
    known: Readonly<Record<'func' | 'depth' | 'calltime' | 'rettime', Field>>,
  ) {
    this.id = id;
    this.#fields = known;
    this.#retval = fields.get('retval') ?? null;
  }

  address(record: RecordView): number {
    return addressOf(record.low(this.#fields.func), record.high(this.#fields.func));
  }

  depth(record: RecordView): number {
    return record.small(this.#fields.depth);
  }

  took(record: RecordView): string {
    const took = record.big(this.#fields.rettime) - record.big(this.#fields.calltime);
    return took < 0n ? NO_DURATION : durationText(Number(took));
  }

  /** ` (ret=0x0)`, ` (ret=-22)`; empty where the kernel does not record it. */
  returned(record: RecordView): string {
    if (this.#retval === null) return '';
    const value = BigInt.asUintN(64, record.big(this.#retval));
    const signed = BigInt.asIntN(64, value);
    return ` (ret=${signed < 0n && signed > -4096n ? signed.toString() : `0x${value.toString(16)}`})`;
  }
}

const exitOf = (format: EventFormat | null): GraphExit | null => {
  const fields = format === null ? null : fieldsOf(format, 'func', 'depth', 'calltime', 'rettime');
  return format === null || fields === null ? null : new GraphExit(format, fields);
};

/**
 * An entry whose exit is the next record is a leaf, and one line:
 *
 *   funcgraph_entry:                   |          vfio_msi_disable() {
 *   funcgraph_entry:        9.123 us   |              irq_bypass_register_producer();
 */
export function entryHandler(
  format: EventFormat,
  exitFormat: EventFormat | null,
  context: Context,
): Handler | null {
  const fields = fieldsOf(format, 'func', 'depth');
  const exit = exitOf(exitFormat);
  if (fields === null) return null;
  const tell = (text: string, place: Place): void =>
    context.teller.tell('funcgraph_entry', text, place);
  return {
    handle(record, place) {
      const name = nameIn(context, record, fields.func);
      if (name === null) return;
      const address = addressOf(record.low(fields.func), record.high(fields.func));
      const lead = indent(record.small(fields.depth));
      context.wait((next) => {
        const leaf =
          exit !== null &&
          next?.id === exit.id &&
          next.tid === place.tid &&
          exit.address(next.record) === address;
        if (leaf) {
          const back = exit.returned(next.record);
          tell(`${exit.took(next.record)}|${lead}${name}();${back}`, place);
        } else {
          tell(`${NO_DURATION}|${lead}${name}() {`, place);
        }
        return leaf;
      });
    },
  };
}

/** `funcgraph_exit:  # 13889.811 us |  } /* vfio_msi_disable *` and `/`: with its name, as `-O fgraph:tailprint=1` prints it. */
export function exitHandler(format: EventFormat, context: Context): Handler | null {
  const exit = exitOf(format);
  if (exit === null) return null;
  return {
    handle(record, place) {
      const name = context.symbols().at(exit.address(record))?.name;
      if (name === undefined) return;
      const line = `${exit.took(record)}|${indent(exit.depth(record))}} /* ${name} */`;
      context.teller.tell('funcgraph_exit', line + exit.returned(record), place);
    },
  };
}
