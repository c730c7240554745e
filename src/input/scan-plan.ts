/**
 * Which pieces stand for the needles. A piece is three bytes long and stands for every needle that holds it, so that a
 * hundred needles become about twenty pieces. Nothing here is written by hand: a new needle finds its piece by itself.
 */
import { PIECE } from './scan-code.ts';

/** Sets of pieces that the scanner tells apart. */
const GROUPS = 8;

/** A needle that holds a piece, and where. */
export interface Holder {
  readonly needle: number;
  readonly offset: number;
}

export interface Piece {
  readonly code: number;
  readonly group: number;
  readonly holders: readonly Holder[];
}

/** Three bytes as a number. */
export const codeAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);

export const byteOf = (code: number, place: number): number => (code >> (8 * place)) & 0xff;

/**
 * Few pieces that are rare in `corpus`, a part of what will be searched: another corpus makes the search slower and never
 * wrong. Every needle must be long enough to hold a piece. A careful plan gives fewer false alarms, and takes as long as
 * some hundred thousand of them.
 */
export function planPieces(
  needles: readonly Uint8Array[],
  corpus: Uint8Array,
  careful: boolean,
): readonly Piece[] {
  const holders = holdersOf(needles);
  const counts = countsOf(corpus);
  const codes = cover(holders, needles.length, counts);
  const frequent = careful ? mostFrequent(counts) : [];
  const groups = groupsOf(codes, frequent);
  return codes.map((code, index) => ({
    code,
    group: groups[index] ?? 0,
    holders: holders.get(code) ?? [],
  }));
}

function holdersOf(needles: readonly Uint8Array[]): ReadonlyMap<number, readonly Holder[]> {
  const holders = new Map<number, Holder[]>();
  for (const [needle, bytes] of needles.entries()) {
    for (let offset = 0; offset + PIECE <= bytes.length; offset += 1) {
      const code = codeAt(bytes, offset);
      const known = holders.get(code);
      if (known === undefined) holders.set(code, [{ needle, offset }]);
      else known.push({ needle, offset });
    }
  }
  return holders;
}

/** How often each three bytes occur. */
type Counts = ReadonlyMap<number, number>;

function countsOf(corpus: Uint8Array): Counts {
  const counts = new Map<number, number>();
  for (let at = 0; at + PIECE <= corpus.length; at += 1) {
    const code = codeAt(corpus, at);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

const FREQUENT = 256;

const mostFrequent = (counts: Counts): readonly (readonly [code: number, count: number])[] =>
  [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, FREQUENT);

/** Greedy: next the piece that gives most needles for what its false alarms cost. */
function cover(
  holders: ReadonlyMap<number, readonly Holder[]>,
  needles: number,
  counts: Counts,
): readonly number[] {
  const costs = Array.from(holders, ([code, held]) => ({
    code,
    held,
    cost: 1 + (counts.get(code) ?? 0),
  }));
  const covered = new Uint8Array(needles);
  const codes: number[] = [];
  for (let left = needles; left > 0;) {
    let best = 0;
    let worth = 0;
    for (const { code, held, cost } of costs) {
      if (held.length <= worth * cost) continue;
      let fresh = 0;
      for (const { needle } of held) if (covered[needle] === 0) fresh += 1;
      if (fresh <= worth * cost) continue;
      best = code;
      worth = fresh / cost;
    }
    codes.push(best);
    for (const { needle } of holders.get(best) ?? []) {
      if (covered[needle] === 0) left -= 1;
      covered[needle] = 1;
    }
  }
  return codes;
}

/** What a group takes for one of its pieces. */
interface Group {
  /** At each place: low halves of a byte as bits 0 to 15, high halves as bits 16 to 31. */
  readonly accepts: readonly number[];
  readonly size: number;
  /** How often it is wrong among the most frequent codes. */
  readonly alarms: number;
}

/** The group of each piece: where it adds least to the false alarms among these codes. */
function groupsOf(
  codes: readonly number[],
  frequent: readonly (readonly [code: number, count: number])[],
): readonly number[] {
  const nothing: Group = { accepts: Array.from({ length: PIECE }, () => 0), size: 0, alarms: 0 };
  const groups = Array.from({ length: GROUPS }, () => nothing);
  return codes.map((code) => {
    let best = { index: 0, added: Infinity, grown: nothing };
    for (const [index, group] of groups.entries()) {
      const accepts = group.accepts.map((bits, place) => bits | bitsOf(code, place));
      let alarms = 0;
      for (const [other, count] of frequent) if (isAccepted(other, accepts)) alarms += count;
      const added = alarms - group.alarms + group.size / codes.length;
      if (added < best.added) {
        best = { index, added, grown: { accepts, size: group.size + 1, alarms } };
      }
    }
    groups[best.index] = best.grown;
    return best.index;
  });
}

function bitsOf(code: number, place: number): number {
  const byte = byteOf(code, place);
  return (1 << (byte & 15)) | (1 << (16 + (byte >> 4)));
}

function isAccepted(code: number, accepts: readonly number[]): boolean {
  for (let place = 0; place < PIECE; place += 1) {
    const bits = bitsOf(code, place);
    if (((accepts[place] ?? 0) & bits) !== bits) return false;
  }
  return true;
}
