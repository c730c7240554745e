/** `journalctl -o json`: numbers are strings; a message is a string, an array of bytes (no UTF-8) or null (too long). */

/** The string fields of a line of JSON; null for anything that is not one object. */
export function jsonFields(line: string): ReadonlyMap<string, string> | null {
  const object = parsed(line);
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return null;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    const text = textOf(value);
    if (text !== null) fields.set(name, text);
  }
  return fields;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text of a field's value; null where it has none. A field that stands twice in a record is an array of values. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value) || value.length === 0) return null;
  if (value.every((byte) => typeof byte === 'number')) return textOfBytes(value);
  return textOf(value.find((one) => typeof one === 'string') ?? null);
}

/** Bytes as characters: what matters of a kernel message is ASCII. */
function textOfBytes(bytes: readonly number[]): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte & 0xff);
  return text;
}
