import type { LineFormat } from '../../src/model/format.ts';
import { claimsKernelLog } from './claims.ts';
import { KernelLogParser } from './parser.ts';
import { samples } from './samples/index.ts';

export const kernelLog: LineFormat = {
  id: 'kernel-log',
  title: 'Kernel log',
  describes:
    'dmesg, /dev/kmsg, journalctl, syslog, serial console, netconsole: Linux 3.x to 7.x, hosts and guests',
  reads: 'lines',
  samples,
  claims: claimsKernelLog,
  needles: null,
  open: (sink, options) => new KernelLogParser(sink, options),
};
