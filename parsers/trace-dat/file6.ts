/**
 * Files of version 6, up to trace-cmd 2.9: parts in a fixed order, then options, then for each buffer a table of its CPUs.
 *
 *   headers, formats of ftrace, formats of systems, symbols, printk formats, tasks, u32 CPUs
 *   "options  " NUL   u16 id   u32 size   bytes … and at the end a lone u16 zero
 *   "flyrecord" NUL   for each CPU u64 place   u64 size;   u64 size   the clock, as in trace_clock
 *   "latency  " NUL   the text of the file trace, to the end
 */
import type { RandomFile } from '../../src/model/format.ts';
import { Cursor, pieceOf, textOf } from './cursor.ts';
import type { FileHead } from './file-head.ts';
import { clockNameIn } from './clock.ts';
import { OPTION, Values } from './options.ts';
import type { Buffer, CpuData, RecordedText, Recording, Tell } from './recording.ts';
import { readCmdlines, readFtraceFormats, readHeaders, readSystems, sized } from './sections.ts';

const CPUS_MAX = 65_536;
const BUFFERS_MAX = 1024;
const OPTIONS_MAX = 100_000;
const OPTION_MAX = 1024 * 1024;
const CLOCK_MAX = 4096;

export function readFile6(file: RandomFile, head: FileHead, tell: Tell): Recording {
  return new File6(file, head, tell).read();
}

class File6 {
  readonly #file: RandomFile;
  readonly #head: FileHead;
  readonly #tell: Tell;
  readonly #values = new Values();
  readonly #formats: string[] = [];
  readonly #buffers: Buffer[] = [];
  readonly #texts: RecordedText[] = [];
  /** Instances: where their tables are, and their names. */
  readonly #instances: (readonly [at: number, name: string])[] = [];
  #cpus = 0;

  constructor(file: RandomFile, head: FileHead, tell: Tell) {
    this.#file = file;
    this.#head = head;
    this.#tell = tell;
  }

  read(): Recording {
    const cursor = new Cursor(this.#file, this.#head.little, this.#head.next);
    const headers = readHeaders(cursor);
    readFtraceFormats(cursor, this.#formats);
    readSystems(cursor, this.#formats);
    const kallsyms = sized(cursor);
    sized(cursor);
    const cmdlines = readCmdlines(cursor);
    this.#cpus = Math.min(cursor.u32(), CPUS_MAX);
    this.#rest(cursor);
    if (cursor.failed) this.#cut('the file ends before its records');
    return {
      headerPage: headers?.page ?? '',
      headerEvent: headers?.event ?? '',
      formats: this.#formats,
      kallsyms,
      cmdlines,
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

  #rest(cursor: Cursor): void {
    let kind = cursor.text().trim();
    if (kind === 'options') {
      this.#options(cursor);
      kind = cursor.text().trim();
    }
    if (kind === 'latency') {
      this.#texts.push({ data: pieceOf(this.#file, cursor.at, cursor.left), packed: false });
    } else if (kind === 'flyrecord') {
      this.#buffer(cursor, '');
      for (const [at, name] of this.#instances) {
        const table = new Cursor(this.#file, this.#head.little, at);
        if (table.text() === 'flyrecord') this.#buffer(table, name);
        else this.#cut(`no records of the instance ${name}`);
      }
    }
  }

  #options(cursor: Cursor): void {
    for (let i = 0; i < OPTIONS_MAX && !cursor.failed; i++) {
      const id = cursor.u16();
      if (id === OPTION.done) return;
      const length = cursor.u32();
      if (length > OPTION_MAX) {
        cursor.failed = true;
        return;
      }
      const data = cursor.bytes(length);
      if (id === OPTION.buffer) this.#instance(data);
      else this.#values.take(id, data, this.#head.little);
    }
  }

  /** `u64 place   name`. */
  #instance(data: Uint8Array): void {
    const cursor = new Cursor(
      { size: data.length, read: (at, length) => data.subarray(at, at + length) },
      this.#head.little,
    );
    const at = cursor.u64();
    if (cursor.failed || this.#instances.length >= BUFFERS_MAX) return;
    this.#instances.push([at, textOf(data.subarray(8)).replace(/\0.*$/s, '')]);
  }

  #buffer(cursor: Cursor, name: string): void {
    const cpus: CpuData[] = [];
    for (let cpu = 0; cpu < this.#cpus; cpu++) {
      const from = cursor.u64();
      const size = cursor.u64();
      if (cursor.failed) break;
      if (size === 0) continue;
      const data = pieceOf(this.#file, from, size);
      if (data.size < size) this.#cut(`the records of CPU ${cpu} end too soon`);
      cpus.push({ cpu, data });
    }
    const clock = this.#values.hasClock ? this.#clockIn(cursor) : null;
    this.#buffers.push({ name, clock, pageSize: this.#head.pageSize, packed: false, cpus });
  }

  #clockIn(cursor: Cursor): string | null {
    const length = cursor.u64();
    return cursor.failed || length > CLOCK_MAX
      ? null
      : clockNameIn(textOf(cursor.bytes(length)).replace(/\0.*$/s, ''));
  }

  #cut(text: string): void {
    this.#tell({ key: 'input-cut', text });
  }
}
