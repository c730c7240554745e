/** What two results differ in, as text: what is new and bad first. */
import { severities } from '../model/finding.ts';
import type { ResultFinding, ResultWindow } from '../model/result.ts';
import type { Change, Differences, ResultDiff } from './diff.ts';
import { isEmpty } from './diff.ts';
import { ascii, visible } from './escape.ts';
import { duration, spanOf, stamp, vectorSet } from './words.ts';

/** Marks as in a unified diff: `+` came, `-` went, `~` changed. */
export function diffText(diff: ResultDiff, unicode: boolean): string {
  if (isEmpty(diff)) return 'No difference.\n';
  const door = unicode ? visible : ascii;
  const notes = [
    ...(diff.sameSources
      ? []
      : ['The two were made of different logs: windows are compared by their order, not by time.']),
    ...diff.tool.map((change) => `The tool differs: ${shown(change)}.`),
  ];
  const parts = [
    notes,
    section('Findings', diff.findings, findingLine, (finding) =>
      severities.indexOf(finding.severity),
    ),
    section('Windows', diff.windows, windowLine, () => 0),
    diff.rules.length === 0
      ? []
      : [
          'Rules',
          ...diff.rules.map(
            ({ after, changes }) => `  ~ ${after.id}: ${changes.map(shown).join(', ')}`,
          ),
        ],
  ];
  const lines = parts.filter((part) => part.length > 0).map((part) => part.map(door).join('\n'));
  return `${lines.join('\n\n')}\n`;
}

function section<T>(
  title: string,
  { came, went, changed }: Differences<T>,
  line: (one: T) => string,
  rank: (one: T) => number,
): readonly string[] {
  const worstFirst = (all: readonly T[]): readonly T[] => all.toSorted((a, b) => rank(a) - rank(b));
  const lines = [
    ...worstFirst(came).map((one) => `  + ${line(one)}`),
    ...changed.map(({ after, changes }) => `  ~ ${line(after)} (${changes.map(shown).join(', ')})`),
    ...worstFirst(went).map((one) => `  - ${line(one)}`),
  ];
  if (lines.length === 0) return [];
  return [
    `${title}: ${came.length} came, ${went.length} went, ${changed.length} changed`,
    ...lines,
  ];
}

const shown = ({ field, before, after }: Change): string => `${field} ${before} -> ${after}`;

const findingLine = ({ severity, rule, message }: ResultFinding): string =>
  `${severity} ${rule}: ${message}`;

function windowLine({ device, kind, cause, start, end, live }: ResultWindow): string {
  const span = spanOf(start, end);
  const length = span === null ? '' : `, ${duration(span)}`;
  return `${device} ${kind} (${cause}) at ${stamp(start)}${length}, live ${vectorSet(live)}`;
}
