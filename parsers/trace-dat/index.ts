import type { FileFormat } from '../../src/model/format.ts';
import { isTraceDat } from './file-head.ts';
import { TraceDatParser } from './parser.ts';

/** The file that trace-cmd records. */
export const traceDat: FileFormat = {
  id: 'trace-dat',
  title: "trace-cmd's own file",
  describes: 'trace.dat of trace-cmd record, versions 6 and 7, plain or packed by zlib or zstd',
  reads: 'file',
  sniff: isTraceDat,
  open: (file, sink) => new TraceDatParser(file, sink),
};
