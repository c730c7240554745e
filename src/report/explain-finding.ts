/** One finding step by step: what was seen, in order; what follows from it; what speaks against it. */
import type { Result, ResultEvidence, ResultFinding, ResultWindow } from '../model/result.ts';
import type { EvidenceRole } from '../model/timeline.ts';
import { clip } from './document.ts';
import { ascii, visible } from './escape.ts';
import { duration, spanOf, stamp, vectorSet } from './words.ts';

const ROLES: Readonly<Record<EvidenceRole, string>> = {
  opens: 'This opened a window',
  closes: 'This closed it',
  arrives: 'This arrived',
  context: 'This belongs to it',
  contradicts: 'This contradicts it',
};

/** Null where the result has no such finding. `id`: `F1`, or a fingerprint. Ends with a newline. */
export function explainFinding(result: Result, id: string, unicode = false): string | null {
  const finding = result.findings.find((one) => one.id === id || one.fingerprint === id);
  if (finding === undefined) return null;
  const door = unicode ? visible : ascii;
  const windows = result.windows.filter((window) => finding.windows.includes(window.id));
  const steps = [
    whatWasSeen(finding),
    ...windows.map(whatTheWindowIs),
    whatTheRuleNeeds(result, finding),
    howSure(result, finding),
    ...(finding.remedy === '' ? [] : [['What to do', finding.remedy]]),
  ];
  const head = [
    `${finding.id} ${finding.severity} ${finding.rule}${finding.device === null ? '' : ` on ${finding.device}`}`,
    finding.message,
    ...(finding.docs === '' ? [] : [`The rule: ${finding.docs}`]),
    `Fingerprint ${finding.fingerprint}`,
  ];
  const numbered = steps.map(([title = '', ...lines], index) => [
    `${index + 1}. ${title}`,
    ...lines.map((line) => `   ${line}`),
  ]);
  return `${[head, ...numbered].map((part) => part.map(door).join('\n')).join('\n\n')}\n`;
}

type Lines = readonly string[];

/** Characters of a quoted line. */
const QUOTE_LENGTH = 400;

const quoted = ({ source, line, text, role }: ResultEvidence): Lines => [
  `${ROLES[role]}, ${source} line ${line}:`,
  `  ${clip(text.trim(), QUOTE_LENGTH)}`,
];

const whatWasSeen = (finding: ResultFinding): Lines =>
  finding.evidence.length === 0
    ? ['What was seen', 'No single line: the finding is about the sources as a whole.']
    : ['What was seen', ...finding.evidence.flatMap(quoted)];

function whatTheWindowIs(window: ResultWindow): Lines {
  const { id, kind, cause, start, end, state, offStart, offEnd, basis, confidence } = window;
  const length = spanOf(start, end);
  const off = spanOf(offStart, offEnd);
  const from = `From ${stamp(start)} to ${end === null ? `no end (${state})` : stamp(end)}`;
  return [
    `${id}: ${kind}, cause ${cause}`,
    `${from}${length === null ? '' : `, ${duration(length)}`}; live were ${vectorSet(window.live)}.`,
    ...(off === null ? [] : [`The enable bit was clear for ${duration(off)} of it.`]),
    ...window.vectors.map(lossOf).filter((line) => line !== ''),
    `Known from ${basis.join(', ')}; confidence ${confidence}.`,
    ...window.doubts.map((doubt) => `Doubt: ${doubt}.`),
  ];
}

function lossOf(vector: ResultWindow['vectors'][number]): string {
  const { rate, expectedLost, expectedLostRange, expectedDelayed } = vector;
  const name =
    vector.vector === null ? `irq ${vector.irq ?? 'unknown'}` : `Vector ${vector.vector}`;
  if (rate === null || expectedLost === null) return '';
  const range =
    expectedLostRange === null ? '' : ` (${expectedLostRange[0]} to ${expectedLostRange[1]})`;
  const delayed = expectedDelayed === null ? '' : `, ${round(expectedDelayed)} delayed`;
  return `${name}: ${round(rate)} a second before, so ${round(expectedLost)}${range} lost${delayed} are expected.`;
}

const round = (value: number): number => Number(value.toPrecision(2));

function whatTheRuleNeeds(result: Result, finding: ResultFinding): Lines {
  const blind = result.rules
    .filter((rule) => rule.outcome === 'not-applicable')
    .map(({ id }) => id);
  return [
    'What else was looked at',
    `The rule ${finding.rule} had what it needs in this log.`,
    ...(blind.length === 0 ? [] : [`The log could not tell about: ${blind.join(', ')}.`]),
    ...result.coverage.unobserved.map((line) => `${line}.`),
  ];
}

function howSure(result: Result, finding: ResultFinding): Lines {
  const losses = result.coverage.losses.length;
  return [
    `How sure: ${finding.confidence}`,
    ...finding.doubts.map((doubt) => `Because ${doubt}.`),
    ...(finding.doubts.length === 0 ? ['Nothing in the log speaks against it.'] : []),
    ...(losses === 0 ? [] : [`The recorder lost events at ${losses} places in all.`]),
  ];
}
