/**
 * The trace that a kernel prints into its own log when it dies (ftrace_dump_on_oops), for the parser of that log:
 *
 *   Dumping ftrace buffer:
 *   ---------------------------------
 *     <idle>-0         0d.h1. 5505440us : irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)
 *   ---------------------------------
 *
 * It has the latency layout, in microseconds from the buffer's start, and any CPU's buffer may be cut.
 */
import type { Event } from '../../src/model/event/index.ts';
import type { LineParser, ParserOptions, Sink } from '../../src/model/format.ts';
import { Head } from './head.ts';
import { lossMark } from './marks.ts';
import { TraceLineParser } from './line-parser.ts';
import { nextStampColon } from './stamp.ts';

/** Texts that begin a dump; the line of dashes follows. */
export const dumpStart = 'Dumping ftrace buffer:';

/** Is this a line of a dump: one of the latency layout, or a mark of loss in it? */
export function isDumpLine(text: string): boolean {
  const colon = nextStampColon(text, 0);
  if (colon < 0) return lossMark(text) !== null;
  const head = new Head();
  return head.read(text, colon) && head.stamp.form === 'micros';
}

/**
 * A parser for the inner lines of a dump, without the log's own prefix. Its events have no stamps (`t` null): the dump
 * counts from another zero than the log around it, and all its lines were printed long after what they tell.
 */
export function openTraceLines(sink: Sink, _options: ParserOptions): LineParser {
  const withoutStamps: Sink = {
    event: (event) => sink.event(withoutStamp(event)),
    problem: (...about) => sink.problem(...about),
  };
  return new TraceLineParser(withoutStamps, 'tracefs');
}

const withoutStamp = (event: Event): Event => ({ ...event, t: null });
