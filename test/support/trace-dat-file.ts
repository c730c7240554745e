/** Writes files of trace-cmd, so that tests can have any of their forms. */
import { deflateSync } from 'node:zlib';

export interface WrittenBuffer {
  readonly name: string;
  readonly clock: string;
  /** Plain pages of each CPU. */
  readonly cpus: readonly { readonly cpu: number; readonly data: Uint8Array }[];
}

export interface WrittenFile {
  readonly version: 6 | 7;
  readonly little: boolean;
  readonly pageSize: number;
  readonly packing: 'none' | 'zlib';
  readonly headerPage: string;
  readonly headerEvent: string;
  /** Texts of format files: of ftrace, and of everything else. */
  readonly ftrace: readonly string[];
  readonly events: readonly string[];
  readonly kallsyms: string;
  readonly cmdlines: string;
  /** Options besides those that every file needs. */
  readonly options: readonly { readonly id: number; readonly data: string | Uint8Array }[];
  readonly buffers: readonly WrittenBuffer[];
  /** The text of a latency tracer instead of buffers. */
  readonly text: string | null;
}

/** Pieces of a packed buffer have so many pages. */
const PIECE_PAGES = 10;

/** Numbers and texts one after another. */
class Bytes {
  readonly #parts: Uint8Array[] = [];
  readonly #little: boolean;
  length = 0;

  constructor(little: boolean) {
    this.#little = little;
  }

  raw(bytes: Uint8Array | string): this {
    const part = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
    this.#parts.push(part);
    this.length += part.length;
    return this;
  }

  /** With a NUL. */
  text(text: string): this {
    return this.raw(`${text}\0`);
  }

  u8(value: number): this {
    return this.raw(Uint8Array.of(value));
  }

  u16(value: number): this {
    return this.#number(2, (view) => view.setUint16(0, value, this.#little));
  }

  u32(value: number): this {
    return this.#number(4, (view) => view.setUint32(0, value, this.#little));
  }

  u64(value: number | bigint): this {
    return this.#number(8, (view) => view.setBigUint64(0, BigInt(value), this.#little));
  }

  /** Up to a multiple of `size` in a file in which these bytes begin at `at`. */
  align(size: number, at: number): this {
    return this.raw(new Uint8Array((size - ((at + this.length) % size)) % size));
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #number(size: number, set: (view: DataView) => void): this {
    const bytes = new Uint8Array(size);
    set(new DataView(bytes.buffer));
    return this.raw(bytes);
  }
}

export function traceDatFile(file: WrittenFile): Buffer {
  return file.version === 6 ? version6(file) : version7(file);
}

const head = ({ version, little, pageSize }: WrittenFile): Bytes =>
  new Bytes(little)
    .raw(Uint8Array.of(0x17, 0x08, 0x44))
    .raw('tracing')
    .text(`${version}`)
    .u8(little ? 0 : 1)
    .u8(8)
    .u32(pageSize);

function headers({ little, headerPage, headerEvent }: WrittenFile): Buffer {
  return new Bytes(little)
    .text('header_page')
    .u64(headerPage.length)
    .raw(headerPage)
    .text('header_event')
    .u64(headerEvent.length)
    .raw(headerEvent)
    .bytes();
}

function formats(little: boolean, texts: readonly string[]): Buffer {
  const bytes = new Bytes(little).u32(texts.length);
  for (const text of texts) bytes.u64(Buffer.byteLength(text)).raw(text);
  return bytes.bytes();
}

const systems = ({ little, events }: WrittenFile): Buffer =>
  new Bytes(little).u32(1).text('all').raw(formats(little, events)).bytes();

const kallsymsOf = ({ little, kallsyms }: WrittenFile): Buffer =>
  new Bytes(little).u32(Buffer.byteLength(kallsyms)).raw(kallsyms).bytes();

const cmdlinesOf = ({ little, cmdlines }: WrittenFile): Buffer =>
  new Bytes(little).u64(Buffer.byteLength(cmdlines)).raw(cmdlines).bytes();

const dataOf = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? Buffer.from(`${data}\0`) : data;

function version6(file: WrittenFile): Buffer {
  const { little, pageSize, buffers } = file;
  const cpuCount = Math.max(0, ...buffers.flatMap(({ cpus }) => cpus.map(({ cpu }) => cpu + 1)));
  const bytes = head(file)
    .raw(headers(file))
    .raw(formats(little, file.ftrace))
    .raw(systems(file))
    .raw(kallsymsOf(file))
    .u32(0)
    .raw(cmdlinesOf(file))
    .u32(cpuCount);
  if (file.text !== null) return bytes.raw('latency  \0').raw(file.text).bytes();
  bytes.raw('options  \0');
  for (const { id, data } of file.options) {
    const value = dataOf(data);
    bytes.u16(id).u32(value.length).raw(value);
  }
  // Places are known once the lengths of all options are: an instance's option has 8 bytes and the name.
  const instances = buffers.slice(1);
  const optionsEnd =
    bytes.length + instances.reduce((sum, { name }) => sum + 15 + name.length, 0) + 2;
  const table = (buffer: WrittenBuffer, at: number): Bytes => {
    const clock = `[${buffer.clock}]`;
    const start = at + 10 + 16 * cpuCount + 8 + clock.length;
    const records = new Bytes(little).align(pageSize, start);
    const places = new Bytes(little).raw('flyrecord\0');
    for (let cpu = 0; cpu < cpuCount; cpu++) {
      const data = buffer.cpus.find((one) => one.cpu === cpu)?.data ?? new Uint8Array(0);
      places.u64(data.length === 0 ? 0 : start + records.length).u64(data.length);
      records.raw(data).align(pageSize, start);
    }
    return places.u64(clock.length).raw(clock).raw(records.bytes());
  };
  let at = optionsEnd;
  const tables = buffers.map((buffer) => {
    const written = { at, bytes: table(buffer, at).bytes() };
    at += written.bytes.length;
    return written;
  });
  instances.forEach(({ name }, i) => {
    bytes
      .u16(3)
      .u32(9 + name.length)
      .u64(tables[i + 1]?.at ?? 0)
      .text(name);
  });
  bytes.u16(0);
  for (const { bytes: written } of tables) bytes.raw(written);
  return bytes.bytes();
}

function version7(file: WrittenFile): Buffer {
  const { little, packing } = file;
  const start = head(file)
    .text(packing)
    .text(packing === 'none' ? '' : '1.0');
  const body = new Bytes(little);
  const base = start.length + 8;
  const section = (id: number, content: Buffer, packed = packing !== 'none'): number => {
    const at = base + body.length;
    const stored = packed ? packedWhole(content, little) : content;
    body
      .u16(id)
      .u16(packed ? 1 : 0)
      .u32(0)
      .u64(stored.length)
      .raw(stored);
    return at;
  };
  const places = [
    [16, section(16, headers(file))],
    [17, section(17, formats(little, file.ftrace))],
    [18, section(18, systems(file))],
    [19, section(19, kallsymsOf(file))],
    [21, section(21, cmdlinesOf(file))],
  ] as const;
  const options = new Bytes(little);
  for (const [id, at] of places) options.u16(id).u32(8).u64(at);
  for (const { id, data } of file.options) {
    const value = dataOf(data);
    options.u16(id).u32(value.length).raw(value);
  }
  const tail = new Bytes(little);
  const firstAt = base + body.length;
  const firstSize = options.length + 14;
  const recordsAt = firstAt + 16 + firstSize;
  const records = new Bytes(little);
  for (const buffer of file.buffers) {
    const option = bufferOption(buffer, file, recordsAt, records);
    tail.u16(3).u32(option.length).raw(option);
  }
  if (file.text !== null) {
    const at = recordsAt + records.length;
    const text =
      packing === 'none' ? Buffer.from(file.text) : pieces([Buffer.from(file.text)], little);
    records
      .u16(22)
      .u16(packing === 'none' ? 0 : 1)
      .u32(0)
      .u64(text.length)
      .raw(text);
    const option = new Bytes(little).u64(at).text('').text('local').bytes();
    tail.u16(22).u32(option.length).raw(option);
  }
  const tailAt = recordsAt + records.length;
  section(0, options.u16(0).u32(8).u64(tailAt).bytes(), false);
  body.raw(records.bytes());
  section(0, tail.u16(0).u32(8).u64(0).bytes(), false);
  return start.u64(firstAt).raw(body.bytes()).bytes();
}

const packedWhole = (content: Buffer, little: boolean): Buffer => {
  const packed = deflateSync(content);
  return new Bytes(little).u32(packed.length).u32(content.length).raw(packed).bytes();
};

/** Each with its lengths, behind their number. */
function pieces(contents: readonly Uint8Array[], little: boolean): Buffer {
  const bytes = new Bytes(little).u32(contents.length);
  for (const content of contents) {
    const packed = deflateSync(content);
    bytes.u32(packed.length).u32(content.length).raw(packed);
  }
  return bytes.bytes();
}

/** Adds the records' section and answers the option that leads to them. */
function bufferOption(
  { name, clock, cpus }: WrittenBuffer,
  { little, packing, pageSize }: WrittenFile,
  recordsAt: number,
  records: Bytes,
): Buffer {
  const at = recordsAt + records.length;
  const content = new Bytes(little).align(pageSize, at + 16);
  const table = new Bytes(little);
  for (const { cpu, data } of cpus) {
    const stored = packing === 'none' ? data : pieces(chunksOf(data, pageSize), little);
    table
      .u32(cpu)
      .u64(at + 16 + content.length)
      .u64(stored.length);
    content.raw(stored).align(pageSize, at + 16);
  }
  records
    .u16(3)
    .u16(packing === 'none' ? 0 : 1)
    .u32(0)
    .u64(content.length)
    .raw(content.bytes());
  return new Bytes(little)
    .u64(at)
    .text(name)
    .text(clock)
    .u32(pageSize)
    .u32(cpus.length)
    .raw(table.bytes())
    .bytes();
}

const chunksOf = (data: Uint8Array, pageSize: number): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(data.length / (pageSize * PIECE_PAGES)) }, (_, i) =>
    data.subarray(i * pageSize * PIECE_PAGES, (i + 1) * pageSize * PIECE_PAGES),
  );
