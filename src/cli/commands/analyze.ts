import { analyze, type AnalyzeOptions, type SourceInput } from '../../analyze.ts';
import type { Followed } from '../../follow/follow.ts';
import type { TimePoint } from '../../model/time-point.ts';
import { visible } from '../../report/index.ts';
import type { BaselineFile } from '../baseline-file.ts';
import { deliver } from '../deliver.ts';
import { FINDINGS, statusOf, TROUBLE } from '../exit-status.ts';
import type { Following, FollowingOptions } from '../following.ts';
import { lookFor } from '../look.ts';
import { parseOffsets } from '../offsets.ts';
import type { Context } from '../program.ts';
import { Progress } from '../progress.ts';
import { Redaction } from '../redaction.ts';
import { checkRuleIds, loadRules } from '../rule-files.ts';
import { growing, openSources, sourceSpecs } from '../sources.ts';
import type { Streams } from '../streams.ts';
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
  const quiet = flags.quiet === true;
  const note = (text: string): void => {
    if (!quiet) streams.stderr.write(`msixray: ${visible(text)}\n`);
  };
  const redaction = await Redaction.open(flags);
  const following = await followingOf(flags, streams, { targets, optionsFor, redaction, note });
  const { inputs, totalBytes } = await openSources(
    specs,
    streams,
    following === null
      ? undefined
      : growing(following.signal, (name, text) => note(`${name}: ${text}`)),
  );
  const baseline = await openBaseline(flags, streams.now());
  const options: AnalyzeOptions = {
    ...(await readOptions(flags)),
    offsets: parseOffsets(flags.offset, specs, inputs),
    sift: baseline === null ? null : (findings) => baseline.sift(findings),
  };
  const { result: found, isBeyond } = await read(inputs, {
    ...options,
    onName: (kind, name) => redaction?.name(kind, name),
  });
  const told = [...warnings(found), ...(baseline?.warnings() ?? [])];
  if (!quiet) for (const line of told) streams.stderr.write(`msixray: ${line}\n`);
  const result = (await redaction?.apply(found)) ?? found;
  await deliver(result, targets, streams.stdout, optionsFor, redaction?.inspect);
  await following?.finish(found, result);
  context.status = statusOf(result, flags.failOn, flags.strict === true);
  // What was told and is forgotten by now was found all the same.
  const wasFound = isBeyond && following?.hasFailing === true;
  if (wasFound && flags.strict !== true) context.status = FINDINGS;
  if (flags.updateBaseline === true) {
    await baseline?.update(isWhole(options) && result.summary.complete);
    // What was found is known from now on; what could not be read stays unread.
    context.status = statusOf({ ...result, findings: [] }, flags.failOn, flags.strict === true);
  }

  async function read(sources: readonly SourceInput[], how: AnalyzeOptions): Promise<Followed> {
    if (following !== null) return following.run(sources, how);
    const progress = new Progress(streams.stderr, totalBytes, quiet);
    const { stop } = streams;
    const whole = await analyze(sources, {
      ...how,
      ...(stop === undefined ? {} : { signal: stop }),
      onProgress: (bytes) => progress.update(bytes),
    }).finally(() => progress.done());
    return { result: whole, isBeyond: false };
  }
}

async function followingOf(
  { follow, exec, failOn }: AnalyzeFlags,
  streams: Streams,
  options: Omit<FollowingOptions, 'hook' | 'failOn'>,
): Promise<Following | null> {
  if (follow !== true) {
    if (exec !== undefined) throw new Trouble('--exec needs --follow');
    return null;
  }
  const { Following, wordsOf } = await import('../following.ts');
  return new Following(streams, {
    ...options,
    failOn,
    hook: exec === undefined ? null : wordsOf(exec),
  });
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
