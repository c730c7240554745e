import type { LineFormat } from '../../src/model/format.ts';
import { dialectOf } from '../trace/dialect.ts';
import { TraceLineParser } from '../trace/line-parser.ts';
import { traceNeedles } from '../trace/needles.ts';
import { samples } from './samples.ts';

/** What the kernel prints in `/sys/kernel/tracing/trace` and `trace_pipe`. */
export const tracefs: LineFormat = {
  id: 'tracefs',
  title: 'tracefs trace and trace_pipe',
  describes:
    '/sys/kernel/tracing/trace and trace_pipe, Linux 4.15 and later, with any clock and text option',
  reads: 'lines',
  samples,
  needles: traceNeedles,
  claims: (line) => dialectOf(line) === 'tracefs',
  open: (sink) => new TraceLineParser(sink, 'tracefs'),
};
