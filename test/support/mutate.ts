/** Seeded damage to real lines, the same in every run. */
import { chance } from './random.ts';

const LONG = 65_536;

/** Each line cut, doubled, with other digits, with a part repeated up to 64 KiB, and spliced with another. */
export function* mutations(lines: readonly string[], seed = 1): Generator<string> {
  const { next } = chance(seed);
  const place = (text: string): number => Math.floor(next() * (text.length + 1));
  for (const line of lines) {
    yield line.slice(0, place(line));
    yield line.slice(place(line));
    yield line + line;
    yield line.replaceAll(/\d/g, () => String(Math.floor(next() * 10)));
    yield line.replaceAll(/\d+/g, '9'.repeat(30));
    yield line.replaceAll(/[:[\]()]/g, '');
    const at = place(line);
    yield line.slice(0, at) + String.fromCodePoint(Math.floor(next() * 256)) + line.slice(at);
    const other = lines[Math.floor(next() * lines.length)] ?? '';
    yield line.slice(0, at) + other.slice(place(other));
  }
  for (const line of lines) {
    const from = place(line);
    const part = line.slice(from, from + 1 + Math.floor(next() * 6));
    yield (
      line.slice(0, from) + part.repeat(Math.ceil(LONG / Math.max(1, part.length))).slice(0, LONG)
    );
  }
}
