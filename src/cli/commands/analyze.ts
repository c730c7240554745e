import { analyze } from '../../analyze.ts';
import { rules } from '../../rules/index.ts';
import { renderOptions } from '../appearance.ts';
import { deliver } from '../deliver.ts';
import { statusOf, TROUBLE } from '../exit-status.ts';
import { parseOffsets } from '../offsets.ts';
import type { Context } from '../program.ts';
import { Progress } from '../progress.ts';
import { openSources, sourceSpecs } from '../sources.ts';
import { parseTargets } from '../targets.ts';
import { parseTimePoint } from '../time-point.ts';
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
  const targets = parseTargets(flags.format);
  const specs = sourceSpecs(args, streams.stdin.isTTY === true);
  if (specs === null) {
    context.status = TROUBLE;
    streams.stderr.write(`msixray: nothing to read
  trace-cmd report | msixray, or msixray FILE...; msixray --help tells more\n`);
    return;
  }
  checkRules(flags);
  const zone = flags.tz ?? 'UTC';
  const { inputs, totalBytes } = await openSources(specs, streams);
  const quiet = flags.quiet === true;
  const progress = new Progress(streams.stderr, totalBytes, quiet);
  const result = await analyze(inputs, {
    zone,
    year: flags.year ?? null,
    offsets: parseOffsets(flags.offset, specs, inputs),
    device: flags.device ?? null,
    since: flags.since === undefined ? null : parseTimePoint(flags.since, zone),
    until: flags.until === undefined ? null : parseTimePoint(flags.until, zone),
    cpus: flags.cpu ?? null,
    ruleOverrides: flags.rule,
    userRules: [],
    strict: flags.strict === true,
    onProgress: (bytes) => progress.update(bytes),
  }).finally(() => progress.done());
  if (!quiet) for (const line of warnings(result)) streams.stderr.write(`msixray: ${line}\n`);
  context.status = statusOf(result, flags.failOn, flags.strict === true);
  await deliver(result, targets, streams.stdout, ({ file }) =>
    renderOptions(flags, streams, file !== null),
  );
}

function checkRules(flags: AnalyzeFlags): void {
  const unknown = [...flags.rule.keys()].find((id) => rules.every(({ meta }) => meta.id !== id));
  if (unknown !== undefined) {
    throw new Trouble(`there is no rule called ${unknown}`, 'msixray rules lists them');
  }
}
