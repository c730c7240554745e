/** Makes new inputs of old ones: by bytes, by numbers, by lines, by pieces of others. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Random } from './random.ts';

/** Longer inputs find nothing more and cost time. */
export const MAX_BYTES = 24 * 1024;

const NUMBERS = [
  '0', '-1', '1', '255', '256', '2047', '2048', '65535', '2147483647', '4294967295', '4294967296',
  '9007199254740993', '18446744073709551615', '99999999999999999999999', '0x', '0xffffffffffffffff',
  '1e999', 'NaN', '0.000000000', '123456789.999999999', '00:00.0', '',
] as const; // prettier-ignore

const WORDS = [
  '\u001B[31m', '\u0000', '\r', '\r\n', '\t', '\uFEFF', '\u202E', '\u2028', '<script>', '`', '|', '[', ']', '(', ')',
  '{', '}', '"', "'", '\\', '=', ':', ': ', ' ', '->', '...', '__proto__', 'constructor', '&a [*a]', '<<: *a', '%s%n',
  'vfio-msix[3](0000:3b:00.0)', '[LOST 5 EVENTS]', 'CPU:1 [LOST 316 EVENTS]', '\uD800', '0000:00:00.0',
] as const; // prettier-ignore

type Mutation = (bytes: Buffer, random: Random, other: () => Buffer) => Buffer;

const cutAt = (bytes: Buffer, random: Random): number => random.below(bytes.length + 1);

function splice(bytes: Buffer, at: number, drop: number, piece: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + drop)]);
}

/** A run of decimal or hexadecimal digits at or after a random place. */
function numberNear(bytes: Buffer, random: Random): readonly [at: number, length: number] | null {
  const text = bytes.toString('latin1');
  const found = /(?:0x[0-9a-f]+|\d+)/iu.exec(text.slice(cutAt(bytes, random)));
  if (found === null) return null;
  const at = text.length - found.input.length + found.index;
  return [at, found[0].length];
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('latin1').split('\n');
const fromLines = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1');

const mutations: readonly Mutation[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = random.below(copy.length);
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  },
  (bytes, random) =>
    splice(bytes, cutAt(bytes, random), 0, Buffer.from([random.below(256), random.below(256)])),
  (bytes, random) => splice(bytes, cutAt(bytes, random), 1 + random.below(40), Buffer.alloc(0)),
  (bytes, random) => bytes.subarray(0, cutAt(bytes, random)),
  (bytes, random) =>
    splice(bytes, cutAt(bytes, random), random.below(3), Buffer.from(random.pick(WORDS, ' '))),
  (bytes, random) => {
    const found = numberNear(bytes, random);
    const number = random.pick(NUMBERS, '0');
    return found === null ? bytes : splice(bytes, found[0], found[1], Buffer.from(number));
  },
  (bytes, random) => {
    // Close by: another irq, another vector, another second.
    const found = numberNear(bytes, random);
    if (found === null) return bytes;
    const before = Number(bytes.toString('latin1', found[0], found[0] + found[1]));
    const after = String(Math.max(0, before + random.below(9) - 4));
    return splice(bytes, found[0], found[1], Buffer.from(after));
  },
  (bytes, random) => {
    const lines = linesOf(bytes);
    const from = random.below(lines.length);
    const many = lines.slice(from, from + 1 + random.below(6));
    const times = random.oneIn(4) ? 40 : 1 + random.below(3);
    lines.splice(from, 0, ...Array.from({ length: times }, () => many).flat());
    return fromLines(lines);
  },
  (bytes, random) => {
    const lines = linesOf(bytes);
    const from = random.below(lines.length);
    lines.splice(from, 1 + random.below(10));
    return fromLines(lines);
  },
  (bytes, random) => {
    const lines = linesOf(bytes);
    const from = random.below(lines.length);
    const moved = lines.splice(from, 1 + random.below(4));
    lines.splice(random.below(lines.length + 1), 0, ...moved);
    return fromLines(lines);
  },
  (bytes, random, other) => {
    const lines = linesOf(bytes);
    const others = linesOf(other());
    const from = random.below(others.length);
    lines.splice(random.below(lines.length), random.below(3), ...others.slice(from, from + 8));
    return fromLines(lines);
  },
  (bytes, random, other) => {
    const from = other();
    const at = cutAt(from, random);
    const piece = from.subarray(at, at + random.below(200));
    return splice(bytes, cutAt(bytes, random), random.below(200), piece);
  },
  (bytes, random) => {
    // One field, a hundred times: what is quadratic shows.
    const at = cutAt(bytes, random);
    const piece = bytes.subarray(at, at + 1 + random.below(30));
    return splice(bytes, at, 0, Buffer.concat(Array.from({ length: 100 }, () => piece)));
  },
];

/** One to a few mutations; of what is packed, of its content as often as of the packing. */
export function mutate(bytes: Uint8Array, random: Random, other: () => Uint8Array): Buffer {
  const start = Buffer.from(bytes);
  const unpacked = random.oneIn(2) ? gunzipped(start) : null;
  let now = unpacked ?? start;
  for (let times = 1 + random.below(5); times > 0; times -= 1) {
    const act = mutations[random.below(mutations.length)];
    if (act !== undefined) now = act(now, random, () => Buffer.from(other()));
    now = now.subarray(0, MAX_BYTES);
  }
  return unpacked === null ? now : gzipSync(now);
}

function gunzipped(bytes: Buffer): Buffer | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return null;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES * 8 });
  } catch {
    return null;
  }
}
