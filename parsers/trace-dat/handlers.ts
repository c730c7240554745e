/** Which records of a file are listened to, by the number of their event. */
import { decoderOf } from '../trace/decoders.ts';
import { type EventFormat, formatIn, nameIn } from './event-format.ts';
import { entryHandler, exitHandler, functionHandler } from './functions.ts';
import type { Context, Handler } from './handler.ts';
import { markerHandler, probeHandler, switchHandler, tracepointHandler } from './tracepoints.ts';

/** Events of the tracers themselves. */
const RECORDED: ReadonlySet<string> = new Set([
  'function',
  'funcgraph_entry',
  'funcgraph_exit',
  'print',
]);

const SWITCHES: ReadonlySet<string> = new Set(['sched_switch', 'sched_wakeup', 'sched_wakeup_new']);

/** Handlers by event number. `formats` are the texts of format files. */
export function handlersOf(
  formats: readonly string[],
  context: Context,
): ReadonlyMap<number, Handler> {
  const wanted = formats.filter(isWanted).flatMap((text) => formatIn(text) ?? []);
  const exit = wanted.find(({ name }) => name === 'funcgraph_exit') ?? null;
  return new Map(
    wanted.flatMap((format) => {
      const handler = handlerOf(format, exit, context);
      return handler === null ? [] : [[format.id, handler] as const];
    }),
  );
}

/** Cheap: of some 2,500 events, could this one be of use? */
function isWanted(text: string): boolean {
  const name = nameIn(text);
  return (
    RECORDED.has(name) ||
    SWITCHES.has(name) ||
    decoderOf(name) !== null ||
    text.includes(' __probe_')
  );
}

function handlerOf(
  format: EventFormat,
  exitFormat: EventFormat | null,
  context: Context,
): Handler | null {
  switch (format.name) {
    case 'function':
      return functionHandler(format, context);
    case 'funcgraph_entry':
      return entryHandler(format, exitFormat, context);
    case 'funcgraph_exit':
      return exitHandler(format, context);
    case 'print':
      return markerHandler(format, context);
    default:
      if (SWITCHES.has(format.name)) return switchHandler(format, context);
      return tracepointHandler(format, context) ?? probeHandler(format, context);
  }
}

/** Where every record has its event's number, its flags and its thread. */
export interface CommonFields {
  readonly type: number;
  readonly flags: number;
  readonly pid: number;
}

/** The same for all events of a kernel; null if no format tells. */
export function commonFields(formats: readonly string[]): CommonFields | null {
  for (const text of formats) {
    const fields = formatIn(text)?.fields;
    const type = fields?.get('common_type');
    const flags = fields?.get('common_flags');
    const pid = fields?.get('common_pid');
    if (type?.size === 2 && flags?.size === 1 && pid?.size === 4) {
      return { type: type.offset, flags: flags.offset, pid: pid.offset };
    }
  }
  return null;
}
