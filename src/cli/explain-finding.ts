/** One finding of a saved result, step by step: what was seen, what follows from it, how sure that is. */
import type { Result, ResultFinding, ResultWindow, ResultWindowVector } from '../model/result.ts';
import { visible } from '../report/escape.ts';

export function* explainFinding(result: Result, finding: ResultFinding): Generator<string> {
  yield* lines([
    `${finding.id} ${finding.rule}: ${finding.severity}, confidence ${finding.confidence}`,
    `  ${finding.message}`,
    '',
    'What was seen, in order',
    ...steps(finding.evidence),
  ]);
  const windows = result.windows.filter(({ id }) => finding.windows.includes(id));
  for (const window of windows) yield* lines(['', ...windowLines(window)]);
  yield* lines([
    '',
    'How sure it is',
    `  confidence ${finding.confidence}${finding.doubts.length === 0 ? ': nothing speaks against it' : ''}`,
    ...finding.doubts.map((doubt) => `  - ${doubt}`),
    ...result.coverage.losses.map(
      ({ source, line, count }) =>
        `  - ${source}:${line}: the recorder lost ${count ?? 'an unknown number of'} events`,
    ),
    '',
    'What to do',
    `  ${finding.remedy}`,
    '',
    `msixray explain ${finding.rule} tells the rule in full.`,
  ]);
}

function* lines(texts: readonly string[]): Generator<string> {
  for (const text of texts) yield `${visible(text)}\n`;
}

const ROLES: Readonly<Record<string, string>> = {
  opens: 'it begins',
  closes: 'it ends',
  arrives: 'something arrives',
  context: 'beside it',
  contradicts: 'against it',
};

const steps = (evidence: ResultFinding['evidence']): readonly string[] =>
  evidence
    .map(
      ({ source, line, text, role }, index) =>
        `  ${index + 1}. ${ROLES[role] ?? role} (${source}:${line})\n     ${text.trim()}`,
    )
    .flatMap((step) => step.split('\n'));

function windowLines(window: ResultWindow): readonly string[] {
  const { id, kind, cause, start, end, state, offStart, offEnd, basis, startBound, endBound } =
    window;
  return [
    `Window ${id}: ${kind}, cause ${cause}`,
    `  ${seconds(start)}  it begins${bound(startBound)}`,
    ...(offStart === null ? [] : [`  ${offStart}  the enable bit is cleared`]),
    ...(offEnd === null ? [] : [`  ${offEnd}  the enable bit is set again`]),
    state === 'closed' ? `  ${seconds(end)}  it ends${bound(endBound)}` : `  no end: ${state}`,
    `  seen by ${basis.join(', ')}`,
    ...window.vectors.flatMap(vectorLines),
  ];
}

const seconds = (time: string | null): string => time ?? 'not known';

const bound = (between: readonly [string, string] | undefined): string =>
  between === undefined ? '' : ` (between ${between[0]} and ${between[1]})`;

function vectorLines(vector: ResultWindowVector): readonly string[] {
  const { start, end, firedBefore, rate, expectedLost, expectedDelayed, resumed, firstAfter } =
    vector;
  const name =
    vector.vector === null ? `irq ${vector.irq ?? 'unknown'}` : `vector ${vector.vector}`;
  const facts = [
    `no handler from ${start ?? 'not known'} to ${end ?? 'the end'}`,
    firedBefore === null ? 'its interrupts are not visible' : `fired ${firedBefore} times before`,
    ...(rate === null ? [] : [`${rate} a second just before`]),
    ...(expectedLost === null ? [] : [`${expectedLost} expected lost`]),
    ...(expectedDelayed === null ? [] : [`${expectedDelayed} expected delayed`]),
    resumed === null ? 'not known whether it fired again' : again(resumed, firstAfter),
  ];
  return [`  ${name}: ${facts.join('; ')}`];
}

const again = (resumed: boolean, firstAfter: string | null): string =>
  resumed ? `fired again at ${firstAfter ?? 'some time'}` : 'never fired again';
