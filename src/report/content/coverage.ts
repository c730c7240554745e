/** What the analysis could not see, and what was wrong with what it read. Silence proves nothing, so this is said always. */
import { isSnapshot } from '../../model/format.ts';
import type { Result, ResultRule, ResultSource } from '../../model/result.ts';
import { problemKinds, type ProblemKey } from '../../model/stats.ts';
import {
  clip,
  code,
  sectionOf,
  strong,
  type Block,
  type Inline,
  type Quote,
  type Section,
} from '../document.ts';
import { count, duration, grouped, nanosOf, stamp } from '../words.ts';
import { QUOTE_LENGTH } from './finding.ts';

/** Losses listed one by one. */
const LOSSES = 10;

/** After the name of the command, where a part of the recording is missing. */
export const RECORDS = ' prints the commands that record what was not observed';

export const coverageSections = (result: Result): readonly Section[] => [
  ...coverageSection(result),
  ...sourceSection(result),
  ...ruleSection(result.rules),
];

function coverageSection(result: Result): readonly Section[] {
  const { losses, unobserved, limits } = result.coverage;
  const items: Inline[] = [
    ...limits.map((text) => [text]),
    ...unobserved.map((text) => ['not observed: ', text]),
    ...losses
      .slice(0, LOSSES)
      .map((loss) => [
        `${loss.count === null ? 'events' : count(loss.count, 'event')} lost`,
        loss.cpu === null ? '' : ` on CPU ${loss.cpu}`,
        loss.from === null && loss.to === null
          ? ''
          : ` between ${stamp(loss.from)} and ${stamp(loss.to)}`,
        ', ',
        code(`${clip(loss.source, 200)}:${loss.line}`),
      ]),
  ];
  if (losses.length > LOSSES)
    items.push([`and ${count(losses.length - LOSSES, 'more loss', 'more losses')}`]);
  if (unobserved.length > 0) items.push([code('msixray capture'), RECORDS]);
  if (items.length === 0) return [];
  return [
    sectionOf('what could not be seen', 850, () => [
      { is: 'heading', text: [strong('What could not be seen')] },
      { is: 'items', items },
    ]),
  ];
}

/** One line on how a source came onto the clock, or why not. */
export function placing(source: ResultSource): string {
  const error = nanosOf(source.offsetError);
  const within = error === null || error === 0n ? '' : ` within ${duration(Number(error))}`;
  const says: Readonly<Record<ResultSource['offsetBasis'], string>> = {
    'same-clock': `on the same clock${within}`,
    anchors: `aligned${within} by ${count(source.anchors, 'common event')}`,
    declared: `placed by --offset${within}`,
    none: source.clock === 'order' ? 'without stamps, order only' : 'not on the same clock',
  };
  return says[source.offsetBasis];
}

function sourceSection(result: Result): readonly Section[] {
  const troubled = result.sources.filter(
    (s) =>
      s.problems.length > 0 ||
      !s.complete ||
      s.contradictions > 0 ||
      (s.offsetBasis === 'none' && !isSnapshot(s.format)),
  );
  if (troubled.length === 0) return [];
  return [
    sectionOf(
      'the problems of the sources',
      150,
      () => [
        { is: 'heading', text: [strong('Sources with problems')] },
        ...troubled.flatMap((source) => troubleOf(source)),
      ],
      `Sources with problems (${troubled.length})`,
    ),
  ];
}

function troubleOf(source: ResultSource): readonly Block[] {
  const items: Inline[] = [];
  if (!source.complete) items.push([`incomplete: ${source.incompleteWhy ?? 'reason not known'}`]);
  if (source.contradictions > 0)
    items.push([`${count(source.contradictions, 'common event')} contradict the offset`]);
  const quotes: Quote[] = [];
  for (const problem of source.problems) {
    const kind = problemKinds[problem.key];
    const many = problem.count === null ? '' : ` (${grouped(problem.count)})`;
    const cpu = problem.cpu === undefined ? '' : ` on CPU ${problem.cpu}`;
    items.push([`${kind.says}${many}${cpu}, from line ${problem.at.line}: ${kind.advice}`]);
    const place = problem.places[0];
    if (place !== undefined && showsLine(problem.key)) {
      const text = clip(place.text, QUOTE_LENGTH);
      quotes.push({ role: problem.key, source: clip(source.name, 200), line: place.line, text });
    }
  }
  const heading: Block = {
    is: 'paragraph',
    text: [
      code(clip(source.name, 200)),
      ` (${source.format}, ${count(source.lines, 'line')}, ${count(source.events, 'event')}), `,
      placing(source),
    ],
  };
  return [
    heading,
    ...(items.length === 0 ? [] : [{ is: 'items', items } as const]),
    ...(quotes.length === 0 ? [] : [{ is: 'quotes', quotes } as const]),
  ];
}

const showsLine = (key: ProblemKey): boolean => problemKinds[key].severity !== 'info';

function ruleSection(rules: readonly ResultRule[]): readonly Section[] {
  const blind = rules.filter((rule) => rule.outcome === 'not-applicable');
  const broken = rules.filter((rule) => rule.outcome === 'error');
  if (blind.length + broken.length === 0) return [];
  const items: Inline[] = [
    ...broken.map((rule): Inline => [
      code(rule.id),
      ` failed: ${rule.error ?? 'reason not known'}`,
    ]),
    ...blind.map((rule): Inline => [
      code(rule.id),
      rule.missing.length === 0 ? '' : `: needs ${rule.missing.join('; ')}`,
    ]),
  ];
  return [
    sectionOf(
      'the rules that could not judge',
      100,
      () => [
        { is: 'heading', text: [strong('Rules that could not judge')] },
        { is: 'items', items },
      ],
      `Rules that could not judge (${items.length})`,
    ),
  ];
}
