/** From the text after a stamp to a decoder, before anything is built: almost every line of a trace ends here. */
import type { Decoded, DecoderRow, Located } from './decoder.ts';
import { colonlessDecoderOf, decoderOf } from './decoders.ts';
import { decodeQemuTrace, isQemuEvent } from '../qemu/decode.ts';
import { decodeFunction, enteredFunction } from './function-line.ts';
import { identifierEnd } from './functions.ts';
import { type GraphCalls, rawGraph } from './graph-calls.ts';
import { graphText } from './graph-text.ts';
import { probeAt, rawProbe } from './kprobe.ts';
import { COLON, OPEN_PAREN, skipSpaces } from './scan.ts';
import type { ThreadState } from './thread-state.ts';

/** How to decode a line whose head is still to be read: a row and its text, or what another decoder made of it. */
export type Want =
  | { readonly row: DecoderRow; readonly body: string }
  | { readonly row: null; readonly decode: (at: Located) => readonly Decoded[] };

export interface Memory {
  readonly threads: ThreadState;
  readonly graph: GraphCalls;
}

/**
 * How to decode the text that begins at `from`, `name: fields` or a function; null if nobody wants it. A line for which
 * this is not null holds one of the needles.
 */
export function wantAt(text: string, from: number, memory: Memory): Want | null {
  const end = identifierEnd(text, from);
  if (end === from) return null;
  const name = text.slice(from, end);
  if (text.charCodeAt(end) !== COLON) {
    return rowAt(colonlessDecoderOf(name), text, end) ?? functionAt(text.slice(from));
  }
  const info = skipSpaces(text, end + 1);
  const row = rowAt(decoderOf(name), text, info);
  if (row !== null) return row;
  if (text.charCodeAt(info) === OPEN_PAREN)
    return one(probeAt(name, text.slice(info), memory.threads));
  if (text.startsWith('__probe_', info))
    return one(rawProbe(name, text.slice(info), memory.threads));
  if (name === 'function') return functionAt(text.slice(info));
  const graph = name === 'funcgraph_entry' || name === 'funcgraph_exit';
  return graph ? graphAt(name, text, end + 1, memory.graph) : null;
}

/** What a wanted line says. `softirq` tells that its flags show softirq context. */
export function decodeWant(
  want: Want,
  at: Located,
  softirq: boolean,
  memory: Memory,
): readonly Decoded[] {
  if (want.row === null) return want.decode(at);
  const { row, body } = want;
  const decoded = row.decode(body, at, memory.threads);
  return softirq && row.polled?.(body) === true ? polled(decoded) : [decoded];
}

/** A poll is no interrupt; its entry still names the handler. */
const polled = (decoded: Decoded): readonly Decoded[] =>
  typeof decoded === 'object' && decoded.type === 'irq_handler_entry'
    ? [{ ...decoded, type: 'irq_handler_polled' }]
    : [];

function rowAt(row: DecoderRow | null, text: string, from: number): Want | null {
  if (row === null) return null;
  const body = text.slice(from);
  return row.wants === undefined || row.wants(body) ? { row, body } : null;
}

const one = (decode: ((at: Located) => Decoded) | null): Want | null =>
  decode === null ? null : { row: null, decode: (at) => [decode(at)] };

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
  return { row: null, decode: (at) => graph.events(parsed, at) };
}

/** How QEMU's events begin that may stand in a comment; a piece of every such line. */
const QEMU_COMMENT = 'vfio_';
const COMMENT = `/* ${QEMU_COMMENT}`;

/** Pieces of lines that are recognised here and by no table. */
export const wantNeedles: readonly string[] = [COMMENT];

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
