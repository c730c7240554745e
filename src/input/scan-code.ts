/**
 * The inner loop of the sieve, assembled as a WebAssembly module of some 300 bytes: sixteen bytes a step, whereas a loop
 * in JavaScript takes one. docs/decisions/sieve.md says why, docs/performance.md what it brings.
 *
 * It looks for pieces of three bytes in up to eight groups at once. For each of the three places there are two tables by
 * which a byte's low and its high half give a set of groups; `swizzle` looks sixteen halves up in one instruction. A
 * place where a group is left in all six sets may hold one of its pieces: the caller looks closer. Newlines are counted
 * on the way.
 */

/** Bytes of a piece. */
export const PIECE = 3;

/** Where the module reads and writes in its memory; what is searched stands behind. */
export const layout = {
  /** Out, i32: newlines before the place that was found. */
  newlines: 0,
  /** Out, i32: where the line begins that the place is in; the given start if no newline stood between. */
  lineStart: 4,
  /** In: for each place of a piece 16 bytes for low halves and 16 for high ones; bit g stands for group g. */
  tables: 64,
  /** The first byte that may be searched. Up to {@link OVERREAD} bytes behind the last are read too. */
  start: 256,
} as const;

export const OVERREAD = 16 + PIECE;

const STEP = 16;

/** Locals by number: two parameters, then i32, then v128. */
const FROM = 0;
const TO = 1;
const AT = 2;
const COUNT = 3;
const LINE = 4;
const HIT = 5;
const BREAKS = 6;
const I32_LOCALS = 5;
const TABLE = 7;
const BYTES = TABLE + 2 * PIECE;
const GROUPS = BYTES + 1;
const NEWLINE = BYTES + 2;
const LOW = BYTES + 3;
const V128_LOCALS = 2 * PIECE + 4;

/** Bytes, in groups for the reader's sake. */
type Code = number | readonly Code[];

const bytesOf = (code: Code): readonly number[] =>
  typeof code === 'number' ? [code] : code.flatMap((part) => bytesOf(part));

/** LEB128, the way WebAssembly writes numbers; `n` is not negative. */
const unsigned = (n: number): Code => (n < 0x80 ? n : [(n & 0x7f) | 0x80, unsigned(n >>> 7)]);

const signed = (n: number): Code =>
  n >= -0x40 && n < 0x40 ? n & 0x7f : [(n & 0x7f) | 0x80, signed(n >> 7)];

const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const i32 = (n: number): Code => [0x41, signed(n)];
const store = (offset: number): Code => [0x36, 2, unsigned(offset)];
const ADD = 0x6a;
const SUB = 0x6b;
const AND = 0x71;
const SHL = 0x74;
const GE_U = 0x4f;
const CLZ = 0x67;
const CTZ = 0x68;
const POPCNT = 0x69;
const IF = [0x04, 0x40];
const BLOCK = [0x02, 0x40];
const LOOP = [0x03, 0x40];
const END = 0x0b;
const branch = (depth: number): Code => [0x0c, depth];
const branchIf = (depth: number): Code => [0x0d, depth];

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
const load = (offset: number): Code => [simd(0), 0, unsigned(offset)];
const SWIZZLE = simd(14);
const SPLAT = simd(15);
const EQUAL = simd(35);
const DIFFERENT = simd(36);
const BOTH = simd(78);
const ANY = simd(83);
const BITMASK = simd(100);
const SHIFT_RIGHT = simd(109);

/** Counts the newlines that BREAKS has a bit for; LINE = the place behind the last of them. */
const TAKE_BREAKS: Code = [
  [get(BREAKS), IF],
  [get(COUNT), get(BREAKS), POPCNT, ADD, set(COUNT)],
  [get(AT), i32(32), ADD, get(BREAKS), CLZ, SUB, set(LINE)],
  END,
];

/** GROUPS = the groups that may have a piece at each of the sixteen places. */
const FIND_GROUPS: Code = Array.from({ length: PIECE }, (_, place) => [
  [get(AT), load(place), set(BYTES)],
  [get(TABLE + 2 * place), get(BYTES), get(LOW), BOTH, SWIZZLE],
  [get(TABLE + 2 * place + 1), get(BYTES), i32(4), SHIFT_RIGHT, SWIZZLE],
  [BOTH, place === 0 ? [] : [get(GROUPS), BOTH], set(GROUPS)],
]);

/** The first place is where a piece may be: what stood before it is counted, and the loop is left. */
const LEAVE_AT_HIT: Code = [
  [get(GROUPS), i32(0), SPLAT, DIFFERENT, BITMASK, CTZ, set(HIT)],
  [get(BREAKS), i32(1), get(HIT), SHL, i32(1), SUB, AND, set(BREAKS)],
  TAKE_BREAKS,
  [get(AT), get(HIT), ADD, set(AT)],
  branch(2),
];

const BODY: Code = [
  [get(FROM), set(AT), get(FROM), set(LINE)],
  Array.from({ length: 2 * PIECE }, (_, table) => [
    [i32(0), load(layout.tables + STEP * table), set(TABLE + table)],
  ]),
  [i32(0x0a), SPLAT, set(NEWLINE), i32(0x0f), SPLAT, set(LOW)],
  BLOCK,
  LOOP,
  [get(AT), get(TO), GE_U, branchIf(1)],
  FIND_GROUPS,
  [get(AT), load(0), get(NEWLINE), EQUAL, BITMASK, set(BREAKS)],
  [get(GROUPS), ANY, IF, LEAVE_AT_HIT, END],
  TAKE_BREAKS,
  [get(AT), i32(STEP), ADD, set(AT), branch(0)],
  END,
  END,
  [i32(0), get(COUNT), store(layout.newlines)],
  [i32(0), get(LINE), store(layout.lineStart)],
  get(AT),
  END,
];

const I32 = 0x7f;
const V128 = 0x7b;

const sized = (body: Code): Code => [unsigned(bytesOf(body).length), body];
const name = (text: string): Code => sized(Array.from(text, (letter) => letter.charCodeAt(0)));
const section = (id: number, ...body: readonly Code[]): Code => [id, sized(body)];

/**
 * `scan(from, to)`: the first place from `from` on where a piece may be; if none is before `to`, any place from there on.
 * No newline may stand within {@link OVERREAD} bytes behind `to`. Imports its memory as `sieve.memory`.
 */
export const scanCode = Uint8Array.from(
  bytesOf([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, 1, 0x60, 2, I32, I32, 1, I32),
    section(2, 1, name('sieve'), name('memory'), 2, 0, 1),
    section(3, 1, 0),
    section(7, 1, name('scan'), 0, 0),
    section(10, 1, sized([2, I32_LOCALS, I32, V128_LOCALS, V128, BODY])),
  ]),
);
