import type { LineFormat } from '../../src/model/format.ts';
import { qemuEventNames } from '../qemu/decode.ts';
import { splitUst } from './line.ts';
import { DISCARDED_NEEDLE, QemuUstParser } from './parser.ts';
import { samples } from './samples.ts';

export const qemuUst: LineFormat = {
  id: 'qemu-ust',
  title: "QEMU's LTTng trace as text",
  describes: 'babeltrace, for a QEMU built with the ust back end',
  reads: 'lines',
  samples,
  claims: (line) => splitUst(line) !== null,
  needles: [...[...qemuEventNames].map((name) => `qemu:${name}: `), DISCARDED_NEEDLE],
  open: (sink, options) => new QemuUstParser(sink, options),
};
