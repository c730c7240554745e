import type { Raw, Shape, Value } from '../qemu/shape.ts';

const WORD = /^0x[0-9a-f]{1,16}$/;
const ESCAPE = /\\(?:x([0-9a-f]{2})|(.))/gs;
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Python 3 prints a string as its bytes' repr, `b'0000:3b:00.0'`; Python 2 printed it as it is. */
function unquoted(text: string): string {
  const quote = text[1];
  const isRepr = text.startsWith('b') && (quote === "'" || quote === '"');
  if (!isRepr || text.length < 3 || !text.endsWith(quote)) return text;
  return text
    .slice(2, -1)
    .replaceAll(ESCAPE, (_, hex: string | undefined, single: string | undefined) =>
      hex === undefined
        ? (CONTROLS[single ?? ''] ?? single ?? '')
        : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/**
 * The values in `name=b'0000:3b:00.0' index=0x3`, as far as the shape knows its fields. Python 2's strings may hold
 * blanks, so a value goes on until the next field of the shape. Null where the fields are not exactly the shape's.
 */
export function valuesIn(args: string, shape: Shape): Record<string, Value> | null {
  let rest = args;
  const values = shape.collect(({ name, kind }, at): Raw | undefined => {
    const start = `${name}=`;
    if (!rest.startsWith(start)) return undefined;
    const next = shape.fields[at + 1];
    const end = next === undefined ? rest.length : rest.indexOf(` ${next.name}=`);
    if (end === -1) return undefined;
    const text = rest.slice(start.length, end);
    rest = rest.slice(end + 1);
    if (kind === 's' || kind === 'w') return unquoted(text);
    return WORD.test(text) ? BigInt(text) : undefined;
  });
  return rest === '' ? values : null;
}
