/** A whole report in the order in which a reader needs it: verdict, findings, windows, what could not be seen, sources. */
import type { Result, ResultWindow } from '../../model/result.ts';
import { sectionOf, strong, type Block, type Document, type Section } from '../document.ts';
import type { RenderOptions } from '../output.ts';
import { count, grouped, severityCounts, worstFirst } from '../words.ts';
import { coverageSections } from './coverage.ts';
import { findingSections, type FindingContext } from './finding.ts';
import { environmentSection, headerSection, reproduceSection } from './tracker.ts';
import { lastInstant, windowTable, worstOnes } from './window.ts';

/** Rows of the table of all windows; a picture of ten thousand rows helps nobody. */
const WINDOW_ROWS = 40;

const MORE = 'see -f csv or -f json';

export function documentOf(result: Result, options: RenderOptions): Document {
  const context: FindingContext = {
    result,
    options,
    windows: new Map(result.windows.map((window) => [window.id, window])),
    shown: new Map(),
    listed: new Set(),
    remedies: new Map(),
    last: lastInstant(result),
    more: MORE,
  };
  const findings = worstFirst(result.findings);
  const shown = options.maxFindings === null ? findings : findings.slice(0, options.maxFindings);
  const header = options.forTracker ? [headerSection(result)] : [];
  const environment = options.forTracker ? [environmentSection(result)] : [];
  const reproduce = options.forTracker ? [reproduceSection(result, options)] : [];
  return {
    title: result.summary.verdict,
    sections: [
      ...header,
      totals(result),
      ...shown.flatMap((finding, place) => findingSections(finding, place, context)),
      ...missingFindings(findings.length - shown.length),
      ...environment,
      ...windowSections(result),
      ...coverageSections(result),
      ...reproduce,
    ],
  };
}

function totals(result: Result): Section {
  const { summary, clock } = result;
  const devices = count(summary.devices, 'device');
  const windows = count(summary.windows, 'window');
  const blocks: Block[] = [
    {
      is: 'paragraph',
      text: [
        `Findings: ${severityCounts(summary.findings)}. Seen: ${devices}, ${windows}. `,
        clock.kind === 'order'
          ? 'No clock: only the order of events is known.'
          : `Times are seconds of the ${clock.name} clock of ${clock.source}.`,
      ],
    },
  ];
  if (!summary.complete) {
    blocks.push({
      is: 'paragraph',
      text: [
        { text: 'INCOMPLETE:', tone: 'medium' },
        ' not every source could be read to its end and held events that the analysis knows. ',
        'What is not listed below may have happened all the same.',
      ],
    });
  }
  return sectionOf('the totals', 950, () => blocks);
}

function missingFindings(missing: number): readonly Section[] {
  if (missing <= 0) return [];
  const text = `${count(missing, 'less severe finding')} not shown (--max-findings); ${MORE}.`;
  return [sectionOf('a note', 800, () => [{ is: 'paragraph', text: [text] }])];
}

function windowSections(result: Result): readonly Section[] {
  const { windows, devices } = result;
  if (windows.length === 0) return [];
  const blocks = (): readonly Block[] => [
    { is: 'heading', text: [strong('All windows')] },
    windowTable(worstOnes(windows, WINDOW_ROWS), devices.length !== 1),
    ...(windows.length > WINDOW_ROWS
      ? [{ is: 'paragraph', text: [missingWindows(windows)] } as const]
      : []),
  ];
  const what = `the table of all ${count(windows.length, 'window')}`;
  return [sectionOf(what, 200, blocks, `All windows (${windows.length})`)];
}

function missingWindows(windows: readonly ResultWindow[]): string {
  const causes = new Map<string, number>();
  for (const { cause } of windows) causes.set(cause, (causes.get(cause) ?? 0) + 1);
  const parts = [...causes]
    .toSorted((a, b) => b[1] - a[1])
    .map(([cause, n]) => `${cause} ${grouped(n)}`);
  return `The ${WINDOW_ROWS} worst of ${grouped(windows.length)} (${parts.join(', ')}); ${MORE}.`;
}
