/**
 * What is new in the latest of many results of one case. Windows get numbers that they keep, and nothing is told twice,
 * although each result numbers its windows anew and forgets the oldest.
 */
import type { Result, ResultFinding, ResultWindow } from '../model/result.ts';
import type { Told } from '../model/told.ts';

/** A finding is told if it still stands after so long. */
const SETTLE_MS = 200;
/** One that rests on what has not happened yet, or on all sources together. */
const DOUBTFUL_MS = 2000;
/** One that was told is told again after so long at the earliest. */
const MORE_MS = 5000;
/** What is remembered of what was told. */
const KEPT = 20_000;

interface Known {
  readonly id: string;
  /** What was told of it; null as long as nothing was. */
  told: string | null;
  /** Since when it looks as if nothing of its device followed. */
  finalSince: number | null;
}

interface Teller {
  at: number;
  readonly facts: Set<string>;
}

export class News {
  /** By the places of its lines. */
  readonly #windows = new Map<string, Known>();
  readonly #told = new Map<string, Teller>();
  /** Since when there is something to tell of a fingerprint. */
  #since = new Map<string, number>();
  #waits = false;
  #lastWindow = 0;
  #lastFinding = 0;

  /** `now` in milliseconds; Infinity: nothing comes any more. */
  of(result: Result, now: number): readonly Told[] {
    const ids = new Map<string, string>();
    const open = new Set<string>();
    const news: Told[] = [];
    this.#waits = false;
    for (const window of result.windows) {
      const known = this.#known(window);
      ids.set(window.id, known.id);
      if (window.state === 'open') open.add(window.id);
      else if (known.told !== gist(window) && !this.#isTooEarly(window, known, now)) {
        news.push({
          is: 'window',
          window: { ...window, id: known.id },
          again: known.told !== null,
        });
        known.told = gist(window);
      }
    }
    const before = this.#since;
    this.#since = new Map();
    for (const finding of result.findings) {
      const isDoubtful = finding.device === null || finding.windows.some((id) => open.has(id));
      const told = this.#finding(renamed(finding, ids), isDoubtful, before, now);
      if (told !== null) news.push(told);
    }
    return news;
  }

  /** Something is to be told if it still stands later. */
  get isWaiting(): boolean {
    return this.#waits || this.#since.size > 0;
  }

  #isTooEarly({ state }: ResultWindow, known: Known, now: number): boolean {
    known.finalSince = state === 'final' ? (known.finalSince ?? now) : null;
    if (known.finalSince === null || now >= known.finalSince + DOUBTFUL_MS) return false;
    this.#waits = true;
    return true;
  }

  #known(window: ResultWindow): Known {
    const places = placesOf(window);
    let known = places.map((place) => this.#windows.get(place)).find((one) => one !== undefined);
    known ??= { id: `W${(this.#lastWindow += 1)}`, told: null, finalSince: null };
    for (const place of places) {
      if (!this.#windows.has(place)) this.#windows.set(place, known);
    }
    prune(this.#windows);
    return known;
  }

  #finding(
    finding: ResultFinding,
    isDoubtful: boolean,
    before: ReadonlyMap<string, number>,
    now: number,
  ): Told | null {
    const { fingerprint } = finding;
    const teller = this.#told.get(fingerprint);
    const facts = factsOf(finding).filter((fact) => teller?.facts.has(fact) !== true);
    if (facts.length === 0) return null;
    const since = before.get(fingerprint) ?? now;
    const isEarly = now < since + (isDoubtful ? DOUBTFUL_MS : SETTLE_MS);
    if (isEarly || (teller !== undefined && now < teller.at + MORE_MS)) {
      this.#since.set(fingerprint, since);
      return null;
    }
    const kept = teller ?? { at: now, facts: new Set() };
    kept.at = now;
    for (const fact of facts) kept.facts.add(fact);
    prune(kept.facts);
    this.#told.set(fingerprint, kept);
    prune(this.#told);
    const id = `F${(this.#lastFinding += 1)}`;
    return {
      is: 'finding',
      finding: { ...finding, id },
      change: teller === undefined ? 'new' : 'more',
    };
  }
}

/** What makes a window worth telling again. */
const gist = ({ start, end, state, cause, live, vectors }: ResultWindow): string =>
  JSON.stringify([
    start,
    end,
    state,
    cause,
    live,
    vectors.every(({ resumed }) => resumed !== false),
  ]);

/** The line that opens it, and the lines of other sources: a source that is read later may show the same window. */
function placesOf({ evidence, device, start }: ResultWindow): readonly string[] {
  const opens = evidence.find(({ role }) => role === 'opens');
  if (opens === undefined) return [`${device} ${start}`];
  const lines = evidence.filter((line) => line === opens || line.source !== opens.source);
  return lines.map(({ source, line }) => `${line} ${source}`);
}

/** The windows that it cites, and what arrived: more of either is news. */
function factsOf({ windows, evidence }: ResultFinding): readonly string[] {
  const arrived = evidence.filter(({ role }) => role === 'arrives');
  const facts = [...windows, ...arrived.map(({ source, line }) => `${line} ${source}`)];
  return facts.length > 0 ? facts : ['it'];
}

/** With the numbers that the windows keep, also where the wording names one. */
function renamed(finding: ResultFinding, ids: ReadonlyMap<string, string>): ResultFinding {
  const again = (text: string): string => text.replaceAll(/\bW\d+\b/gu, (id) => ids.get(id) ?? id);
  return {
    ...finding,
    windows: finding.windows.map((id) => ids.get(id) ?? id),
    message: again(finding.message),
    data: Object.fromEntries(
      Object.entries(finding.data).map(([key, value]) => [
        key,
        typeof value === 'string' ? (ids.get(value) ?? value) : value,
      ]),
    ),
  };
}

/** Forgets the oldest. */
function prune(kept: Map<string, unknown> | Set<string>): void {
  for (const key of kept.keys()) {
    if (kept.size <= KEPT) return;
    kept.delete(key);
  }
}
