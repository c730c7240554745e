/** Runs a scan in this thread. */
import type { HostResult } from '../../src/model/host.ts';
import { firstFolder, type HostRule } from '../../src/scan/host-rule.ts';
import type { ScanOptions } from '../../src/scan/job.ts';
import { planHosts } from '../../src/scan/plan.ts';
import { type NightEffort, resultsOf, runNight } from '../../src/scan/run.ts';
import { State } from '../../src/scan/state.ts';
import { lookedInto } from '../../src/scan/supervise.ts';
import { inlineRunner } from '../../src/scan/do-task.ts';
import type { Runner } from '../../src/scan/task.ts';

export const plainScan: ScanOptions = { zone: 'UTC', year: null, ruleOverrides: [], ruleTexts: [] };

interface NightOptions {
  readonly rule?: HostRule;
  readonly list?: readonly string[];
  readonly state?: string;
  readonly runner?: Runner;
  readonly maxBytes?: number;
  readonly options?: ScanOptions;
}

export interface NightResult {
  readonly hosts: readonly HostResult[];
  readonly effort: NightEffort;
}

export async function night(
  paths: readonly string[],
  {
    rule = firstFolder,
    list,
    state: path,
    runner = inlineRunner,
    maxBytes = Infinity,
    options = plainScan,
  }: NightOptions = {},
): Promise<NightResult> {
  const state = await State.open(path ?? null);
  try {
    const hosts = await planHosts({
      paths,
      list: list ?? null,
      rule,
      look: (unit) => lookedInto(runner, unit, null),
    });
    const effort = await runNight({
      hosts,
      state,
      runner,
      options,
      limits: { maxBytes },
      fetch: null,
    });
    await state.settle(new Set(hosts.map(({ host }) => host)));
    const results: HostResult[] = [];
    for await (const result of resultsOf(hosts, state)) results.push(result);
    return { hosts: results, effort };
  } finally {
    await state.close();
  }
}

/** The file's status and reason, by its name. */
export const filesOf = ({ hosts }: NightResult): Readonly<Record<string, string>> =>
  Object.fromEntries(
    hosts.flatMap(({ files }) =>
      files.map(({ name, status, reason }) => [
        name,
        reason === null ? status : `${status}: ${reason}`,
      ]),
    ),
  );
