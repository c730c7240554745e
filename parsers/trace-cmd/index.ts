import type { LineFormat } from '../../src/model/format.ts';
import { dialectOf } from '../trace/dialect.ts';
import { TraceLineParser } from '../trace/line-parser.ts';
import { traceNeedles } from '../trace/needles.ts';
import { samples } from './samples.ts';

/** The text of `trace-cmd report`. */
export const traceCmd: LineFormat = {
  id: 'trace-cmd',
  title: 'trace-cmd report',
  describes:
    'trace-cmd report 2.x to 3.4, with -t, -l, -R, --raw-ts, --ts-diff, --align-ts and any clock',
  reads: 'lines',
  samples,
  needles: traceNeedles,
  claims: (line) => dialectOf(line) === 'trace-cmd',
  open: (sink) => new TraceLineParser(sink, 'trace-cmd'),
};
