/** Opens what a recording holds for reading one after another. */
import type { RandomFile } from '../../src/model/format.ts';
import type { Span } from './cursor.ts';
import { CpuStream } from './cpu-stream.ts';
import type { FileHead } from './file-head.ts';
import { codecOf } from './file7.ts';
import { PackedPages, type Pages, PlainPages } from './pages.ts';
import type { Buffer, Tell } from './recording.ts';
import type { RingLayout } from './ring.ts';

const PAGE_MIN = 512;
const PAGE_MAX = 16 * 1024 * 1024;

export interface Opener {
  readonly file: RandomFile;
  readonly head: FileHead;
  readonly tell: Tell;
}

/** The records of all CPUs of all buffers, in the order of the file. */
export function streamsOf(
  opener: Opener,
  buffers: readonly Buffer[],
  layout: RingLayout,
): readonly CpuStream[] {
  const count = buffers.reduce((sum, { cpus }) => sum + cpus.length, 0);
  return buffers.flatMap(({ cpus, packed, pageSize }) =>
    cpus.flatMap(({ cpu, data }) => {
      const pages = pagesOf(opener, { data, packed, pageSize }, count);
      return pages === null ? [] : [new CpuStream(cpu, pages, layout, opener.head.little)];
    }),
  );
}

/** Null, and told, where they cannot be unpacked. `count`: how many are read side by side. */
export function pagesOf(
  { file, head, tell }: Opener,
  { data, packed, pageSize }: { data: Span; packed: boolean; pageSize: number },
  count: number,
): Pages | null {
  if (pageSize < PAGE_MIN || pageSize > PAGE_MAX) {
    tell({ key: 'input-cut', text: `pages of ${pageSize} bytes` });
    return null;
  }
  if (!packed) return new PlainPages(data, pageSize, count);
  const codec = codecOf(head);
  if (codec !== null) return new PackedPages(file, codec, { data, pageSize, little: head.little });
  tell({ key: 'format-unusable', text: `the records are packed by ${head.packing}` });
  return null;
}
