import { everything, fold, judge, type SourceInput } from '../../analyze.ts';
import { missing as lackedBy, type MissingPart } from '../../model/recording.ts';
import type { Result } from '../../model/result.ts';
import { visible } from '../../report/escape.ts';
import { safeJson } from '../../report/index.ts';
import { writeTo } from '../deliver.ts';
import { CLEAN, INCOMPLETE, TROUBLE } from '../exit-status.ts';
import type { Context } from '../program.ts';
import { openSources, sourceSpecs } from '../sources.ts';

/** `msixray detect SOURCE...`: what each file is, and what can and cannot be concluded from it alone. */
export async function runDetect(
  context: Context,
  args: readonly string[],
  json: boolean,
): Promise<void> {
  const { streams } = context;
  const specs = sourceSpecs(args, streams.stdin.isTTY === true);
  if (specs === null) {
    context.status = TROUBLE;
    streams.stderr.write('msixray: nothing to read\n  msixray detect FILE...\n');
    return;
  }
  const { inputs } = await openSources(specs, streams);
  const found: Detection[] = [];
  for (const input of inputs) found.push(await detectOne(input));
  context.status = found.every(({ complete }) => complete) ? CLEAN : INCOMPLETE;
  const text = json ? [`${safeJson(JSON.stringify(found, null, 2))}\n`] : found.map(describe);
  await writeTo(streams.stdout, text);
}

interface Detection {
  readonly name: string;
  readonly format: string;
  readonly peels: readonly string[];
  readonly lines: number;
  readonly events: number;
  readonly clock: string;
  readonly complete: boolean;
  readonly incompleteWhy: string | null;
  readonly devices: readonly string[];
  /** Rules that can judge by this source alone. */
  readonly canJudge: readonly string[];
  readonly cannotJudge: readonly { readonly rule: string; readonly missing: readonly string[] }[];
  readonly unobserved: readonly string[];
  /** The same part by part, with what would record it. */
  readonly missing: readonly MissingPart[];
}

async function detectOne(input: SourceInput): Promise<Detection> {
  const read = await fold(input, everything);
  const seen = new Set(read.meta.guest ? [] : [...read.fold.seen, read.meta.format]);
  return detectionOf(judge([read], everything), input.name, lackedBy(seen));
}

function detectionOf(
  { sources, devices, rules, coverage }: Result,
  name: string,
  lacking: readonly MissingPart[],
): Detection {
  const [source] = sources;
  const unable = rules.filter(({ outcome }) => outcome === 'not-applicable');
  return {
    name,
    format: source?.format ?? 'unknown',
    peels: source?.peels ?? [],
    lines: source?.lines ?? 0,
    events: source?.events ?? 0,
    clock: source?.clock ?? 'order',
    complete: source?.complete ?? false,
    incompleteWhy: source?.incompleteWhy ?? null,
    devices: devices.map((device) => device.name),
    canJudge: rules.filter((rule) => !unable.includes(rule)).map(({ id }) => id),
    cannotJudge: unable.map(({ id, missing }) => ({ rule: id, missing })),
    unobserved: coverage.unobserved,
    missing: lacking,
  };
}

function describe(found: Detection): string {
  const inside = found.peels.length === 0 ? '' : ` inside ${found.peels.join(' inside ')}`;
  const rows: [string, readonly string[]][] = [
    ['incomplete', found.incompleteWhy === null ? [] : [found.incompleteWhy]],
    ['devices', found.devices],
    ['can judge', found.canJudge],
    [
      'cannot judge',
      found.cannotJudge.map(({ rule, missing }) => `${rule}: needs ${missing.join('; ')}`),
    ],
    ['does not show (msixray capture tells how to record it)', found.unobserved],
  ];
  const head = `${found.name}: ${found.format}${inside}, ${found.lines} lines, ${found.events} events, ${found.clock} clock`;
  const body = rows.flatMap(([title, lines]) =>
    lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)],
  );
  return [head, ...body].map((line) => `${visible(line)}\n`).join('');
}
