/** Searches bytes for any of many needles in one pass: an automaton after Aho and Corasick, as one flat table. */

const LF = 0x0a;

/** What {@link NeedleSearch.run} stopped at; states are greater. */
export const NEWLINE = 0;
export const FOUND = 1;

const FIRST_STATE = 2;
/** States fit sixteen bits, so that a table of a hundred needles stays in a processor's cache. */
const MAX_STATES = 0xffff;

/** Needles are ASCII without line ends; as many as fit 65,000 characters. */
export class NeedleSearch {
  /** The state at the beginning of a line. */
  readonly start = FIRST_STATE;
  /** At `state * 256 + byte`: the next state, or {@link NEWLINE}, or {@link FOUND}. */
  readonly #next: Uint16Array;
  /** Where the last run stopped: after the newline, or after the needle's last byte. */
  at = 0;

  constructor(needles: readonly string[]) {
    const { children, ends } = trieOf(needles);
    if (children.length + FIRST_STATE > MAX_STATES) throw new Error('too many needles');
    const next = new Uint16Array((children.length + FIRST_STATE) * 256);
    /** For each node, the longest other beginning of a needle that its text ends with. */
    const fail = new Uint16Array(children.length);
    for (const node of breadthFirst(children)) {
      const row = (node + FIRST_STATE) * 256;
      // Any other byte leads where it leads from that shorter beginning.
      const back = ((fail[node] ?? 0) + FIRST_STATE) * 256;
      if (node === 0) next.fill(FIRST_STATE, row, row + 256);
      else next.copyWithin(row, back, back + 256);
      for (const [byte, child] of children[node] ?? []) {
        const elsewhere = next[row + byte] ?? FIRST_STATE;
        fail[child] = node === 0 ? 0 : Math.max(0, elsewhere - FIRST_STATE);
        const isFound = ends.has(child) || elsewhere === FOUND;
        next[row + byte] = isFound ? FOUND : child + FIRST_STATE;
      }
      next[row + LF] = NEWLINE;
    }
    this.#next = next;
  }

  /**
   * Reads `bytes` from `from` in `state` until a newline, a needle, or the end; {@link at} is where. Returns a result, or the
   * state in which to go on with the next bytes.
   */
  run(bytes: Uint8Array, from: number, state: number): number {
    const next = this.#next;
    const end = bytes.length;
    let now = state;
    let at = from;
    while (at < end && now > FOUND) {
      now = next[(now << 8) | (bytes[at] ?? 0)] ?? 0;
      at += 1;
    }
    this.at = at;
    return now;
  }
}

/** Node 0 is the root; a child is found by its byte. */
function trieOf(needles: readonly string[]): {
  readonly children: readonly ReadonlyMap<number, number>[];
  readonly ends: ReadonlySet<number>;
} {
  const children = [new Map<number, number>()];
  const ends = new Set<number>();
  for (const needle of needles) {
    let node = 0;
    for (const byte of Buffer.from(needle, 'latin1')) {
      const here = children[node] ?? new Map<number, number>();
      let child = here.get(byte);
      if (child === undefined) {
        child = children.length;
        children.push(new Map());
        here.set(byte, child);
      }
      node = child;
    }
    ends.add(node);
  }
  return { children, ends };
}

function* breadthFirst(children: readonly ReadonlyMap<number, number>[]): Generator<number> {
  const queue = [0];
  for (let next = 0; next < queue.length; next += 1) {
    const node = queue[next] ?? 0;
    yield node;
    queue.push(...(children[node]?.values() ?? []));
  }
}
