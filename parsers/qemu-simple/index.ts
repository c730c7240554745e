import type { ByteFormat } from '../../src/model/format.ts';
import { QemuSimpleParser } from './parser.ts';
import { byteOrder } from './record.ts';

export const qemuSimple: ByteFormat = {
  id: 'qemu-simple',
  title: "QEMU's simple trace file",
  describes: 'the binary file of a QEMU built with the simple back end, version 4',
  reads: 'bytes',
  sniff: (head) => byteOrder(head) !== null,
  open: (sink, options) => new QemuSimpleParser(sink, options),
};
