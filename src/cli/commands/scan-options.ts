/** The options of scan and merge, for their help and their flags. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Severity } from '../../model/finding.ts';
import { fleetOutputs } from '../../report/fleet/outputs.ts';
import { type HostRule, parseHostRule } from '../../scan/host-rule.ts';
import type { ShardBy } from '../../scan/shard.ts';
import type { LookFlags } from '../appearance.ts';
import type { FailOn } from '../exit-status.ts';
import { collect, ruleOverride, wholeNumber, year, zone } from '../option-values.ts';
import { failOnOption, withLook } from './analyze-options.ts';

/** What is made of the hosts' results: of a scan and of a merge. */
export interface FleetFlags extends LookFlags {
  readonly format: readonly string[];
  readonly failOn: FailOn;
  readonly newOnly?: true;
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly metrics?: string;
  readonly outDir?: string;
  /** `2026-11-22`. */
  readonly date?: string;
  readonly strict?: true;
  readonly quiet?: true;
}

/** What is read, and by whom. */
export interface ScanFlags extends FleetFlags {
  readonly hostBy?: HostRule;
  readonly filesFrom?: string;
  readonly jobs?: number;
  readonly state?: string;
  readonly fetch?: string;
  readonly shard?: string;
  readonly shardBy: ShardBy;
  readonly timeLimit: number;
  readonly sizeLimit: number;
  readonly memoryLimit: number;
  readonly rule: ReadonlyMap<string, 'off' | Severity>;
  readonly rules: readonly string[];
  readonly year?: number;
}

export const withFleetOptions = (command: Command): Command =>
  withLook(
    command
      .addOption(
        new Option(
          '-f, --format <output>',
          `NAME or NAME=FILE, repeatable: ${fleetOutputs.join(', ')}`,
        )
          .argParser(collect)
          .default([], 'ndjson'),
      )
      .addOption(failOnOption('low'))
      .option('--new-only', 'exit 1 only for findings that the baseline does not know')
      .option(
        '--baseline <file>',
        "what is known: a night's NDJSON, or what --update-baseline wrote",
      )
      .option('--update-baseline', 'write what was found to the baseline')
      .option('--metrics <file>', 'gauges for a textfile collector (OpenMetrics)')
      .option(
        '--out-dir <dir>',
        'also write DIR/date=YYYY-MM-DD/part.ndjson, for DuckDB and its kin',
      )
      .option('--date <day>', 'the day of --out-dir (default: today, UTC)', day)
      .option('--strict', 'a host that was not read whole makes the run incomplete: exit 3')
      .option('-q, --quiet', 'no progress and no words on standard error'),
  );

export const withScanOptions = (command: Command): Command =>
  withFleetOptions(
    command
      .option(
        '--host-by <how>',
        'what a host is: the folder N levels below PATH (default: 1), a regular expression on the name below PATH, or sosreport',
        hostBy,
      )
      .option(
        '--files-from <list>',
        'read only the files named in LIST, one a line or NUL between them; - for standard input',
      )
      .option('--jobs <number>', 'worker threads (default: one for each CPU)', wholeNumber(0))
      .option(
        '--fetch <command>',
        'prints what is at a URL of --files-from, which is added as last word or put in place of {}; run without a shell',
      )
      .option('--state <file>', 'remember what was read; unchanged files are not read again')
      .option('--shard <i/n>', 'only part I of N, counted from 1; auto asks Slurm or Kubernetes')
      .addOption(
        new Option('--shard-by <how>', 'parts by the name of the host, or of about the same size')
          .choices(['hash', 'size'])
          .default('hash'),
      )
      .addOption(
        new Option('--time-limit <seconds>', 'for one file; it is then left out, with a reason')
          .argParser(wholeNumber(1))
          .default(600),
      )
      .addOption(
        new Option('--size-limit <bytes>', 'of one log, decompressed: 500M, 20G')
          .argParser(bytes)
          .default(100e9, '100G'),
      )
      .addOption(
        new Option('--memory-limit <mib>', 'heap of one worker')
          .argParser(wholeNumber(32))
          .default(512),
      )
      .addOption(rulesOption())
      .addOption(
        new Option('--rule <id=off|severity>', 'silence or change a rule, repeatable')
          .argParser(ruleOverride)
          .default(new Map(), 'none'),
      )
      .option('--tz <zone>', 'zone of stamps that name none (default: UTC)', zone)
      .option('--year <year>', 'year of stamps that have none', year),
  );

const rulesOption = (): Option =>
  new Option('--rules <file>', 'rules of your own (YAML), repeatable')
    .argParser(collect)
    .default([], 'none');

export function hostBy(value: string): HostRule {
  try {
    return parseHostRule(value);
  } catch {
    throw new InvalidArgumentError('A level from 1, a regular expression, or sosreport.');
  }
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

export function bytes(value: string): number {
  const [, number, unit = ''] = /^(\d{1,12})([kMGT]?)$/u.exec(value) ?? [];
  const size = number === undefined ? 0 : Number(number) * (UNITS[unit] ?? 1);
  if (size > 0) return size;
  throw new InvalidArgumentError('Bytes like 500M or 20G.');
}

export function day(value: string): string {
  if (/^\d{4}-\d\d-\d\d$/u.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new InvalidArgumentError('A day like 2026-11-22.');
}
