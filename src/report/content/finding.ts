/** What a report says of one finding, in parts of different worth. */
import type { Result, ResultFinding, ResultWindow } from '../../model/result.ts';
import {
  clip,
  code,
  strong,
  type Block,
  type Fact,
  type Inline,
  type Section,
} from '../document.ts';
import type { RenderOptions } from '../output.ts';
import { count, stamp, vectorSet, wallTime } from '../words.ts';
import { windowFact, windowFacts, windowTable, worstOf, worstOnes } from './window.ts';

/** Rows of other windows under one finding. */
const WINDOW_ROWS = 12;
/** Quoted lines under one finding. */
const QUOTES = 12;
/** Characters of a quoted line. */
export const QUOTE_LENGTH = 400;

export interface FindingContext {
  readonly result: Result;
  readonly options: RenderOptions;
  readonly windows: ReadonlyMap<string, ResultWindow>;
  /** Windows that an earlier finding has shown in full, with its id. */
  readonly shown: Map<string, string>;
  /** Windows that a table under an earlier finding has listed. */
  readonly listed: Set<string>;
  /** What to do, with the first finding that says it. */
  readonly remedies: Map<string, string>;
  /** Where the case ends. */
  readonly last: string | null;
  /** How the reader gets what is cut here. */
  readonly more: string;
}

/** The sections of one finding; `place` is its rank, 0 for the worst. */
export function findingSections(
  finding: ResultFinding,
  place: number,
  context: FindingContext,
): readonly Section[] {
  const own = finding.windows
    .map((id) => context.windows.get(id))
    .filter((window) => window !== undefined);
  const worst = worstOf(own);
  const before = worst === null ? undefined : context.shown.get(worst.id);
  const part = (
    what: string,
    worth: number,
    blocks: () => readonly Block[],
    fold: string | null = null,
  ): Section => ({
    what: `${what} ${finding.id}`,
    worth: worth - Math.min(place, 9_999) / 100,
    group: finding.id,
    under: true,
    fold,
    blocks,
  });

  const parts = [
    { ...part('finding', 700, () => [headingOf(finding)]), under: false },
    part('finding', 700, () => [
      { is: 'paragraph', text: [finding.message] },
      factsOf(finding, worst, before, context),
    ]),
  ];
  if (worst !== null && before === undefined) {
    context.shown.set(worst.id, finding.id);
    parts.push(part('the picture of', 500, () => pictureOf(worst, context)));
  }
  const others = own.filter((window) => window !== worst);
  const known = others.every(({ id }) => context.listed.has(id) || context.shown.has(id));
  if (others.length > 0 && !known) {
    for (const { id } of others) context.listed.add(id);
    parts.push(
      part(
        'the other windows of',
        300,
        () => otherWindows(others, context.more),
        count(others.length, 'more window'),
      ),
    );
  }
  if (finding.evidence.length > 0) {
    parts.push(part('the evidence of', 400, () => evidenceOf(finding), 'Evidence'));
  }
  const told = context.remedies.get(finding.remedy);
  if (told === undefined) context.remedies.set(finding.remedy, finding.id);
  const also = known ? others : [];
  parts.push(part('finding', 700, () => [closingOf(finding, also, told)]));
  return parts;
}

const pictureOf = (window: ResultWindow, { result, last }: FindingContext): readonly Block[] => [
  {
    is: 'picture',
    window,
    marks: result.marks.filter((mark) => mark.window === window.id),
    until: last,
  },
];

const headingOf = (finding: ResultFinding): Block => {
  const text: Inline = [
    { text: finding.severity.toUpperCase(), tone: finding.severity },
    ' ',
    strong(finding.rule),
    ...(finding.device === null ? [] : [' on ', code(clip(finding.device, 200))]),
    ` (${finding.id})`,
  ];
  return { is: 'heading', text };
};

/** The worst window in full, in short where an earlier finding has it, or else the finding's own time. */
function factsOf(
  finding: ResultFinding,
  worst: ResultWindow | null,
  before: string | undefined,
  context: FindingContext,
): Block {
  const { result, options, last } = context;
  if (worst !== null && before === undefined) return windowFacts(worst, last, result, options);
  const rows: Fact[] = [];
  if (worst !== null) {
    const { name, value } = windowFact(worst, last);
    rows.push({ name, value: [...value, `, see ${before}`] });
  }
  if (finding.at !== null) rows.push({ name: 'at', value: [stamp(finding.at)] });
  const wall = worst === null ? wallTime(finding.at, result, options.zone) : null;
  if (wall !== null) rows.push({ name: 'wall time', value: [wall] });
  if (finding.vectors.length > 0)
    rows.push({ name: 'vectors', value: [vectorSet(finding.vectors)] });
  return { is: 'facts', rows };
}

function otherWindows(others: readonly ResultWindow[], more: string): readonly Block[] {
  const table = windowTable(worstOnes(others, WINDOW_ROWS), false);
  const missing = others.length - WINDOW_ROWS;
  return missing <= 0
    ? [table]
    : [
        table,
        { is: 'paragraph', text: [`and ${count(missing, 'window')} no worse than these; ${more}`] },
      ];
}

function evidenceOf(finding: ResultFinding): readonly Block[] {
  const quotes = finding.evidence.slice(0, QUOTES).map(({ role, source, line, text }) => ({
    role,
    source: clip(source, 200),
    line,
    text: clip(text, QUOTE_LENGTH),
  }));
  const missing = finding.evidence.length - QUOTES;
  return missing <= 0
    ? [{ is: 'quotes', quotes }]
    : [
        { is: 'quotes', quotes },
        { is: 'paragraph', text: [`and ${count(missing, 'more line')}; see -f json`] },
      ];
}

function closingOf(
  finding: ResultFinding,
  also: readonly ResultWindow[],
  told: string | undefined,
): Block {
  const doubts = finding.doubts.length === 0 ? '' : `: ${finding.doubts.join('; ')}`;
  const rows: Fact[] = [];
  if (also.length > 0) {
    const ids = also.slice(0, WINDOW_ROWS).map((window) => window.id);
    const rest = also.length > ids.length ? ` and ${also.length - ids.length} more` : '';
    rows.push({ name: 'also in', value: [`${ids.join(', ')}${rest}`] });
  }
  rows.push({ name: 'confidence', value: [`${finding.confidence}${doubts}`] });
  if (finding.remedy !== '')
    rows.push({ name: 'remedy', value: [told === undefined ? finding.remedy : `as for ${told}`] });
  rows.push({ name: 'explain', value: [code(`msixray explain ${finding.rule}`)] });
  return { is: 'facts', rows };
}
