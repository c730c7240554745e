import type { LineFormat } from '../../src/model/format.ts';
import { classify } from './messages/index.ts';
import { KernelLogParser } from './parser.ts';
import { readPrefix } from './prefix.ts';
import { samples } from './samples.ts';

export const kernelLog: LineFormat = {
  id: 'kernel-log',
  title: 'Kernel log',
  describes:
    'dmesg, /dev/kmsg, journalctl, syslog, serial console, netconsole: Linux 3.x to 7.x, hosts and guests',
  reads: 'lines',
  samples,
  claims: (line) => readPrefix(line) !== null || classify(line.trim()) !== null,
  needles: null,
  open: (sink, options) => new KernelLogParser(sink, options),
};
