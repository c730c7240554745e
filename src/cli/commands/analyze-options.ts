/** The options of the main job, for its help and its flags. */
import { type Command, Option } from 'commander';
import type { Severity } from '../../model/finding.ts';
import { type Limits, standardLimits } from '../../model/limits.ts';
import { outputs } from '../../report/index.ts';
import { trackers } from '../../report/trackers.ts';
import type { FailOn } from '../exit-status.ts';
import type { OutputFlags } from '../look.ts';
import {
  collect,
  cpuList,
  failOn,
  limit,
  ruleOverride,
  wholeNumber,
  year,
  zone,
} from '../option-values.ts';

export interface AnalyzeFlags extends OutputFlags {
  readonly failOn: FailOn;
  readonly device?: string;
  readonly since?: string;
  readonly until?: string;
  readonly cpu?: ReadonlySet<number>;
  readonly offset: readonly string[];
  readonly rule: ReadonlyMap<string, 'off' | Severity>;
  readonly rules: readonly string[];
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly year?: number;
  readonly strict?: true;
  readonly limit: Limits;
  readonly follow?: true;
  readonly exec?: string;
  readonly quiet?: true;
}

/** Pseudonyms for what tells where a log comes from. */
export const withRedaction = (command: Command): Command =>
  command
    .option('--redact', 'pseudonyms for hosts, VMs, devices, UUIDs, addresses and paths')
    .option('--redact-map <file>', 'keep what stands for what in a private file, and reuse it')
    .option('--redact-check', 'write nothing if a name survives');

/** How an output looks: for every command that prints a result. */
export const withLook = (command: Command): Command =>
  command
    .option(
      '--width <columns>',
      'columns of a text (default: the terminal, else 80)',
      wholeNumber(40),
    )
    .option('--max-findings <number>', 'show the worst so many only', wholeNumber(0))
    .option('--no-color', 'no colours (NO_COLOR and FORCE_COLOR work too)');

const outputNames = outputs.map(({ id }) => id).join(', ');

export const formatOption = (): Option =>
  new Option('-f, --format <output>', `NAME or NAME=FILE, repeatable: ${outputNames}`)
    .argParser(collect)
    .default([], 'text');

export const forOption = (): Option =>
  new Option('--for <tracker>', 'text or Markdown that fits a tracker').choices(
    trackers.map(({ id }) => id),
  );

export const rulesOption = (): Option =>
  new Option('--rules <file>', 'rules of your own (YAML), repeatable')
    .argParser(collect)
    .default([], 'none');

export const failOnOption = (standard: FailOn): Option =>
  new Option('--fail-on <severity>', 'exit 1 from this severity up, or never')
    .argParser(failOn)
    .default(standard, standard);

export function withAnalyzeOptions(command: Command): Command {
  return withRedaction(
    withLook(
      command
        .addOption(formatOption())
        .addOption(forOption())
        .addOption(failOnOption('low'))
        .option('--device <name>', 'look at one device: 0000:3b:00.0, or as QEMU calls it')
        .option(
          '--since <time>',
          'from: a time of the result, +5s from its start, -5s from its end, or ISO 8601',
        )
        .option('--until <time>', 'to: the same')
        .option('--cpu <list>', 'count the interrupts of these CPUs alone: 0-3,8', cpuList)
        .addOption(
          new Option(
            '--offset <source=seconds>',
            "add to that source's stamps instead of estimating, repeatable",
          )
            .argParser(collect)
            .default([], 'none'),
        )
        .addOption(rulesOption())
        .addOption(
          new Option('--rule <id=off|severity>', 'silence or change a rule, repeatable')
            .argParser(ruleOverride)
            .default(new Map(), 'none'),
        )
        .option('--baseline <file>', 'findings that are known: they are not told again')
        .option('--update-baseline', 'write what was found to the baseline')
        .option('--follow', 'keep reading; tell each window when it closes')
        .option(
          '--exec <command>',
          'with --follow: run it for each new finding, without a shell: docs/usage.md',
        )
        .option('--tz <zone>', 'zone of stamps that name none (default: UTC)', zone)
        .option('--year <year>', 'year of stamps that have none', year)
        .addOption(
          new Option(
            '--limit <name=number>',
            'keep more or less of a log, repeatable: docs/limits.md',
          )
            .argParser(limit)
            .default(standardLimits, 'those of the page'),
        )
        .option('--strict', 'a malformed or lost line makes the run incomplete: exit 3')
        .option(
          '--config <file>',
          'options from a file (default: msixray.config.yaml or .json, upwards)',
        )
        .option('--no-config', 'no options from a file')
        .option('-q, --quiet', 'no progress and no warnings'),
    ),
  );
}
