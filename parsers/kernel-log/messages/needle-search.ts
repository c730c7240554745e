/**
 * Does a text hold one of many needles? One step a character however many needles there are (Aho and Corasick's automaton);
 * asking `includes` for each of forty takes most of the time of a log that is about something else.
 */
const ALPHABET = 128;

export class NeedleSearch {
  /** The state after each state and character. */
  readonly #next: Uint16Array;
  /** Does this state end a needle? */
  readonly #found: Uint8Array;

  /** Needles are ASCII and not empty. */
  constructor(needles: readonly string[]) {
    const states = 1 + needles.reduce((sum, needle) => sum + needle.length, 0);
    this.#next = new Uint16Array(states * ALPHABET);
    this.#found = new Uint8Array(states);
    let last = 0;
    for (const needle of needles) {
      let state = 0;
      for (let at = 0; at < needle.length; at += 1) {
        const edge = state * ALPHABET + needle.charCodeAt(at);
        if (this.#next[edge] === 0) this.#next[edge] = last += 1;
        state = this.#next[edge] ?? 0;
      }
      this.#found[state] = 1;
    }
    this.#linkFailures(last);
  }

  /** Breadth first: a state without an edge goes where its longest proper suffix goes. */
  #linkFailures(last: number): void {
    const suffix = new Uint16Array(last + 1);
    const queue = [0];
    for (const state of queue) {
      for (let code = 0; code < ALPHABET; code += 1) {
        const edge = state * ALPHABET + code;
        const child = this.#next[edge] ?? 0;
        const fallback =
          state === 0 ? 0 : (this.#next[(suffix[state] ?? 0) * ALPHABET + code] ?? 0);
        if (child === 0) {
          this.#next[edge] = fallback;
          continue;
        }
        suffix[child] = fallback;
        if (this.#found[fallback] === 1) this.#found[child] = 1;
        queue.push(child);
      }
    }
  }

  in(text: string): boolean {
    let state = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      state = code < ALPHABET ? (this.#next[state * ALPHABET + code] ?? 0) : 0;
      if (this.#found[state] === 1) return true;
    }
    return false;
  }
}
