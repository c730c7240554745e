/** The findings of the page, worst first, each with its worst window close up. */
import type { Result, ResultFinding, ResultWindow } from '../../model/result.ts';
import {
  causeOf,
  lengthOf,
  windowFact,
  windowFacts,
  worstOf,
  worstOnes,
} from '../content/window.ts';
import { clip, code, type Fact } from '../document.ts';
import { all, h, type Markup } from '../markup.ts';
import type { RenderOptions } from '../output.ts';
import { WIDTH } from '../picture/axis.ts';
import { detail } from '../picture/detail.ts';
import type { Drawing } from '../picture/overview.ts';
import { count, stamp, vectorSet, wallTime, worstFirst } from '../words.ts';
import { evidenceTable, factList, picture, section } from './parts.ts';

/** Findings shown; a page of thousands opens in no browser. */
const MAX_FINDINGS = 300;
const MAX_PICTURES = 60;
const MAX_LINKS = 60;
/** Close-ups beside that of the worst window of a finding. */
const MORE_PICTURES = 3;
const MAX_EVIDENCE = 40;

interface Context {
  readonly result: Result;
  readonly options: RenderOptions;
  readonly drawing: Drawing;
  readonly last: string | null;
  readonly places: ReadonlyMap<string, number>;
  /** Windows drawn already, with the finding that has them. */
  readonly drawn: Map<string, string>;
}

export function findingsSection(
  result: Result,
  options: RenderOptions,
  drawing: Drawing,
  last: string | null,
): Markup {
  const most = Math.min(MAX_FINDINGS, options.maxFindings ?? MAX_FINDINGS);
  const context: Context = {
    result,
    options,
    drawing,
    last,
    places: new Map(result.windows.map((window, index) => [window.id, index])),
    drawn: new Map(),
  };
  const findings = worstFirst(result.findings);
  const rest = findings.length - most;
  return section(
    'findings',
    `Findings (${findings.length})`,
    findings.length === 0
      ? h('p', {}, 'None. See what could not be seen before you take that for clean.')
      : null,
    findings.slice(0, most).map((finding) => article(finding, context)),
    rest > 0
      ? h(
          'p',
          { class: 'warning' },
          `${count(rest, 'less severe finding')} not shown (see -f json).`,
        )
      : null,
  );
}

function article(finding: ResultFinding, context: Context): Markup {
  const own = finding.windows
    .map((id) => context.result.windows[context.places.get(id) ?? -1])
    .filter((window) => window !== undefined);
  const worst = worstOf(own);
  const { severity, device } = finding;
  return h(
    'article',
    {
      class: severity,
      'data-filter': clip(
        `${severity} ${finding.rule} ${device ?? ''} ${finding.message}`,
        1_000,
      ).toLowerCase(),
    },
    h(
      'h3',
      {},
      h('span', { class: `sev ${severity}` }, severity),
      ` ${clip(finding.rule, 200)} `,
      device === null ? null : h('code', {}, clip(device, 200)),
      h('small', {}, ` ${clip(finding.id, 40)}`),
    ),
    h('p', {}, clip(finding.message, 4_000)),
    worst === null ? timeOf(finding, context) : windowPart(worst, finding, context),
    own.length > 1 ? otherWindows(own, worst, finding, context) : null,
    finding.evidence.length > 0 ? evidenceTable(finding.evidence, MAX_EVIDENCE) : null,
    factList(closing(finding)),
  );
}

function timeOf(finding: ResultFinding, { result, options }: Context): Markup | null {
  const rows: Fact[] = [];
  if (finding.at !== null) rows.push({ name: 'at', value: [stamp(finding.at)] });
  const wall = wallTime(finding.at, result, options.zone);
  if (wall !== null) rows.push({ name: 'wall time', value: [wall] });
  if (finding.vectors.length > 0)
    rows.push({ name: 'vectors', value: [vectorSet(finding.vectors)] });
  return factList(rows);
}

function windowPart(window: ResultWindow, finding: ResultFinding, context: Context): Markup {
  const { result, options, last, drawn } = context;
  const before = drawn.get(window.id);
  if (before !== undefined) {
    const { name, value } = windowFact(window, last);
    return all(factList([{ name, value: [...value, `, see ${before}`] }]));
  }
  const facts = windowFacts(window, last, result, options);
  return all(facts.is === 'facts' ? factList(facts.rows) : null, closeUp(window, finding, context));
}

/** A window is drawn once in the page, under the worst finding that cites it. */
function closeUp(window: ResultWindow, finding: ResultFinding, context: Context): Markup | null {
  const { drawing, last, drawn } = context;
  if (drawn.has(window.id) || drawn.size >= MAX_PICTURES) return null;
  const close = detail(window, last, drawing);
  if (close === null) return null;
  drawn.set(window.id, finding.id);
  const title = `${window.id}: ${causeOf(window)}, ${lengthOf(window)}, from ${stamp(window.start)}`;
  return h(
    'figure',
    {},
    h('figcaption', {}, title),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': title },
      picture({}, { width: WIDTH, height: close.height }, title, close.inside),
    ),
  );
}

function otherWindows(
  own: readonly ResultWindow[],
  worst: ResultWindow | null,
  finding: ResultFinding,
  context: Context,
): Markup {
  const others = own.filter((window) => window !== worst);
  const pictures = worstOnes(others, MORE_PICTURES).map((window) =>
    closeUp(window, finding, context),
  );
  return all(pictures, linksTo(others, context));
}

function linksTo(
  others: readonly ResultWindow[],
  { places, drawing }: Pick<Context, 'places' | 'drawing'>,
): Markup {
  return h(
    'p',
    {},
    'Also ',
    others
      .slice(0, MAX_LINKS)
      .map((window, i) =>
        all(
          i === 0 ? '' : ', ',
          h('a', { href: drawing.link('window', places.get(window.id) ?? 0) }, window.id),
        ),
      ),
    others.length > MAX_LINKS ? ` and ${count(others.length - MAX_LINKS, 'more window')}` : null,
  );
}

function closing(finding: ResultFinding): readonly Fact[] {
  const doubts = finding.doubts.length === 0 ? '' : `: ${finding.doubts.join('; ')}`;
  const rows: Fact[] = [{ name: 'confidence', value: [`${finding.confidence}${doubts}`] }];
  if (finding.remedy !== '') rows.push({ name: 'remedy', value: [finding.remedy] });
  rows.push({ name: 'explain', value: [code(`msixray explain ${finding.rule}`)] });
  return rows;
}
