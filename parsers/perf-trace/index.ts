import type { LineFormat } from '../../src/model/format.ts';
import { withoutReturn } from '../trace/scan.ts';
import { perfTraceHead } from './line.ts';
import { PerfTraceParser } from './parser.ts';
import { samples } from './samples.ts';

/** The text of `perf trace`. */
export const perfTrace: LineFormat = {
  id: 'perf-trace',
  title: 'perf trace',
  describes: 'perf trace of ioctl calls',
  reads: 'lines',
  samples,
  needles: ['ioctl('],
  claims: (line) => perfTraceHead(withoutReturn(line)) !== null,
  open: (sink) => new PerfTraceParser(sink),
};
