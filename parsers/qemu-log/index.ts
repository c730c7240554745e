import type { LineFormat } from '../../src/model/format.ts';
import { qemuEventNeedles, qemuReportNeedles } from '../qemu/decode.ts';
import { claimsQemuLog } from './claims.ts';
import { factNeedles } from './facts.ts';
import { QemuLogParser } from './parser.ts';
import { samples } from './samples.ts';

export const qemuLog: LineFormat = {
  id: 'qemu-log',
  title: "QEMU's log",
  describes:
    "trace events of QEMU's log back end in its three forms, error lines, libvirt's domain log",
  reads: 'lines',
  samples,
  claims: claimsQemuLog,
  needles: [...qemuEventNeedles, ...qemuReportNeedles, ...factNeedles],
  open: (sink, options) => new QemuLogParser(sink, options),
};
