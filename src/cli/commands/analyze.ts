import { analyze, type AnalyzeOptions } from '../../analyze.ts';
import type { BaselineFile } from '../baseline-file.ts';
import type { TimePoint } from '../../model/time-point.ts';
import { deliver } from '../deliver.ts';
import { statusOf, TROUBLE } from '../exit-status.ts';
import { lookFor } from '../look.ts';
import { parseOffsets } from '../offsets.ts';
import type { Context } from '../program.ts';
import { Progress } from '../progress.ts';
import { Redaction } from '../redaction.ts';
import { checkRuleIds, loadRules } from '../rule-files.ts';
import { openSources, sourceSpecs } from '../sources.ts';
import { Trouble } from '../trouble.ts';
import { warnings } from '../warnings.ts';
import type { AnalyzeFlags } from './analyze-options.ts';

/** The main job: reads the sources as one case, writes the outputs asked for, and judges. */
export async function runAnalyze(
  context: Context,
  args: readonly string[],
  flags: AnalyzeFlags,
): Promise<void> {
  const { streams } = context;
  const { targets, optionsFor } = lookFor(flags, context);
  const specs = sourceSpecs(args, streams.stdin.isTTY === true);
  if (specs === null) {
    context.status = TROUBLE;
    streams.stderr.write(`msixray: nothing to read
  trace-cmd report | msixray, or msixray FILE...; msixray --help tells more\n`);
    return;
  }
  const { inputs, totalBytes } = await openSources(specs, streams);
  const baseline = await openBaseline(flags, streams.now());
  const options: AnalyzeOptions = {
    ...(await readOptions(flags)),
    offsets: parseOffsets(flags.offset, specs, inputs),
    sift: baseline === null ? null : (findings) => baseline.sift(findings),
  };
  const redaction = await Redaction.open(flags);
  const quiet = flags.quiet === true;
  const progress = new Progress(streams.stderr, totalBytes, quiet);
  const { stop } = streams;
  const found = await analyze(inputs, {
    ...options,
    ...(stop === undefined ? {} : { signal: stop }),
    onProgress: (bytes) => progress.update(bytes),
    onName: (kind, name) => redaction?.name(kind, name),
  }).finally(() => progress.done());
  const told = [...warnings(found), ...(baseline?.warnings() ?? [])];
  if (!quiet) for (const line of told) streams.stderr.write(`msixray: ${line}\n`);
  const result = (await redaction?.apply(found)) ?? found;
  await deliver(result, targets, streams.stdout, optionsFor, redaction?.inspect);
  context.status = statusOf(result, flags.failOn, flags.strict === true);
  if (flags.updateBaseline === true) {
    await baseline?.update(isWhole(options) && result.summary.complete);
    // What was found is known from now on; what could not be read stays unread.
    context.status = statusOf({ ...result, findings: [] }, flags.failOn, flags.strict === true);
  }
}

async function readOptions(flags: AnalyzeFlags): Promise<Omit<AnalyzeOptions, 'offsets' | 'sift'>> {
  const zone = flags.tz ?? 'UTC';
  const userRules = await loadRules(flags.rules);
  checkRuleIds(flags.rule.keys(), userRules);
  return {
    zone,
    year: flags.year ?? null,
    device: flags.device ?? null,
    since: await timePoint(flags.since, zone),
    until: await timePoint(flags.until, zone),
    cpus: flags.cpu ?? null,
    ruleOverrides: flags.rule,
    userRules,
    strict: flags.strict === true,
    limits: flags.limit,
  };
}

async function timePoint(text: string | undefined, zone: string): Promise<TimePoint | null> {
  if (text === undefined) return null;
  const { parseTimePoint } = await import('../time-point.ts');
  return parseTimePoint(text, zone);
}

async function openBaseline(flags: AnalyzeFlags, now: Date): Promise<BaselineFile | null> {
  if (flags.baseline === undefined) {
    if (flags.updateBaseline !== true) return null;
    throw new Trouble('--update-baseline needs --baseline FILE');
  }
  const today = now.toISOString().slice(0, 10);
  const { BaselineFile } = await import('../baseline-file.ts');
  return BaselineFile.open(flags.baseline, today, flags.updateBaseline === true);
}

/** Was everything looked at? Only then may a baseline forget what was not found. */
const isWhole = ({ device, since, until, cpus, ruleOverrides }: AnalyzeOptions): boolean =>
  [device, since, until, cpus].every((part) => part === null) &&
  [...ruleOverrides.values()].every((change) => change !== 'off');
