/** What is measured: inputs, and the other ways to look at the same bytes. */
import { node, msixray, quoted, SPLIT_LINES } from './measure.ts';
import * as inputs from './inputs.ts';

export interface Case {
  readonly name: string;
  readonly about: string;
  readonly make: inputs.Make;
  /** Makes the file `log` of the file `plain`, by a command; null where they are the same. */
  readonly pack: string | null;
  /** Commands of bash on the file `log`. */
  readonly run: string;
  readonly rivals: Readonly<Partial<Record<Rival, string>>>;
}

export type Rival = 'grep' | 'split2' | 'perl' | 'producer';

/** `grep -cE` counts the lines that hold a needle; it fails where there is none. */
const grep = (format: string): string =>
  `grep -cE ${quoted(inputs.needlesOf(format).map(literally).join('|'))}`;

const literally = (needle: string): string =>
  needle.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

const split2 = node(SPLIT_LINES);

/** Counts the interrupts of each vector and remembers when. */
const perl = String.raw`perl -ne '
  if (/(\d+)\.(\d+): irq_handler_entry: +irq=(\d+) name=vfio-msix\[(\d+)\]\(([^)]+)\)/) {
    $count{"$5 $4"}++; $last{"$5 $4"} = "$1.$2";
  }
  END { print "$_ $count{$_} $last{$_}\n" for sort keys %count }'`;

const plain = (
  name: string,
  about: string,
  make: inputs.Make,
  format: string | null,
  more: Case['rivals'] = {},
): Case => ({
  name,
  about,
  make,
  pack: null,
  run: msixray('log'),
  rivals: {
    ...(format !== null && { grep: `${grep(format)} log` }),
    split2: `${split2} < log`,
    ...more,
  },
});

const packed = (tool: string): Case => ({
  ...plain(tool, `sparse, packed by ${tool}`, inputs.sparse, null),
  pack: `${tool} -qc plain > log`,
  rivals: { grep: `${tool} -dc log | ${grep('trace-cmd')}`, split2: `${tool} -dc log | ${split2}` },
});

const dense = { perl: `${perl} log` };

export const cases: readonly Case[] = [
  plain('sparse', 'a host trace, 1.8 % of its lines relevant', inputs.sparse, 'trace-cmd'),
  plain('dense', 'every line an interrupt of one device', inputs.dense, 'trace-cmd', dense),
  plain('many', 'every line an interrupt, of 64 devices', inputs.manyDevices, 'trace-cmd', dense),
  plain('windows', 'every line wanted, most of them rare', inputs.windows, 'trace-cmd'),
  plain('qemu', "QEMU's log, 0.5 % of its lines relevant", inputs.qemu, 'qemu-log'),
  plain('dmesg', 'a kernel log, of which every line is read', inputs.dmesg, null),
  packed('gzip'),
  packed('zstd'),
  {
    ...plain('pipe', 'sparse, through a pipe', inputs.sparse, null),
    run: `cat log | ${msixray('-')}`,
    rivals: { grep: `cat log | ${grep('trace-cmd')}`, split2: `cat log | ${split2}` },
  },
  {
    ...plain('windows-pipe', 'windows, through a pipe', inputs.windows, null),
    run: `cat log | ${msixray('-')}`,
    rivals: { split2: `cat log | ${split2}` },
  },
  {
    ...plain('report', 'trace-cmd report | msixray', inputs.recording, null),
    run: `trace-cmd report -i log | ${msixray('-')}`,
    rivals: { producer: 'trace-cmd report -i log > /dev/null' },
  },
];
