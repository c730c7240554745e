/** The pipe: sources → events → timeline → findings → result. The one place where the floors meet. */
import type { Readable } from 'node:stream';
import { readSource } from './input/read-source.ts';
import type { Finding, Severity } from './model/finding.ts';
import type { ParserOptions } from './model/format.ts';
import type { Limits } from './model/limits.ts';
import type { Result } from './model/result.ts';
import type { Rule } from './model/rule.ts';
import { parseSeconds } from './model/time.ts';
import type { Case } from './model/timeline.ts';
import { publish } from './publish.ts';
import { runRules } from './rules/engine.ts';
import { rules as shippedRules, rulesVersion } from './rules/index.ts';
import { onlyCpus, select, type Selection } from './select.ts';
import { buildCase, type ReadSource } from './timeline/case.ts';
import { roleOf } from './timeline/role.ts';
import { SourceFold } from './timeline/source-fold.ts';

export type { ReadSource } from './timeline/case.ts';

export interface SourceInput {
  /** Shown in results and evidence: the shortest path that differs. */
  readonly name: string;
  /** Id of a format; null to find out. */
  readonly format: string | null;
  open(): AsyncIterable<Uint8Array> | Readable;
}

export interface Sifted {
  readonly findings: readonly Finding[];
  readonly limits: readonly string[];
}

export interface AnalyzeOptions extends ParserOptions, Selection {
  /** Seconds added to a source's stamps, by its name; checked text, see {@link parseSeconds}. */
  readonly offsets: ReadonlyMap<string, string>;
  readonly ruleOverrides: ReadonlyMap<string, 'off' | Severity>;
  readonly userRules: readonly Rule[];
  readonly strict: boolean;
  /** Ends reading: what was read so far is judged. */
  readonly signal?: AbortSignal;
  /** How much is kept; the standard ones where nothing is said. */
  readonly limits?: Limits;
  /** Gives the parsers every line, also those that they cannot want: slower, and the same in the end. */
  readonly reference?: boolean;
  /** Takes findings out of the result, and says so; null: all stay. */
  readonly sift?: ((findings: readonly Finding[]) => Sifted) | null;
  /** Is told the hosts and VMs that the sources name. */
  readonly onName?: (kind: 'host' | 'vm', name: string) => void;
  /** Bytes read so far, of all sources, as given. */
  readonly onProgress?: (bytes: number) => void;
}

/** Everything, as it is. */
export const everything: AnalyzeOptions = {
  zone: 'UTC',
  year: null,
  offsets: new Map(),
  device: null,
  since: null,
  until: null,
  cpus: null,
  ruleOverrides: new Map(),
  userRules: [],
  strict: false,
};

/** Reads every source to its end and judges the case. Rejects for a fault of the program, or by a `SelectionError`. */
export async function analyze(
  sources: readonly SourceInput[],
  options: AnalyzeOptions,
): Promise<Result> {
  return judgeCase(await readCase(sources, options), options);
}

/** What was folded is let go with the return: the case holds all that the judgement needs, and a fraction of it. */
async function readCase(sources: readonly SourceInput[], options: AnalyzeOptions): Promise<Case> {
  const read: ReadSource[] = [];
  let before = 0;
  for (const source of sources) {
    const one = await fold(source, options, (bytes) => options.onProgress?.(before + bytes));
    before += Number(one.meta.bytes);
    read.push(one);
  }
  return caseOf(read, options);
}

/** Reads one source to its end. What is kept of it does not grow with its length. */
export async function fold(
  source: SourceInput,
  options: AnalyzeOptions,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<ReadSource> {
  const kept = new SourceFold(source.name, options.limits);
  const stats = await readSource(source.open(), {
    name: source.name,
    format: source.format,
    options: { zone: options.zone, year: options.year },
    sink: onlyCpus(kept, options.cpus),
    onBytes,
    everything: options.reference === true,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.limits === undefined ? {} : { ratio: options.limits.ratio }),
  });
  kept.epoch = stats.epoch;
  kept.clock = stats.clock;
  kept.end();
  return {
    fold: kept,
    meta: { ...stats, format: stats.format ?? 'unknown', ...roleOf(kept, stats.format) },
  };
}

/** Judges what was read as one case. Throws a `SelectionError` where the options select what is not there. */
export function judge(read: readonly ReadSource[], options: AnalyzeOptions): Result {
  return judgeCase(caseOf(read, options), options);
}

function caseOf(read: readonly ReadSource[], options: AnalyzeOptions): Case {
  for (const kind of ['host', 'vm'] as const) {
    for (const source of read) {
      const name = source.fold.facts.get(kind);
      if (name !== undefined) options.onName?.(kind, name);
    }
  }
  return select(buildCase(read, { offsets: offsetsOf(options) }), options);
}

function judgeCase(found: Case, options: AnalyzeOptions): Result {
  const judged = runRules(found, {
    rules: [...shippedRules, ...options.userRules],
    overrides: options.ruleOverrides,
  });
  const sifted = options.sift?.(judged.findings) ?? { findings: judged.findings, limits: [] };
  const shown = { ...found, limits: [...found.limits, ...sifted.limits] };
  return publish(shown, sifted.findings, judged.outcomes, rulesVersion);
}

const offsetsOf = ({ offsets }: AnalyzeOptions): ReadonlyMap<string, bigint> =>
  new Map([...offsets].map(([name, seconds]) => [name, parseSeconds(seconds) ?? 0n]));
