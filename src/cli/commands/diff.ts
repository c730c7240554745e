import { atLeast } from '../../model/finding.ts';
import type { Result, ResultFinding } from '../../model/result.ts';
import { visible } from '../../report/escape.ts';
import { writeTo } from '../deliver.ts';
import { CLEAN, type FailOn, FINDINGS } from '../exit-status.ts';
import type { Context } from '../program.ts';
import { readResult } from '../saved-result.ts';

export interface DiffFlags {
  readonly json?: true;
  readonly failOn: FailOn;
}

/** Findings are the same where rule, device and identity are: see `fingerprint`. Times and counts may differ. */
interface Difference {
  readonly added: readonly ResultFinding[];
  readonly gone: readonly ResultFinding[];
  readonly changed: readonly { readonly before: ResultFinding; readonly after: ResultFinding }[];
  readonly same: number;
  /** Numbers of devices and windows, where they differ. */
  readonly counts: readonly {
    readonly of: string;
    readonly before: number;
    readonly after: number;
  }[];
  /** Rules that could judge one and not the other. */
  readonly rules: readonly {
    readonly rule: string;
    readonly before: string;
    readonly after: string;
  }[];
}

/** `msixray diff A.json B.json`: exit 1 where B has findings that A has not. */
export async function runDiff(
  context: Context,
  paths: readonly [string, string],
  flags: DiffFlags,
): Promise<void> {
  const { streams } = context;
  const before = await readResult(paths[0], streams);
  const after = await readResult(paths[1], streams);
  const difference = differenceOf(before, after);
  const { failOn } = flags;
  const isWorse = difference.added.some(
    ({ severity }) => failOn !== 'never' && atLeast(severity, failOn),
  );
  context.status = isWorse ? FINDINGS : CLEAN;
  const text =
    flags.json === true ? `${JSON.stringify(difference, null, 2)}\n` : describe(difference);
  await writeTo(streams.stdout, [text]);
}

export function differenceOf(before: Result, after: Result): Difference {
  const pairs = pairUp(before.findings, after.findings);
  return {
    added: pairs.flatMap(([a, b]) => (a === null && b !== null ? [b] : [])),
    gone: pairs.flatMap(([a, b]) => (a !== null && b === null ? [a] : [])),
    changed: pairs.flatMap(([a, b]) =>
      a !== null && b !== null && hasChanged(a, b) ? [{ before: a, after: b }] : [],
    ),
    same: pairs.filter(([a, b]) => a !== null && b !== null && !hasChanged(a, b)).length,
    counts: (['devices', 'windows', 'sources'] as const).flatMap((of) =>
      before[of].length === after[of].length
        ? []
        : [{ of, before: before[of].length, after: after[of].length }],
    ),
    rules: rulesOf(before, after),
  };
}

type Pair = readonly [ResultFinding | null, ResultFinding | null];

/** Several findings may share a fingerprint: they are paired in their order. */
function pairUp(
  before: readonly ResultFinding[],
  after: readonly ResultFinding[],
): readonly Pair[] {
  const left = [...after];
  const pairs = before.map((finding): Pair => {
    const at = left.findIndex(({ fingerprint }) => fingerprint === finding.fingerprint);
    return [finding, at === -1 ? null : (left.splice(at, 1)[0] ?? null)];
  });
  return [...pairs, ...left.map((finding): Pair => [null, finding])];
}

const hasChanged = (a: ResultFinding, b: ResultFinding): boolean =>
  a.severity !== b.severity || a.confidence !== b.confidence || a.messageId !== b.messageId;

function rulesOf(before: Result, after: Result): Difference['rules'] {
  const outcomes = new Map(after.rules.map(({ id, outcome }) => [id, outcome]));
  return before.rules.flatMap(({ id, outcome }) => {
    const now = outcomes.get(id);
    const isSilent = [outcome, now].includes('not-applicable') || [outcome, now].includes('error');
    return now === undefined || now === outcome || !isSilent
      ? []
      : [{ rule: id, before: outcome, after: now }];
  });
}

function describe({ added, gone, changed, same, counts, rules }: Difference): string {
  const lines = [
    ...added.map((finding) => `+ ${words(finding)}`),
    ...gone.map((finding) => `- ${words(finding)}`),
    ...changed.map(({ before, after }) => `~ ${words(before)}\n  now ${words(after)}`),
    ...counts.map(({ of, before, after }) => `  ${of}: ${before}, now ${after}`),
    ...rules.map(({ rule, before, after }) => `  rule ${rule}: ${before}, now ${after}`),
    `${added.length} new, ${gone.length} gone, ${changed.length} changed, ${same} the same`,
  ];
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => `${visible(line)}\n`)
    .join('');
}

const words = ({ severity, confidence, rule, message }: ResultFinding): string =>
  `${severity} (${confidence}) ${rule}: ${message.replaceAll('\n', ' ')}`;
