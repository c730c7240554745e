/** `--follow`: the same job on sources that are still written, with a look at what is known several times a second. */
import { type AnalyzeOptions, fold, judge, type ReadSource, type SourceInput } from '../analyze.ts';
import { inStep } from '../input/in-step.ts';
import { readLive } from '../input/read-live.ts';
import { standardLimits } from '../model/limits.ts';
import type { Result } from '../model/result.ts';
import type { Told } from '../model/told.ts';
import { SelectionError } from '../select.ts';
import { LiveSource } from './live-source.ts';
import { News } from './news.ts';

export interface FollowOptions extends AnalyzeOptions {
  /** Is told what is new, and the result that it is of. The next look waits for it. */
  readonly onNews: (news: readonly Told[], result: Result) => Promise<void>;
  readonly onNote: (source: string, note: string) => void;
  /** Ends every source: telling has failed, or the program has. */
  readonly giveUp: () => void;
}

export interface Followed {
  /** Of all that was read: what a batch gives of the same bytes. */
  readonly result: Result;
  /** A source was longer than what a batch keeps: what was told on the way may go beyond the result. */
  readonly isBeyond: boolean;
}

/** Milliseconds between looks, if there is something to look at. */
const EVERY_MS = 150;
/** Interrupts alone change little: the silence of a vector, its return. */
const INTERRUPTS_EVERY_MS = 1000;
/** Looking takes at most one part of so many of the time. */
const SHARE = 4;

/**
 * Reads every source to its end, which for a file is the end of whoever opens it. Each source is read twice from the same
 * chunks: as by `analyze`, for the result, and line by line, for what is told on the way.
 */
export async function follow(
  sources: readonly SourceInput[],
  options: FollowOptions,
): Promise<Followed> {
  const watch: Watch = new Watch(
    sources.map(({ name }) => new LiveSource(name, options.limits, () => watch.look())),
    options,
  );
  const { signal: _, ...untilTheEnd } = options;
  try {
    const read = await Promise.all(
      sources.map((source, place) => readTwice(source, watch.sources[place], untilTheEnd)),
    );
    const result = judge(read, untilTheEnd);
    const isBeyond = result.sources.some(({ problems }) =>
      problems.some(({ key }) => key === 'limit-reached'),
    );
    await watch.end(isBeyond);
    return { result, isBeyond };
  } finally {
    watch.stop();
  }
}

async function readTwice(
  source: SourceInput,
  live: LiveSource | undefined,
  options: FollowOptions,
): Promise<ReadSource> {
  if (live === undefined) return fold(source, options);
  const [whole, lines] = inStep(source.open());
  const [read] = await Promise.all([
    fold({ ...source, open: () => whole }, options),
    readLines(lines, source, live, options),
  ]);
  return read;
}

async function readLines(
  lines: AsyncIterable<Uint8Array>,
  { name, format }: SourceInput,
  live: LiveSource,
  options: FollowOptions,
): Promise<void> {
  const isTold = await readLive(lines, {
    format,
    options: { zone: options.zone, year: options.year },
    sink: live.sink(options.cpus),
    onOpen: (parser, id) => live.opened(parser, id),
    ratio: (options.limits ?? standardLimits).ratio,
  });
  if (!isTold) options.onNote(name, 'nothing of it can be told before its end');
}

/** Looks at all sources together, by the clock. */
class Watch {
  readonly sources: readonly LiveSource[];
  readonly #options: FollowOptions;
  readonly #news = new News();
  readonly #timer: NodeJS.Timeout;
  /** Told one after the other. */
  #telling: Promise<void> = Promise.resolve();
  #isTelling = false;
  #stirs = 0;
  #events = 0;
  #nextLook = 0;
  #nextForInterrupts = 0;
  #failure: unknown = null;

  constructor(sources: readonly LiveSource[], options: FollowOptions) {
    this.sources = sources;
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * All that was to be told has been. What the result holds need not be told before it; `all` tells the rest, too. Rejects
   * if telling failed.
   */
  async end(all: boolean): Promise<void> {
    this.stop();
    if (all) {
      for (const source of this.sources) {
        source.rest();
        source.rest();
      }
      this.look(Infinity);
    }
    await this.#telling;
    if (this.#failure !== null) throw this.#failure;
  }

  #tick(): void {
    if (this.#isTelling) return;
    const rested = this.sources.filter((source) => source.rest()).length > 0;
    const stirs = sum(this.sources.map((source) => source.stirs));
    const events = sum(this.sources.map((source) => source.events));
    const now = performance.now();
    const isDue =
      rested ||
      stirs !== this.#stirs ||
      this.#news.isWaiting ||
      (events !== this.#events && now >= this.#nextForInterrupts);
    if (!isDue || now < this.#nextLook) return;
    this.#stirs = stirs;
    this.#events = events;
    try {
      this.look();
    } catch (error) {
      this.#fail(error);
    }
    const done = performance.now();
    this.#nextLook = done + (done - now) * (SHARE - 1);
    this.#nextForInterrupts = now + INTERRUPTS_EVERY_MS;
  }

  look(now = performance.now()): void {
    const result = this.#resultNow();
    if (result === null) return;
    const news = this.#news.of(result, now);
    if (news.length === 0) return;
    this.#isTelling = true;
    this.#telling = this.#tell(this.#telling, news, result);
  }

  async #tell(before: Promise<void>, news: readonly Told[], result: Result): Promise<void> {
    try {
      await before;
      await this.#options.onNews(news, result);
    } catch (error) {
      this.#fail(error);
    }
    this.#isTelling = false;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.stop();
    this.#options.giveUp();
  }

  /** Null while what is selected is not there yet. */
  #resultNow(): Result | null {
    try {
      return judge(
        this.sources.map(({ known }) => known),
        this.#options,
      );
    } catch (error) {
      if (error instanceof SelectionError) return null;
      throw error;
    }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
