/** Writes pages as a kernel's ring buffer has them, and small files around them. */
import type { WrittenFile } from './trace-dat-file.ts';

/** A record of a page. `after`: nanoseconds after the record before it, below 2^27. */
export type PageRecord =
  | { readonly data: Uint8Array; readonly after?: number }
  /** Data with its length in a word of its own, whatever it is. */
  | { readonly long: Uint8Array; readonly after?: number }
  | { readonly padding: number; readonly after?: number }
  | { readonly extend: bigint }
  | { readonly stamp: bigint };

export interface PageOptions {
  readonly little?: boolean;
  readonly longSize?: 4 | 8;
  /** Events missing before the page: null where the kernel does not say how many. */
  readonly missed?: number | null;
}

export const PAGE = 4096;

export function ringPage(
  stamp: bigint,
  records: readonly PageRecord[],
  { little = true, longSize = 8, missed }: PageOptions = {},
): Uint8Array {
  const page = new Uint8Array(PAGE);
  const view = new DataView(page.buffer);
  const start = 8 + longSize;
  let at = start;
  const word = (type: number, delta: number): void => {
    view.setUint32(at, little ? delta * 32 + type : type * 2 ** 27 + delta, little);
    at += 4;
  };
  const more = (value: number): void => {
    view.setUint32(at, value, little);
    at += 4;
  };
  for (const record of records) {
    if ('data' in record) {
      word(record.data.length / 4, record.after ?? 0);
      page.set(record.data, at);
      at += record.data.length;
    } else if ('long' in record) {
      word(0, record.after ?? 0);
      more(record.long.length + 4);
      page.set(record.long, at);
      at += Math.ceil(record.long.length / 4) * 4;
    } else if ('padding' in record) {
      word(29, record.after ?? 0);
      more(record.padding);
      at += record.padding - 4;
    } else {
      const ns = 'extend' in record ? record.extend : record.stamp;
      word('extend' in record ? 30 : 31, Number(ns % 2n ** 27n));
      more(Number((ns >> 27n) & 0xffffffffn));
    }
  }
  view.setBigUint64(0, stamp, little);
  let commit = at - start;
  if (missed !== undefined) {
    commit += 0x80000000;
    if (missed !== null) {
      commit += 0x40000000;
      view.setUint32(little || longSize === 4 ? at : at + 4, missed, little);
    }
  }
  view.setUint32(little || longSize === 4 ? 8 : 12, commit, little);
  return page;
}

const common = `	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
	field:int common_pid;	offset:4;	size:4;	signed:1;
`;

/** A format file; `fields` are `type name`, of 4 bytes each unless they end with `:size`. */
export function formatText(
  name: string,
  id: number,
  fields: readonly string[],
  print: string,
): string {
  let offset = 8;
  const lines = fields.map((field) => {
    const [declared = '', size = '4'] = field.split(':');
    const line = `	field:${declared};	offset:${offset};	size:${size};	signed:${/^(?:int|s\d+|pid_t) /.test(declared) ? 1 : 0};`;
    offset += Number(size);
    return line;
  });
  return `name: ${name}\nID: ${id}\nformat:\n${common}\n${lines.join('\n')}\n\nprint fmt: ${print}\n`;
}

/** vector_alloc in its kernel's form: numbers only, so that tests write it easily. */
export const VECTOR_ALLOC = formatText(
  'vector_alloc',
  300,
  ['unsigned int irq', 'unsigned int vector', 'bool reserved', 'int ret'],
  '"irq=%u vector=%u reserved=%d ret=%d", REC->irq, REC->vector, REC->reserved, REC->ret',
);

export interface Common {
  readonly type: number;
  readonly pid?: number;
  readonly flags?: number;
  readonly little?: boolean;
}

/** The common fields and words behind them. */
export function payload(
  { type, pid = 7, flags = 0, little = true }: Common,
  words: readonly number[],
): Uint8Array {
  const bytes = new Uint8Array(8 + words.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, type, little);
  view.setUint8(2, flags);
  view.setInt32(4, pid, little);
  words.forEach((word, i) => view.setUint32(8 + i * 4, word, little));
  return bytes;
}

/** A vector_alloc of an irq. */
export const alloc = (irq: number, little = true): Uint8Array =>
  payload({ type: 300, little }, [irq, 36, 0, 0]);

export const headerPage = (longSize: 4 | 8 = 8): string =>
  `	field: u64 timestamp;	offset:0;	size:8;	signed:0;
	field: local_t commit;	offset:8;	size:${longSize};	signed:1;
	field: int overwrite;	offset:8;	size:1;	signed:1;
	field: char data;	offset:${8 + longSize};	size:${PAGE - 8 - longSize};	signed:0;
`;

const headerEvent = `# compressed entry header
	type_len    :    5 bits
	time_delta  :   27 bits
	array       :   32 bits

	padding     : type == 29
	time_extend : type == 30
	time_stamp : type == 31
	data max type_len  == 28
`;

/** A plain file of version 7 with one buffer; each CPU's pages are given. */
export const smallFile = (
  cpus: readonly (readonly Uint8Array[])[],
  over: Partial<WrittenFile> = {},
): WrittenFile => ({
  version: 7,
  little: true,
  pageSize: PAGE,
  packing: 'none',
  headerPage: headerPage(),
  headerEvent,
  ftrace: [],
  events: [VECTOR_ALLOC],
  kallsyms: '',
  cmdlines: '7 qemu-system-x86\n',
  options: [],
  buffers: [
    {
      name: '',
      clock: 'local',
      cpus: cpus.map((pages, cpu) => ({ cpu, data: Buffer.concat(pages) })),
    },
  ],
  text: null,
  ...over,
});
