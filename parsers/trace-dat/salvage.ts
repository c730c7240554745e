/**
 * A file that lost its end lost the tables of its records with it: trace-cmd writes them last. The sections still stand
 * one behind the other, and the records of each CPU begin at a page of the file. Which CPU they are of is not said there.
 */
import { Cursor, type Span, pieceOf, viewOf } from './cursor.ts';
import type { FileHead } from './file-head.ts';
import { OPTION } from './options.ts';
import type { CpuData } from './recording.ts';

export interface Section {
  readonly id: number;
  readonly packed: boolean;
  /** Of its head. */
  readonly at: number;
  /** Where its content begins, and its bytes in the file. */
  readonly from: number;
  readonly size: number;
}

/** The file has a dozen; each instance of a recording adds two. */
const SECTIONS_MAX = 4096;
const CPUS_MAX = 8192;
const CHUNKS_MAX = 1_000_000;

/** All sections, in the order in which they stand; the last one may be cut. */
export function sectionsOf(
  file: Span,
  head: FileHead,
  sectionAt: (at: number) => Section | null,
): readonly Section[] {
  const sections: Section[] = [];
  let at = head.end;
  while (at < file.size && sections.length < SECTIONS_MAX) {
    const section = sectionAt(at);
    if (section === null || section.id > OPTION.bufferText) break;
    sections.push(section);
    at = section.from + section.size;
  }
  return sections;
}

/** The records in a section, without the numbers of their CPUs. */
export function cpusIn(
  file: Span,
  section: Section,
  { little, pageSize }: FileHead,
): readonly CpuData[] {
  if (pageSize < 512) return [];
  const start = Math.ceil(section.from / pageSize) * pageSize;
  // The size of the section is written last, too.
  const end = section.size === 0 ? file.size : Math.min(file.size, section.from + section.size);
  return section.packed
    ? packedCpus(file, start, end, { little, pageSize })
    : plainCpus(file, start, end, { little, pageSize });
}

interface Layout {
  readonly little: boolean;
  readonly pageSize: number;
}

function packedCpus(
  file: Span,
  start: number,
  end: number,
  { little, pageSize }: Layout,
): readonly CpuData[] {
  const cpus: CpuData[] = [];
  let at = start;
  while (at < end && cpus.length < CPUS_MAX) {
    const size = piecesSize(file, at, { little, pageSize });
    if (size === 0) break;
    cpus.push({ cpu: null, data: pieceOf(file, at, size) });
    at = Math.ceil((at + size) / pageSize) * pageSize;
  }
  return cpus;
}

/** Bytes of the packed records that begin at a place; 0 if none do. */
function piecesSize(file: Span, at: number, { little, pageSize }: Layout): number {
  const cursor = new Cursor(file, little, at);
  const count = cursor.u32();
  if (count === 0 || count > CHUNKS_MAX) return 0;
  for (let i = 0; i < count; i++) {
    const packed = cursor.u32();
    const length = cursor.u32();
    if (cursor.failed) return file.size - at;
    if (length === 0 || length % pageSize !== 0) return 0;
    cursor.span(packed);
    if (cursor.failed) return file.size - at;
  }
  return cursor.at - at;
}

const BLOCK = 4 * 1024 * 1024;

/** Where a page is older than the one before it, another CPU begins. */
function plainCpus(
  file: Span,
  start: number,
  end: number,
  { little, pageSize }: Layout,
): readonly CpuData[] {
  const cpus: CpuData[] = [];
  let from = start;
  let last = 0n;
  const keep = (to: number): void => {
    if (to > from && cpus.length < CPUS_MAX) {
      cpus.push({ cpu: null, data: pieceOf(file, from, to - from) });
    }
  };
  const step = Math.max(pageSize, BLOCK - (BLOCK % pageSize));
  for (let at = start; at < end; at += step) {
    const view = viewOf(file.read(at, Math.min(step, end - at)));
    for (let page = 0; page + 16 <= view.byteLength; page += pageSize) {
      const stamp = view.getBigUint64(page, little);
      if (stamp < last) {
        keep(at + page);
        from = at + page;
      }
      last = stamp;
    }
  }
  keep(end);
  return cpus;
}
