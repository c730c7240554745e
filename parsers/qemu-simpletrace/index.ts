import type { LineFormat } from '../../src/model/format.ts';
import { isSimpletrace, QemuSimpletraceParser } from './parser.ts';
import { samples } from './samples.ts';

export const qemuSimpletrace: LineFormat = {
  id: 'qemu-simpletrace',
  title: 'simpletrace.py text',
  describes: "QEMU's scripts/simpletrace.py, which prints the files of the simple back end",
  reads: 'lines',
  samples,
  claims: isSimpletrace,
  /** Each line's time is counted from the one before it. */
  needles: null,
  open: (sink, options) => new QemuSimpletraceParser(sink, options),
};
