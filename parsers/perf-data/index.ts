import type { ByteFormat, Sink } from '../../src/model/format.ts';
import type { ClockKind } from '../../src/model/time.ts';

/** `PERFILE2` in either byte order, and the `PERFFILE` of before 2.6.37. */
const MAGICS: readonly string[] = ['PERFILE2', '2ELIFREP', 'PERFFILE'];

const ADVICE = 'perf.data is read by perf alone: perf script --ns -i perf.data | msixray';

/** What `perf record` writes: recognised, so that nobody wonders, and not read. */
export const perfData: ByteFormat = {
  id: 'perf-data',
  title: "perf record's own file",
  describes: 'perf.data: recognised and not read; print it with perf script',
  reads: 'bytes',
  sniff: (head) => MAGICS.includes(textOf(head.subarray(0, 8))),
  open: (sink: Sink) => ({
    push: () => undefined,
    end: () => sink.problem('format-unusable', 1, ADVICE),
    epoch: 0n,
    clock: 'order' satisfies ClockKind,
  }),
};

const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
