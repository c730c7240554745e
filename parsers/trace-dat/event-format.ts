/**
 * A `format` file of an event:
 *
 *   name: irq_handler_entry
 *   ID: 144
 *   format:
 *           field:unsigned short common_type;       offset:0;       size:2; signed:0;
 *           …
 *           field:int irq;  offset:8;       size:4; signed:1;
 *           field:__data_loc char[] name;   offset:12;      size:4; signed:0;
 *
 *   print fmt: "irq=%d name=%s", REC->irq, __get_str(name)
 */

/** How a field's bytes are to be taken. `text`: characters in place; `located`: elsewhere in the record. */
export type FieldKind = 'number' | 'text' | 'array' | 'located';

export interface Field {
  readonly name: string;
  readonly offset: number;
  /** Bytes in the record; 0 where it goes on to the record's end. */
  readonly size: number;
  readonly signed: boolean;
  readonly kind: FieldKind;
  /** Of an array, or of what a located field points to: bytes of one element. */
  readonly element: number;
  /** Counts from the end of the field itself, and not from the record's beginning (`__rel_loc`). */
  readonly relative: boolean;
}

export interface EventFormat {
  readonly name: string;
  readonly id: number;
  readonly fields: ReadonlyMap<string, Field>;
  /** What stands after `print fmt: `. */
  readonly print: string;
}

/** No event has so many. */
const FIELDS_MAX = 256;

/** The event's name, without reading the rest. */
export function nameIn(text: string): string {
  if (!text.startsWith('name: ')) return '';
  const end = text.indexOf('\n');
  return text.slice(6, end < 0 ? text.length : end).trim();
}

export function formatIn(text: string): EventFormat | null {
  const name = nameIn(text);
  const id = /^ID: (\d{1,5})$/m.exec(text)?.[1];
  if (name === '' || id === undefined) return null;
  const print = text.indexOf('\nprint fmt: ');
  const fields = new Map<string, Field>();
  for (const line of text.slice(0, print < 0 ? text.length : print).split('\n')) {
    const field = fieldIn(line);
    if (field !== null && fields.size < FIELDS_MAX) fields.set(field.name, field);
  }
  return {
    name,
    id: Number(id),
    fields,
    print: print < 0 ? '' : text.slice(print + '\nprint fmt: '.length).trim(),
  };
}

/** One line of a format; null for any other line. */
export function fieldIn(line: string): Field | null {
  const from = line.indexOf('field:');
  const [declared, ...rest] = from < 0 ? [] : line.slice(from + 6).split(';');
  if (declared === undefined) return null;
  const numbers = new Map(
    rest.map((part) => {
      const [key = '', value = ''] = part.trim().split(':', 2);
      return [key, /^\d{1,6}$/.test(value) ? Number(value) : null] as const;
    }),
  );
  const offset = numbers.get('offset') ?? null;
  const size = numbers.get('size') ?? null;
  if (offset === null || size === null) return null;
  const signed = numbers.get('signed') === 1;
  return { offset, size, signed, ...declarationOf(declared.trim(), size) };
}

/** `unsigned long args[6]`, `__data_loc char[] name`, `const char * p`, `char buf[]`. */
function declarationOf(
  declared: string,
  size: number,
): Pick<Field, 'name' | 'kind' | 'element' | 'relative'> {
  const words = declared.split(/\s/).filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const bracket = last.indexOf('[');
  const name = (bracket < 0 ? last : last.slice(0, bracket)).replace(/^\*+/, '');
  const relative = words[0] === '__rel_loc';
  const type = words.slice(0, -1).join(' ');
  if (relative || words[0] === '__data_loc') {
    return { name, kind: 'located', element: sizeOf(type.slice(type.indexOf(' ') + 1)), relative };
  }
  if (bracket < 0) return { name, kind: 'number', element: size, relative };
  if (/\bchar$/.test(type)) return { name, kind: 'text', element: 1, relative };
  const count = Number(/\[(\d{1,5})\]/.exec(last)?.[1] ?? '0');
  return { name, kind: 'array', element: count > 0 ? size / count : sizeOf(type), relative };
}

/** Bytes of a C type; 8 for a long, whose files of 32 bits have the size of the array to tell. */
export function sizeOf(type: string): number {
  const plain = type.replace('[]', '').replace('unsigned ', '').trim();
  return SIZES.get(plain) ?? 8;
}

const SIZES: ReadonlyMap<string, number> = new Map([
  ['char', 1],
  ['u8', 1],
  ['s8', 1],
  ['__u8', 1],
  ['__s8', 1],
  ['bool', 1],
  ['short', 2],
  ['u16', 2],
  ['s16', 2],
  ['__u16', 2],
  ['int', 4],
  ['unsigned', 4],
  ['u32', 4],
  ['s32', 4],
  ['__u32', 4],
]);
