/** From the text after a stamp to a decoder, before anything is built: almost every line of a trace ends here. */
import type { Decoded, Located } from './decoder.ts';
import { decoderOf } from './decoders.ts';
import { decodeQemuTrace, isQemuEvent } from '../qemu/decode.ts';
import { wholeNumber } from './fields.ts';
import { decodeFunction, enteredFunction } from './function-line.ts';
import { identifierEnd } from './functions.ts';
import { type GraphCalls, rawGraph } from './graph-calls.ts';
import { graphText } from './graph-text.ts';
import { probeAt, rawProbe } from './kprobe.ts';
import { OPEN_PAREN, skipSpaces } from './scan.ts';
import { ioctlLeft } from './task-events.ts';
import type { ThreadState } from './thread-state.ts';

/** How to decode a line whose head is still to be read. */
export interface Want {
  readonly decode: (at: Located) => readonly Decoded[];
  /** No event if the flags show softirq context. */
  readonly polled: boolean;
}

/** The kernel's own text of `syscalls:sys_exit_ioctl`, which has no colon: `sys_ioctl -> 0xffffffffffffffea`. */
const IOCTL_RETURN = 'sys_ioctl -> ';

export interface Memory {
  readonly threads: ThreadState;
  readonly graph: GraphCalls;
}

/**
 * How to decode the text that begins at `from`, `name: fields` or a function; null if nobody wants it. A line for which this is not null holds one of the needles.
 */
export function wantAt(text: string, from: number, memory: Memory): Want | null {
  const colon = text.indexOf(':', from);
  if (colon > from) {
    const name = text.slice(from, colon);
    const info = skipSpaces(text, colon + 1);
    const row = decoderOf(name);
    if (row !== null) {
      const body = text.slice(info);
      if (row.wants !== undefined && !row.wants(body)) return null;
      const polled = row.polled?.(body) ?? false;
      return { decode: (at) => [row.decode(body, at, memory.threads)], polled };
    }
    if (text.charCodeAt(info) === OPEN_PAREN)
      return one(probeAt(name, text.slice(info), memory.threads));
    if (text.startsWith('__probe_', info))
      return one(rawProbe(name, text.slice(info), memory.threads));
    if (name === 'function') return functionAt(text.slice(info));
    if (name === 'funcgraph_entry' || name === 'funcgraph_exit')
      return graphAt(name, text, colon + 1, memory.graph);
  }
  if (text.startsWith(IOCTL_RETURN, from)) {
    const ret = wholeNumber(text.slice(from + IOCTL_RETURN.length).trim());
    return one((at) => ioctlLeft(at, ret, memory.threads));
  }
  return functionAt(text.slice(from));
}

const one = (decode: ((at: Located) => Decoded) | null): Want | null =>
  decode === null ? null : { decode: (at) => [decode(at)], polled: false };

function functionAt(body: string): Want | null {
  const fn = enteredFunction(body);
  return fn === null ? null : one((at) => decodeFunction(fn, body, at));
}

function graphAt(name: string, text: string, from: number, graph: GraphCalls): Want | null {
  const body = skipSpaces(text, from);
  if (text.startsWith('func=', body))
    return one(rawGraph(name === 'funcgraph_entry', text.slice(body)));
  const parsed = graphText(text, from);
  if (parsed === null || !graph.wants(parsed)) return null;
  return { decode: (at) => graph.events(parsed, at), polled: false };
}

/** How QEMU's events begin that may stand in a comment; a piece of every such line. */
const QEMU_COMMENT = 'vfio_';
const COMMENT = `/* ${QEMU_COMMENT}`;

/** Pieces of the lines that are recognised here and by no table. */
export const wantNeedles: readonly string[] = [IOCTL_RETURN, COMMENT];

/**
 * What a comment of function graph text says: an event `name: fields`, or a text from trace_marker without any name,
 * of which only QEMU's events are of use.
 */
export function wantComment(said: string, memory: Memory): Want | null {
  const qemu = said.startsWith(QEMU_COMMENT) && isQemuEvent(said);
  if (qemu) return one((at) => decodeQemuTrace(said, at) ?? 'ignored');
  const name = said.indexOf(': ');
  return name > 0 && identifierEnd(said, 0) === name ? wantAt(said, 0, memory) : null;
}
