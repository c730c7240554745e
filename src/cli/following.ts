/** `--follow`: what is told on the way, to standard output and to the hook. */
import { once } from 'node:events';
import type { AnalyzeOptions, SourceInput } from '../analyze.ts';
import { follow, type Followed } from '../follow/follow.ts';
import { atLeast } from '../model/finding.ts';
import type { Result } from '../model/result.ts';
import type { Told } from '../model/told.ts';
import { earlyLine, earlyText } from '../report/early.ts';
import type { RenderOptions } from '../report/index.ts';
import { Alerts, type Clock } from './alerts.ts';
import type { FailOn } from './exit-status.ts';
import type { Redaction } from './redaction.ts';
import { runHook } from './run-hook.ts';
import type { Streams } from './streams.ts';
import type { Target } from './targets.ts';

export { wordsOf } from './words-of.ts';

export interface FollowingOptions {
  readonly targets: readonly Target[];
  readonly optionsFor: (target: Target) => RenderOptions;
  readonly redaction: Redaction | null;
  /** The words of `--exec`. */
  readonly hook: readonly string[] | null;
  readonly failOn: FailOn;
  /** A line for standard error. */
  readonly note: (text: string) => void;
}

const realClock: Clock = {
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

export class Following {
  readonly #streams: Streams;
  readonly #options: FollowingOptions;
  /** Ends the sources: the user has said so, or nobody reads any more. */
  readonly #end = new AbortController();
  readonly #target: Target | null;
  readonly #alerts: Alerts | null;
  /** Of the findings that were told. */
  readonly #fingerprints = new Set<string>();
  #hasFailing = false;

  constructor(streams: Streams, options: FollowingOptions) {
    const { hook, note } = options;
    this.#streams = streams;
    this.#options = options;
    this.#target =
      options.targets.find(
        ({ file, output }) => file === null && (output.id === 'text' || output.id === 'ndjson'),
      ) ?? null;
    this.#alerts =
      hook === null
        ? null
        : new Alerts(
            (alert) => runHook(hook, alert, streams.env, (text) => note(`--exec: ${text}`)),
            realClock,
          );
    const end = (): void => this.#end.abort();
    streams.stop?.addEventListener('abort', end, { once: true });
    streams.stdout.once('error', end);
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Resolves at the end of all sources, or soon after the signal. */
  run(inputs: readonly SourceInput[], options: AnalyzeOptions): Promise<Followed> {
    return follow(inputs, {
      ...options,
      onNews: (news, result) => this.#tell(news, result),
      onNote: (source, note) => this.#options.note(`${source}: ${note}`),
      giveUp: () => this.#end.abort(),
    });
  }

  /** Gives the hook what only the end has shown, and waits for it. `shown` is what may be seen of `found`. */
  async finish(found: Result, shown: Result): Promise<void> {
    if (this.#alerts === null) return;
    for (const [place, { fingerprint }] of found.findings.entries()) {
      const finding = shown.findings[place];
      if (finding !== undefined && !this.#fingerprints.has(fingerprint)) {
        this.#alerts.add(finding, 'new');
      }
    }
    const left = await this.#alerts.end();
    if (left > 0)
      this.#options.note(`--exec: not run for ${left} findings, which were too many a minute`);
  }

  /** A finding that makes the run fail was told, whether or not the result still holds it. */
  get hasFailing(): boolean {
    return this.#hasFailing;
  }

  async #tell(all: readonly Told[], result: Result): Promise<void> {
    for (const told of all) {
      if (told.is === 'finding') this.#fingerprints.add(told.finding.fingerprint);
    }
    const news = await this.#redacted(all, result);
    const { failOn } = this.#options;
    for (const told of news) {
      await this.#write(told, result);
      if (told.is !== 'finding') continue;
      const { finding, change } = told;
      if (failOn !== 'never' && atLeast(finding.severity, failOn)) this.#hasFailing = true;
      this.#alerts?.add(finding, change);
    }
  }

  async #write(told: Told, result: Result): Promise<void> {
    const target = this.#target;
    if (target === null || this.signal.aborted) return;
    const { stdout } = this.#streams;
    const options = this.#options.optionsFor(target);
    const text = target.output.id === 'ndjson' ? earlyLine(told) : earlyText(told, result, options);
    this.#options.redaction?.inspect?.(text, target);
    if (!stdout.write(text))
      await once(stdout, 'drain', { signal: this.signal }).catch(() => undefined);
  }

  /** The same with pseudonyms, if they are asked for. */
  async #redacted(news: readonly Told[], result: Result): Promise<readonly Told[]> {
    const { redaction } = this.#options;
    if (redaction === null) return news;
    const windows = news.flatMap((told) => (told.is === 'window' ? [told.window] : []));
    const findings = news.flatMap((told) => (told.is === 'finding' ? [told.finding] : []));
    const shown = await redaction.apply({ ...result, windows, findings });
    let window = 0;
    let finding = 0;
    return news.flatMap((told): readonly Told[] => {
      if (told.is === 'window') {
        const one = shown.windows[window];
        window += 1;
        return one === undefined ? [] : [{ ...told, window: one }];
      }
      const one = shown.findings[finding];
      finding += 1;
      return one === undefined ? [] : [{ ...told, finding: one }];
    });
  }
}
