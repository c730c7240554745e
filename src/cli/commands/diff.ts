import { atLeast } from '../../model/finding.ts';
import { diffText } from '../../report/diff-text.ts';
import { diffResults } from '../../report/diff.ts';
import { safeJson } from '../../report/index.ts';
import { writeTo } from '../deliver.ts';
import { CLEAN, type FailOn, FINDINGS } from '../exit-status.ts';
import type { Context } from '../program.ts';
import { readResult } from '../saved-result.ts';

export interface DiffFlags {
  readonly json?: true;
  readonly failOn: FailOn;
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
  const diff = diffResults(before, after);
  const { failOn } = flags;
  const isWorse = diff.findings.came.some(
    ({ severity }) => failOn !== 'never' && atLeast(severity, failOn),
  );
  context.status = isWorse ? FINDINGS : CLEAN;
  const text =
    flags.json === true ? `${safeJson(JSON.stringify(diff, null, 2))}\n` : diffText(diff, true);
  await writeTo(streams.stdout, [text]);
}
