/** What is made of the results of many hosts: outputs, metrics, the baseline, the exit status. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { atLeast } from '../model/finding.ts';
import type { FleetSummary } from '../model/fleet.ts';
import type { HostResult } from '../model/host.ts';
import { visible } from '../report/escape.ts';
import { hostLine } from '../report/fleet/host-line.ts';
import { FleetMetrics } from '../report/fleet/metrics.ts';
import { type FleetOutput, fleetOutputs } from '../report/fleet/outputs.ts';
import { FleetBaseline } from '../scan/baseline.ts';
import type { Shard } from '../scan/shard.ts';
import { SummaryFold } from '../scan/summary.ts';
import { renderOptions } from './appearance.ts';
import type { FleetFlags } from './commands/scan-options.ts';
import { isClosedPipe, writeFile, writeTo } from './deliver.ts';
import { CLEAN, FINDINGS, INCOMPLETE } from './exit-status.ts';
import type { Streams } from './streams.ts';
import { codeOf, reasonOf, Trouble } from './trouble.ts';

interface Target {
  readonly output: FleetOutput;
  /** Null: standard output. */
  readonly file: string | null;
}

/** The hosts of a run, in order, as often as asked. */
export interface FleetResults {
  readonly hosts: readonly string[];
  results(): AsyncIterable<HostResult>;
}

/** Checks what can be checked before hours of work, and takes the results afterwards. */
export class FleetSink {
  readonly #flags: FleetFlags;
  readonly #streams: Streams;
  readonly #targets: readonly Target[];
  readonly #baseline: FleetBaseline | null;

  private constructor(flags: FleetFlags, streams: Streams, baseline: FleetBaseline | null) {
    this.#flags = flags;
    this.#streams = streams;
    this.#targets = targetsOf(flags.format);
    this.#baseline = baseline;
  }

  static async open(flags: FleetFlags, streams: Streams): Promise<FleetSink> {
    if (flags.baseline === undefined && (flags.updateBaseline ?? flags.newOnly) === true) {
      throw new Trouble(
        `${flags.updateBaseline === true ? '--update-baseline' : '--new-only'} needs --baseline FILE`,
      );
    }
    return new FleetSink(flags, streams, await readBaseline(flags));
  }

  /** Writes everything; returns the exit status. `shard` names this part where there are others. */
  async take(fleet: FleetResults, shard: Shard | null): Promise<number> {
    const summary = await this.#summary(fleet);
    await this.#partition(fleet, shard);
    const order = this.#targets.toSorted(
      (a, b) => Number(a.file === null) - Number(b.file === null),
    );
    for (const target of order) await this.#write(target, fleet, summary);
    await this.#updateBaseline(fleet);
    await this.#writeMetrics(fleet);
    return this.#status(summary, fleet);
  }

  async *#results(fleet: FleetResults): AsyncGenerator<HostResult> {
    for await (const result of fleet.results()) yield this.#baseline?.compare(result) ?? result;
  }

  async #summary(fleet: FleetResults): Promise<FleetSummary> {
    const fold = new SummaryFold();
    for await (const result of this.#results(fleet)) fold.add(result);
    return fold.end(this.#baseline?.missing(new Set(fleet.hosts)) ?? null);
  }

  async #write(
    { output, file }: Target,
    fleet: FleetResults,
    summary: FleetSummary,
  ): Promise<void> {
    const pieces =
      output === 'ndjson'
        ? this.#lines(fleet)
        : await this.#rendered(output, summary, file !== null);
    if (file !== null) await writeFile(file, pieces);
    else {
      await writeTo(this.#streams.stdout, pieces).catch((error: unknown) => {
        if (codeOf(error) === null || isClosedPipe(error)) throw error;
        throw new Trouble(`cannot write standard output: ${reasonOf(error)}`);
      });
    }
  }

  async #rendered(
    output: Exclude<FleetOutput, 'ndjson'>,
    summary: FleetSummary,
    toFile: boolean,
  ): Promise<Iterable<string>> {
    const { renderFleet } = await import('../report/fleet/index.ts');
    return renderFleet(output, summary, renderOptions(this.#flags, this.#streams, toFile));
  }

  async *#lines(fleet: FleetResults): AsyncGenerator<string> {
    for await (const result of this.#results(fleet)) yield hostLine(result);
  }

  /** Hive's form of partitions: engines read the date off the folder. */
  async #partition(fleet: FleetResults, shard: Shard | null): Promise<void> {
    const { outDir, date } = this.#flags;
    if (outDir === undefined) return;
    const folder = join(outDir, `date=${date ?? this.#streams.now().toISOString().slice(0, 10)}`);
    try {
      await makeFolder(folder);
    } catch (error) {
      throw new Trouble(`cannot make ${folder}: ${reasonOf(error)}`);
    }
    const part = shard === null ? 'part' : `part-${shard.index}-of-${shard.count}`;
    await writeFile(join(folder, `${part}.ndjson`), this.#lines(fleet));
  }

  async #updateBaseline(fleet: FleetResults): Promise<void> {
    const { baseline: path, updateBaseline } = this.#flags;
    if (path === undefined || updateBaseline !== true) return;
    // The marks of this night must not change while it is told: a second one learns.
    const next = await readBaseline(this.#flags);
    if (next === null) return;
    for await (const result of fleet.results()) next.learn(result);
    await writeFile(path, next.lines());
  }

  async #writeMetrics(fleet: FleetResults): Promise<void> {
    const { metrics: path } = this.#flags;
    if (path === undefined) return;
    const metrics = new FleetMetrics();
    for await (const result of this.#results(fleet)) metrics.add(result);
    await writeFile(path, [metrics.text(Math.floor(this.#streams.now().getTime() / 1000))]);
  }

  async #status(summary: FleetSummary, fleet: FleetResults): Promise<number> {
    const { failOn, newOnly, strict, updateBaseline } = this.#flags;
    const incomplete = summary.hosts === 0 || summary.incomplete > 0;
    if (incomplete && strict === true) return INCOMPLETE;
    let failing = false;
    // What was just written down is known from now on.
    if (failOn !== 'never' && updateBaseline !== true) {
      for await (const { findings } of this.#results(fleet)) {
        failing ||= findings.some(
          ({ severity, baseline }) =>
            atLeast(severity, failOn) && (newOnly !== true || baseline !== 'known'),
        );
      }
    }
    if (failing) return FINDINGS;
    return incomplete ? INCOMPLETE : CLEAN;
  }
}

async function readBaseline({
  baseline: path,
  updateBaseline,
}: FleetFlags): Promise<FleetBaseline | null> {
  if (path === undefined) return null;
  if (updateBaseline === true && !existsSync(path)) return new FleetBaseline([]);
  const { baselineLines, WrongLine } = await import('../scan/result-lines.ts');
  const lines = [];
  try {
    for await (const line of baselineLines(path)) lines.push(line);
  } catch (error) {
    if (error instanceof WrongLine) throw new Trouble(error.message);
    throw new Trouble(`cannot read ${path}: ${reasonOf(error)}`);
  }
  return new FleetBaseline(lines);
}

function targetsOf(values: readonly string[]): readonly Target[] {
  const targets = (values.length === 0 ? ['ndjson'] : values).map((value): Target => {
    const equals = value.indexOf('=');
    const id = equals === -1 ? value : value.slice(0, equals);
    const output = fleetOutputs.find((name) => name === id);
    if (output === undefined) {
      throw new Trouble(
        `there is no output called ${visible(id)} of many hosts`,
        `outputs: ${fleetOutputs.join(', ')}; msixray analyze has more, for one case`,
      );
    }
    const file = equals === -1 ? null : value.slice(equals + 1);
    if (file === '') throw new Trouble(`-f ${value} names no file`);
    return { output, file: file === '-' ? null : file };
  });
  const places = targets.map(({ file }) => file ?? '-');
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined) {
    throw new Trouble(
      twice === '-' ? 'two outputs want standard output' : `two outputs want the file ${twice}`,
    );
  }
  return targets;
}
