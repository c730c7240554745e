import { deliver, isClosedPipe } from '../deliver.ts';
import { type FailOn, statusOf } from '../exit-status.ts';
import { lookFor, type OutputFlags } from '../look.ts';
import type { Context } from '../program.ts';
import { Redaction } from '../redaction.ts';
import { readResult } from '../saved-result.ts';
import { messageOf, Trouble } from '../trouble.ts';

export interface ReportFlags extends OutputFlags {
  readonly failOn: FailOn;
}

/** `msixray report RESULT -f NAME`: any output from a saved result. */
export async function runReport(context: Context, path: string, flags: ReportFlags): Promise<void> {
  const { streams } = context;
  // Not failing by itself, `report` still shows what the analysis judged: JUnit as it was written then.
  const judged = flags.failOn === 'never' ? { ...flags, failOn: 'low' as const } : flags;
  const { targets, optionsFor } = lookFor(judged, context);
  const redaction = await Redaction.open(flags);
  const saved = await readResult(path, streams);
  const result = (await redaction?.apply(saved)) ?? saved;
  try {
    await deliver(result, targets, streams.stdout, optionsFor, redaction?.inspect);
  } catch (error) {
    if (error instanceof Trouble || isClosedPipe(error)) throw error;
    throw new Trouble(`${path} cannot be shown: ${messageOf(error)}`, 'was it edited?');
  }
  if (flags.failOn !== 'never') context.status = statusOf(result, flags.failOn, false);
}
