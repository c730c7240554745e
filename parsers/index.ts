/** Every format, in no particular order: a line is claimed by exactly one. */
import type { Format } from '../src/model/format.ts';
import { kernelLog } from './kernel-log/index.ts';
import { lspci } from './lspci/index.ts';
import { perfData } from './perf-data/index.ts';
import { perfScript } from './perf-script/index.ts';
import { perfTrace } from './perf-trace/index.ts';
import { strace } from './strace/index.ts';
import { traceDat } from './trace-dat/index.ts';
import { traceCmd } from './trace-cmd/index.ts';
import { tracefs } from './tracefs/index.ts';
import { qemuLog } from './qemu-log/index.ts';
import { qemuUst } from './qemu-ust/index.ts';
import { qemuStap } from './qemu-stap/index.ts';
import { qemuSimpletrace } from './qemu-simpletrace/index.ts';
import { qemuSimple } from './qemu-simple/index.ts';
import { procInterrupts } from './proc-interrupts/index.ts';

export const formats: readonly Format[] = [
  kernelLog,
  lspci,
  procInterrupts,
  traceCmd,
  traceDat,
  tracefs,
  perfScript,
  perfData,
  perfTrace,
  strace,
  qemuLog,
  qemuUst,
  qemuStap,
  qemuSimpletrace,
  qemuSimple,
];
