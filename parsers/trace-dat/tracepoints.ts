/** Handlers of tracepoints, probes and markers, which print by their own formats. */
import { decoderOf } from '../trace/decoders.ts';
import { tracedFunction } from '../trace/functions.ts';
import { isIoctlNumber, vfioIoctl } from '../trace/task-events.ts';
import type { EventFormat, Field } from './event-format.ts';
import { type Context, type Handler, fieldsOf } from './handler.ts';
import { interruptHandler } from './interrupts.ts';
import { printerOf } from './print-format/index.ts';
import type { RecordView } from './record-view.ts';
import { addressOf, MARKER } from './symbols.ts';

/** A tracepoint that has a decoder. */
export function tracepointHandler(format: EventFormat, context: Context): Handler | null {
  if (decoderOf(format.name) === null) return null;
  const print = printerOf(format, context.longSize);
  const wants = ioctlFilter(format, context);
  const { name } = format;
  const handle: Handler['handle'] = (record, place) =>
    context.teller.tell(name, print(record), place);
  if (wants !== null) return { wants, handle };
  return interruptHandler(format, context, { handle }) ?? { handle };
}

type Filter = NonNullable<Handler['wants']>;

/** System calls are many, and those of VFIO few: asks the fields before anything is printed. */
function ioctlFilter({ name, fields }: EventFormat, { teller }: Context): Filter | null {
  const number = fields.get('id');
  const isIoctl = (record: RecordView): boolean =>
    number === undefined || isIoctlNumber(record.small(number));
  if (name === 'sys_exit_ioctl' || name === 'sys_exit') {
    return (record, tid) => isIoctl(record) && teller.leaves(tid);
  }
  const args = fields.get('args');
  const cmd = fields.get('cmd');
  if (name === 'sys_enter_ioctl' && cmd !== undefined) {
    return (record, tid) => vfioIoctl(record.low(cmd)) !== null && teller.enters(tid);
  }
  if (name === 'sys_enter' && args !== undefined) {
    return (record, tid) =>
      isIoctl(record) &&
      vfioIoctl(Number(BigInt.asUintN(32, record.element(args, 1)))) !== null &&
      teller.enters(tid);
  }
  return null;
}

/** A kprobe, fprobe or eprobe. Where the symbols tell what was probed, its line says so. */
export function probeHandler(format: EventFormat, context: Context): Handler | null {
  const entry = format.fields.get('__probe_ip') ?? null;
  const back = format.fields.get('__probe_func') ?? null;
  if (entry === null && back === null) return null;
  const print = printerOf(format, context.longSize);
  const tell: Handler['handle'] = (record, place) =>
    context.teller.tell(format.name, print(record), place);
  if (entry === null) {
    return {
      handle(record, place) {
        if (back !== null) learn(context, record, back);
        tell(record, place);
      },
    };
  }
  return {
    handle(record, place) {
      const where = learn(context, record, entry);
      if (where === null) return tell(record, place);
      const body = print(record);
      context.teller.tell(format.name, `(${where})${body.slice(body.indexOf(')') + 1)}`, place);
    },
  };
}

/** The traced function at an address, `vfio_msi_disable+0x4`, kept for lines that print the address only. */
function learn(context: Context, record: RecordView, field: Field): string | null {
  const found = context.symbols().at(addressOf(record.low(field), record.high(field)));
  const fn = found === null ? null : tracedFunction(found.name);
  if (found === null || fn === null) return null;
  context.teller.memory.threads.learn(record.big(field).toString(16), fn);
  return `${fn}+0x${found.offset.toString(16)}`;
}

/** What a program wrote into trace_marker; a trace_printk of a kernel developer looks the same, but for its address. */
export function markerHandler(format: EventFormat, context: Context): Handler | null {
  const fields = fieldsOf(format, 'ip', 'buf');
  if (fields === null) return null;
  return {
    handle(record, place) {
      const symbols = context.symbols();
      const address = addressOf(record.low(fields.ip), record.high(fields.ip));
      if (symbols.known && symbols.at(address)?.name !== MARKER) return;
      const said = record.text(fields.buf).replace(/\n$/, '');
      context.teller.tell('print', `${MARKER}: ${said}`, place);
    },
  };
}

/** Events of the scheduler that name a task: saved_cmdlines forgets. */
export function switchHandler(format: EventFormat, { teller }: Context): Handler | null {
  const pairs = [
    fieldsOf(format, 'prev_pid', 'prev_comm'),
    fieldsOf(format, 'next_pid', 'next_comm'),
  ].flatMap((pair) => (pair === null ? [] : [Object.values(pair)]));
  const woken = fieldsOf(format, 'pid', 'comm');
  if (woken !== null) pairs.push([woken.pid, woken.comm]);
  return {
    wants(record) {
      for (const [pid, comm] of pairs) {
        if (pid === undefined || comm === undefined) continue;
        const tid = record.small(pid);
        if (!teller.tasks.has(tid)) teller.tasks.learn(tid, record.text(comm));
      }
      return false;
    },
    handle: () => undefined,
  };
}
