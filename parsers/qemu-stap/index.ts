import type { LineFormat } from '../../src/model/format.ts';
import { qemuEventNeedles } from '../qemu/decode.ts';
import { QemuStapParser, splitStap } from './parser.ts';
import { samples } from './samples.ts';

export const qemuStap: LineFormat = {
  id: 'qemu-stap',
  title: "QEMU's SystemTap text",
  describes: 'qemu-trace-stap run, for a QEMU built with the dtrace back end (Fedora, RHEL)',
  reads: 'lines',
  samples,
  claims: (line) => splitStap(line) !== null,
  needles: qemuEventNeedles,
  open: (sink, options) => new QemuStapParser(sink, options),
};
