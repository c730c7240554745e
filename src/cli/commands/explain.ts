import type { RuleMeta } from '../../model/rule.ts';
import { rules } from '../../rules/index.ts';
import { writeTo } from '../deliver.ts';
import type { Context } from '../program.ts';
import { Trouble } from '../trouble.ts';

/** `msixray explain RULE`: one rule in full. */
export async function runExplain({ streams }: Context, id: string): Promise<void> {
  const rule = rules.find(({ meta }) => meta.id === id);
  if (rule === undefined) {
    throw new Trouble(`there is no rule called ${id}`, 'msixray rules lists them');
  }
  await writeTo(streams.stdout, [explanation(rule.meta)]);
}

function explanation(meta: RuleMeta): string {
  const remedies =
    typeof meta.remedy === 'string' ? [meta.remedy] : [...new Set(Object.values(meta.remedy))];
  return `${meta.id}: ${meta.summary}

severity  ${meta.severity}
status    ${meta.status}, since ${meta.since}
page      docs/rules/${meta.id}.md

Says
${indented(Object.values(meta.messages))}
Needs in the log
${indented(meta.requires.map((group) => group.join(' or ')))}
What to do
${indented(remedies)}`;
}

const indented = (lines: readonly string[]): string =>
  (lines.length === 0 ? ['nothing'] : lines).map((line) => `  ${line}\n`).join('');
