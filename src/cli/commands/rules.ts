import { rules } from '../../rules/index.ts';
import { writeTo } from '../deliver.ts';
import { listing } from '../listing.ts';
import type { Context } from '../program.ts';

/** `msixray rules`: every rule, the worst first. */
export async function runRules({ streams }: Context, json: boolean): Promise<void> {
  const text = json
    ? `${JSON.stringify(
        rules.map(({ meta }) => meta),
        null,
        2,
      )}\n`
    : listing(rules.map(({ meta }) => [meta.id, `${meta.severity.padEnd(8)}  ${meta.summary}`]));
  await writeTo(streams.stdout, [text]);
}
