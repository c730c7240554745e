/**
 * Files of version 7, since trace-cmd 3.0: sections anywhere in the file, which options point to.
 *
 *   section   u16 id   u16 flags (1: packed)   u32 name   u64 size   content
 *   packed    u32 packed size   u32 unpacked size   bytes
 *   options   u16 id   u32 size   bytes … and at the end id 0, size 8: u64 place of the next options, 0 for none
 */
import type { PieceCodec, RandomFile } from '../../src/model/format.ts';
import { Cursor, type Span, pieceOf, spanOf } from './cursor.ts';
import { clockNameIn } from './clock.ts';
import type { FileHead } from './file-head.ts';
import { OPTION, Values } from './options.ts';
import type { Buffer, CpuData, RecordedText, Recording, Tell } from './recording.ts';
import { cpusIn, type Section, sectionsOf } from './salvage.ts';
import { readCmdlines, readFtraceFormats, readHeaders, readSystems, sized } from './sections.ts';

const PACKED = 1;

/** Symbols are the longest section, 8 MiB unpacked on a kernel with many modules. Of all sections together. */
const SECTIONS_MAX = 192 * 1024 * 1024;
/** Chains of options are two or three long. */
const CHAIN_MAX = 256;
const BUFFERS_MAX = 1024;

function sectionAt(file: Span, head: FileHead, at: number): Section | null {
  const cursor = new Cursor(file, head.little, at);
  const id = cursor.u16();
  const flags = cursor.u16();
  cursor.u32();
  const size = cursor.u64();
  return cursor.failed ? null : { id, packed: (flags & PACKED) !== 0, at, from: cursor.at, size };
}

/** How pieces of this file are packed; null for none, or for a way that nobody here knows. */
export const codecOf = ({ packing }: FileHead): PieceCodec | null =>
  packing === 'zlib' || packing === 'zstd' ? packing : null;

export class File7 {
  readonly #file: RandomFile;
  readonly #head: FileHead;
  readonly #tell: Tell;
  readonly #values = new Values();
  readonly #formats: string[] = [];
  readonly #buffers: Buffer[] = [];
  readonly #texts: RecordedText[] = [];
  #headers = { page: '', event: '' };
  #kallsyms: Span | null = null;
  #cmdlines = '';
  /** Sections that options led to. */
  readonly #places = new Set<number>();
  #wasCut = false;
  #unpackedBytes = 0;

  constructor(file: RandomFile, head: FileHead, tell: Tell) {
    this.#file = file;
    this.#head = head;
    this.#tell = tell;
  }

  read(): Recording {
    const seen = new Set<number>();
    let at = this.#head.next;
    if (at === 0) this.#cut('the recording was never finished: trace-cmd restore puts it together');
    while (at !== 0 && !seen.has(at) && seen.size < CHAIN_MAX) {
      seen.add(at);
      at = this.#options(at);
    }
    if (this.#wasCut) this.#salvage(seen);
    return {
      headerPage: this.#headers.page,
      headerEvent: this.#headers.event,
      formats: this.#formats,
      kallsyms: this.#kallsyms,
      cmdlines: this.#cmdlines,
      clockText: this.#values.clockText,
      uname: this.#values.uname,
      date: this.#values.date,
      offset: this.#values.offset,
      tsc: this.#values.tsc,
      stats: this.#values.stats,
      isGuest: this.#values.isGuest,
      buffers: this.#buffers,
      texts: this.#texts,
    };
  }

  /** Reads what the options that are left do not lead to. */
  #salvage(chain: ReadonlySet<number>): void {
    for (const section of sectionsOf(this.#file, this.#head, (at) =>
      sectionAt(this.#file, this.#head, at),
    )) {
      const { id, at, packed } = section;
      if (chain.has(at) || this.#places.has(at)) continue;
      if (id === OPTION.done) this.#options(at);
      else if (id === OPTION.buffer) {
        const cpus = cpusIn(this.#file, section, this.#head);
        const { pageSize } = this.#head;
        const clock = clockNameIn(this.#values.clockText);
        this.#buffers.push({ name: '', clock, pageSize, packed, cpus });
      } else if (id === OPTION.bufferText) this.#textIn(section);
      else this.#part(id, at);
    }
  }

  /** Reads one section of options and answers where the next one is; 0 for nowhere. */
  #options(at: number): number {
    const content = this.#section(at, OPTION.done);
    if (content === null) return 0;
    const cursor = new Cursor(content, this.#head.little);
    while (cursor.left > 0) {
      const id = cursor.u16();
      const length = cursor.u32();
      const data = cursor.bytes(length);
      if (cursor.failed) break;
      if (id === OPTION.done) return new Cursor(spanOf(data), this.#head.little).u64();
      this.#option(id, data);
    }
    this.#cut('the options end too soon');
    return 0;
  }

  #option(id: number, data: Uint8Array): void {
    if (this.#values.take(id, data, this.#head.little)) return;
    const cursor = new Cursor(spanOf(data), this.#head.little);
    if (id === OPTION.buffer) this.#buffer(cursor);
    else if (id === OPTION.bufferText) this.#text(cursor);
    else if (id >= OPTION.headerInfo && id <= OPTION.cmdlines) this.#part(id, cursor.u64());
  }

  /** Reads the section of this id at this place. */
  #part(id: number, at: number): void {
    if (this.#places.has(at)) return;
    this.#places.add(at);
    if (id === OPTION.kallsyms) {
      const content = this.#lazy(at, id);
      if (content !== null) this.#kallsyms = content;
      return;
    }
    if (
      id !== OPTION.headerInfo &&
      id !== OPTION.ftraceEvents &&
      id !== OPTION.eventFormats &&
      id !== OPTION.cmdlines
    )
      return;
    const content = this.#section(at, id);
    if (content === null) return;
    const cursor = new Cursor(content, this.#head.little);
    if (id === OPTION.cmdlines) this.#cmdlines += readCmdlines(cursor);
    else if (id === OPTION.headerInfo) this.#headers = readHeaders(cursor) ?? this.#headers;
    else if (id === OPTION.ftraceEvents) this.#whole(readFtraceFormats(cursor, this.#formats));
    else this.#whole(readSystems(cursor, this.#formats));
  }

  #whole(ok: boolean): void {
    if (!ok) this.#cut('the formats of the events end too soon');
  }

  /** The content of a section, unpacked; null if it is not there. */
  #section(at: number, id: number): Span | null {
    const head = sectionAt(this.#file, this.#head, at);
    if (head === null || head.id !== id) {
      this.#cut(`no section ${id} at byte ${at}`);
      return null;
    }
    const content = pieceOf(this.#file, head.from, head.size);
    if (content.size < head.size) this.#cut(`section ${id} ends too soon`);
    return head.packed ? this.#unpacked(content, id) : content;
  }

  #unpacked(content: Span, id: number): Span | null {
    const cursor = new Cursor(content, this.#head.little);
    const packed = cursor.u32();
    const length = cursor.u32();
    const codec = codecOf(this.#head);
    this.#unpackedBytes += length;
    if (codec === null || this.#unpackedBytes > SECTIONS_MAX) {
      this.#cut(codec === null ? `packed by ${this.#head.packing}` : 'the sections are too long');
      return null;
    }
    const bytes = this.#file.unpack(codec, cursor.bytes(packed), length);
    if (bytes === null || cursor.failed) {
      this.#cut(`section ${id} cannot be unpacked`);
      return null;
    }
    return spanOf(bytes);
  }

  /** Symbols: looked for at once, unpacked when they are asked for. */
  #lazy(at: number, id: number): Span | null {
    const head = sectionAt(this.#file, this.#head, at);
    if (head === null || head.id !== id) {
      this.#cut(`no section ${id} at byte ${at}`);
      return null;
    }
    let content: Span | null = null;
    const open = (): Span => (content ??= this.#symbols(at, id));
    return {
      get size(): number {
        return open().size;
      },
      read: (from, length) => open().read(from, length),
    };
  }

  #symbols(at: number, id: number): Span {
    const whole = this.#section(at, id);
    return whole === null ? spanOf(new Uint8Array(0)) : sized(new Cursor(whole, this.#head.little));
  }

  /** `u64 place   name   clock   u32 page size   u32 CPUs`, and for each `u32 CPU   u64 place   u64 size`. */
  #buffer(cursor: Cursor): void {
    const at = cursor.u64();
    this.#places.add(at);
    const name = cursor.text();
    const clock = cursor.text();
    const pageSize = cursor.u32();
    const count = cursor.u32();
    const packed = sectionAt(this.#file, this.#head, at)?.packed ?? false;
    const cpus: CpuData[] = [];
    for (let i = 0; i < count && cursor.left > 0; i++) {
      const cpu = cursor.u32();
      const from = cursor.u64();
      const size = cursor.u64();
      if (cursor.failed || size === 0) continue;
      // The size of packed records leaves out the word that counts the pieces (trace-cmd 3.1).
      const data = pieceOf(this.#file, from, packed ? size + 4 : size);
      if (data.size < size) this.#cut(`the records of CPU ${cpu} end too soon`);
      cpus.push({ cpu, data });
    }
    if (cursor.failed || this.#buffers.length >= BUFFERS_MAX) {
      this.#cut('a buffer without a table of its CPUs');
      return;
    }
    this.#buffers.push({ name, clock: clock === '' ? null : clock, pageSize, packed, cpus });
  }

  /** `u64 place   name   clock`: the section there holds the text, packed like records are. */
  #text(cursor: Cursor): void {
    const at = cursor.u64();
    this.#places.add(at);
    const section = sectionAt(this.#file, this.#head, at);
    if (section === null) this.#cut('a text that is not there');
    else this.#textIn(section);
  }

  #textIn({ from, size, packed }: Section): void {
    const data = pieceOf(this.#file, from, size);
    if (data.size < size) this.#cut('the text ends too soon');
    if (this.#texts.length < BUFFERS_MAX) this.#texts.push({ data, packed });
  }

  #cut(text: string): void {
    this.#wasCut = true;
    this.#tell({ key: 'input-cut', text });
  }
}
