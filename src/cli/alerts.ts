/** When a hook runs: one at a time, so many a minute; what comes meanwhile waits, once for each kind of finding. */
import { atLeast } from '../model/finding.ts';
import type { ResultFinding } from '../model/result.ts';

export interface Alert {
  readonly finding: ResultFinding;
  readonly change: 'new' | 'more';
  /** Findings since the last run that got none: a later one took their place. */
  readonly skipped: number;
}

export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls `then` later; what it returns calls that off. */
  after(ms: number, then: () => void): () => void;
}

export const PER_MINUTE = 6;
const MINUTE_MS = 60_000;
/** Kinds of finding that wait at most. */
const WAITING = 100;

type Waiting = Omit<Alert, 'skipped'>;

export class Alerts {
  readonly #run: (alert: Alert) => Promise<void>;
  readonly #clock: Clock;
  /** By fingerprint. */
  readonly #waiting = new Map<string, Waiting>();
  /** When the last runs began. */
  #starts: number[] = [];
  #running: Promise<void> | null = null;
  #callOff: (() => void) | null = null;
  #skipped = 0;

  /** `run` never rejects. */
  constructor(run: (alert: Alert) => Promise<void>, clock: Clock) {
    this.#run = run;
    this.#clock = clock;
  }

  add(finding: ResultFinding, change: 'new' | 'more'): void {
    const { fingerprint } = finding;
    const before = this.#waiting.get(fingerprint);
    if (before !== undefined || this.#waiting.size >= WAITING) this.#skipped += 1;
    if (before === undefined && this.#waiting.size >= WAITING) return;
    this.#waiting.set(fingerprint, { finding, change: before?.change ?? change });
    this.#pump();
  }

  /** What may still run now does; resolves to how many findings got no run. */
  async end(): Promise<number> {
    while (this.#running !== null) await this.#running;
    this.#callOff?.();
    return this.#waiting.size + this.#skipped;
  }

  #pump(): void {
    if (this.#running !== null || this.#callOff !== null || this.#waiting.size === 0) return;
    const now = this.#clock.now();
    this.#starts = this.#starts.filter((start) => now - start < MINUTE_MS);
    const [oldest] = this.#starts;
    if (oldest !== undefined && this.#starts.length >= PER_MINUTE) {
      this.#callOff = this.#clock.after(oldest + MINUTE_MS - now, () => {
        this.#callOff = null;
        this.#pump();
      });
      return;
    }
    const next = this.#worst();
    if (next === null) return;
    this.#waiting.delete(next.finding.fingerprint);
    this.#starts.push(now);
    const skipped = this.#skipped;
    this.#skipped = 0;
    this.#running = this.#runOne({ ...next, skipped });
  }

  async #runOne(alert: Alert): Promise<void> {
    await this.#run(alert);
    this.#running = null;
    this.#pump();
  }

  /** The first of the worst. */
  #worst(): Waiting | null {
    let worst: Waiting | null = null;
    for (const one of this.#waiting.values()) {
      if (worst === null || !atLeast(worst.finding.severity, one.finding.severity)) worst = one;
    }
    return worst;
  }
}
