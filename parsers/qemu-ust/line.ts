/**
 * Lines of babeltrace's text output, of a QEMU built with the LTTng back end:
 *
 *     [10:16:11.091723456] (+0.000012345) host qemu:vfio_msix_enable: { cpu_id = 3 }, { name = "0000:3b:00.0" }
 *
 * Between stamp and name stand what `--fields` asked for; before the event's own fields stand contexts.
 */
import type { Raw, Shape, Value } from '../qemu/shape.ts';

export interface UstLine {
  /** `10:16:11.091723456`, with `--clock-date` a date before it, with `--clock-seconds` seconds since 1970. */
  readonly stamp: string;
  readonly name: string;
  /** Thread id; null unless the context `vtid` was recorded. */
  readonly tid: number | null;
  /** From the event's name on. */
  readonly fields: string;
}

const VTID = /[{,] vtid = (\d{1,10})[ ,]/;

const LONGEST_STAMP = 48;
/** How far behind the stamp the event's name may stand. */
const LONGEST_HEAD = 400;
const NAME = /^[a-z][a-z0-9_]{1,100}$/;

/** Null for a line that is none. */
export function splitUst(line: string): UstLine | null {
  if (!line.startsWith('[')) return null;
  const close = line.slice(0, LONGEST_STAMP).indexOf('] ');
  if (close === -1 || !/^\d/.test(line[1] ?? '')) return null;
  const provider = line.slice(close, close + LONGEST_HEAD).indexOf(' qemu:');
  if (provider === -1) return null;
  const start = close + provider + ' qemu:'.length;
  const end = line.indexOf(': {', start);
  const name = line.slice(start, end === -1 ? start : end);
  if (!NAME.test(name)) return null;
  const fields = line.slice(end + 2);
  const tid = VTID.exec(fields.slice(0, LONGEST_HEAD))?.[1];
  return { stamp: line.slice(1, close), name, tid: tid === undefined ? null : Number(tid), fields };
}

/** Addresses are printed in hexadecimal, all other numbers in decimal. */
const NUMBER = /^(?:0x[0-9A-Fa-f]{1,16}|-?\d{1,20})$/;

/** The values in `{ cpu_id = 3 }, { name = "0000:3b:00.0", index = 3 }` of a shape; null where they do not fit it. */
export function valuesIn(fields: string, shape: Shape): Record<string, Value> | null {
  // LTTng has no type for a single character.
  const printed = shape.fields.filter(({ kind }) => kind !== 'c');
  const first = printed[0];
  if (first === undefined) return shape.collect(() => undefined);
  let at = fields.lastIndexOf(`{ ${first.name} = `);
  if (at === -1) return null;
  at += 2;
  return shape.collect((field) => {
    if (field.kind === 'c') return '';
    const start = at + field.name.length + ' = '.length;
    if (!fields.startsWith(`${field.name} = `, at)) return undefined;
    const next = printed[printed.indexOf(field) + 1];
    // A text may hold all that stands between fields, but for a quote that is not escaped.
    const quote = field.kind === 's' || field.kind === 'w' ? '"' : '';
    const after =
      next === undefined
        ? fields.lastIndexOf(`${quote} }`)
        : fields.indexOf(`${quote}, ${next.name} = `, start + quote.length);
    const end = after + quote.length;
    if (after < start) return undefined;
    at = end + 2;
    return raw(fields.slice(start, end));
  });
}

function raw(text: string): Raw | undefined {
  if (text.length >= 2 && text.startsWith('"') && text.endsWith('"')) {
    return text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
  }
  return NUMBER.test(text) ? BigInt.asUintN(64, BigInt(text)) : undefined;
}
