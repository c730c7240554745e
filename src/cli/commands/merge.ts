import { Merge } from '../../scan/merge.ts';
import { hostResults, WrongLine } from '../../scan/result-lines.ts';
import { FleetSink } from '../fleet-results.ts';
import type { Context } from '../program.ts';
import { STDIN } from '../streams.ts';
import { codeOf, reasonOf, Trouble } from '../trouble.ts';
import type { FleetFlags } from './scan-options.ts';

/** `msixray merge RESULT...`: the results of parts or nights as those of one scan. */
export async function runMerge(
  context: Context,
  paths: readonly string[],
  flags: FleetFlags,
): Promise<void> {
  const { streams } = context;
  const sink = await FleetSink.open(flags, streams);
  const merge = await Merge.open();
  try {
    for (const path of paths) {
      const bytes = path === STDIN ? streams.stdin : undefined;
      for await (const result of hostResults(path, bytes)) await merge.add(result);
    }
    const fleet = { hosts: merge.hosts, results: () => merge.results() };
    context.status = await sink.take(fleet, null);
  } catch (error) {
    if (error instanceof WrongLine) throw new Trouble(error.message);
    if (error instanceof Trouble || codeOf(error) === null) throw error;
    throw new Trouble(`cannot merge: ${reasonOf(error)}`);
  } finally {
    await merge.close();
  }
}
