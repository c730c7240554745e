import type { LineFormat, LineParser, Sink } from '../../src/model/format.ts';
import { isHeader, isRow, readRow } from './row.ts';
import { samples } from './samples.ts';

export const procInterrupts: LineFormat = {
  id: 'proc-interrupts',
  title: '/proc/interrupts',
  describes: 'one snapshot of /proc/interrupts or several in a file, any number of CPUs',
  reads: 'lines',
  samples,
  claims: (line) => isHeader(line) || isRow(line.trimEnd()),
  needles: null,
  open: (sink) => parser(sink),
};

const parser = (sink: Sink): LineParser => ({
  line(text, number) {
    const row = readRow(text.trimEnd());
    if (row === null) return;
    sink.event({ type: 'proc_interrupts_row', ...row, t: null, line: number, text });
  },
  end() {},
  epoch: 0n,
  clock: 'order',
});
