/** Makes a small file of a recorded one: the records stay, what no record needs goes. */
import type { RandomFile } from '../../src/model/format.ts';
import { CpuStream } from '../../parsers/trace-dat/cpu-stream.ts';
import { textOf } from '../../parsers/trace-dat/cursor.ts';
import { formatIn, nameIn } from '../../parsers/trace-dat/event-format.ts';
import { readHead } from '../../parsers/trace-dat/file-head.ts';
import { readFile6 } from '../../parsers/trace-dat/file6.ts';
import { codecOf, File7 } from '../../parsers/trace-dat/file7.ts';
import { PackedPages, type Pages, PlainPages } from '../../parsers/trace-dat/pages.ts';
import type { Recording } from '../../parsers/trace-dat/recording.ts';
import { ringLayout } from '../../parsers/trace-dat/ring.ts';
import { Symbols } from '../../parsers/trace-dat/symbols.ts';
import { spanOf } from '../../parsers/trace-dat/cursor.ts';
import type { WrittenBuffer, WrittenFile } from './trace-dat-file.ts';

export interface Cut {
  readonly version: 6 | 7;
  readonly packing: 'none' | 'zlib';
  /** Pages that are kept of each CPU. */
  readonly pages: number;
}

export function cutTraceDat(file: RandomFile, { version, packing, pages }: Cut): WrittenFile {
  const head = readHead(file);
  if (head === null) throw new Error('no file of trace-cmd');
  const recording =
    head.version === '7' ? new File7(file, head, fail).read() : readFile6(file, head, fail);
  const codec = codecOf(head);
  const buffers = recording.buffers.map((buffer): WrittenBuffer => ({
    name: buffer.name,
    clock: buffer.clock ?? 'local',
    cpus: buffer.cpus.map(({ cpu, data }) => {
      const { pageSize } = buffer;
      const plain =
        buffer.packed && codec !== null
          ? new PackedPages(file, codec, { data, pageSize, little: head.little })
          : new PlainPages(data, pageSize, 1);
      return { cpu: cpu ?? 0, data: taken(plain, pages) };
    }),
  }));
  const ids = eventsIn(recording, buffers, head.little);
  const formats = recording.formats.filter((text) => ids.has(formatIn(text)?.id ?? -1));
  return {
    version,
    little: head.little,
    pageSize: head.pageSize,
    packing,
    headerPage: recording.headerPage,
    headerEvent: recording.headerEvent,
    ftrace: formats.filter(isFtrace),
    events: formats.filter((text) => !isFtrace(text)),
    kallsyms: symbolsOf(recording),
    cmdlines: recording.cmdlines,
    options: [
      { id: 4, data: recording.clockText },
      { id: 5, data: recording.uname },
      ...(recording.date === null
        ? []
        : [{ id: 1, data: `0x${(recording.date / 1000n).toString(16)}` }]),
    ],
    buffers,
    text: null,
  };
}

/** Events of the tracers themselves, which a file keeps apart. */
const isFtrace = (text: string): boolean =>
  ['function', 'funcgraph_entry', 'funcgraph_exit', 'print'].includes(nameIn(text));

function fail({ text }: { readonly text: string }): never {
  throw new Error(text);
}

function taken(pages: Pages, count: number): Uint8Array {
  const kept: Uint8Array[] = [];
  for (let page = pages.next(); page !== null && kept.length < count; page = pages.next()) {
    kept.push(page);
  }
  return Buffer.concat(kept);
}

function eventsIn(
  recording: Recording,
  buffers: readonly WrittenBuffer[],
  little: boolean,
): ReadonlySet<number> {
  const layout = ringLayout(recording.headerPage, recording.headerEvent);
  if (layout === null) throw new Error('no layout');
  const ids = new Set<number>();
  for (const { data } of buffers.flatMap(({ cpus }) => cpus)) {
    const pages = new PlainPages(spanOf(data), layout.pageSize, 1);
    const stream = new CpuStream(0, pages, layout, little);
    stream.begin(stream.firstStamp ?? 0n);
    for (; stream.live; stream.advance()) ids.add(stream.view.getUint16(stream.at, little));
  }
  return ids;
}

/** The lines of the functions that matter, and of what stands behind each. */
function symbolsOf({ kallsyms }: Recording): string {
  if (kallsyms === null) return '';
  const all = textOf(kallsyms.read(0, kallsyms.size));
  const known = new Symbols(kallsyms);
  const lines = all.split('\n').flatMap((line) => {
    const address = /^[0-9a-f]+/.exec(line)?.[0];
    return address === undefined ? [] : [{ line, address: BigInt(`0x${address}`) }];
  });
  const sorted = lines.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  return sorted
    .filter(({ address }, i) => isKnown(known, address) || isKnown(known, sorted[i - 1]?.address))
    .map(({ line }) => `${line}\n`)
    .join('');
}

const isKnown = (symbols: Symbols, address: bigint | undefined): boolean =>
  address !== undefined && symbols.at(Number(BigInt.asUintN(52, address))) !== null;
