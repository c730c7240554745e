import type { LineFormat } from '../../src/model/format.ts';
import { withoutReturn } from '../trace/scan.ts';
import { isStraceLine } from './line.ts';
import { StraceParser } from './parser.ts';
import { samples } from './samples.ts';

/** The log of `strace`. */
export const strace: LineFormat = {
  id: 'strace',
  title: 'strace',
  describes: 'strace of VFIO ioctls, with or without -f, -t, -tt, -ttt, -r, -T, -y, -yy and -X',
  reads: 'lines',
  samples,
  // Relative stamps (-r) add up over all lines.
  needles: null,
  claims: (line) => isStraceLine(withoutReturn(line)),
  open: (sink) => new StraceParser(sink),
};
