/** The picture again as tables, and what the picture cannot show: coverage, logs, rules. */
import type { Result, ResultWindow } from '../../model/result.ts';
import { problemKinds } from '../../model/stats.ts';
import { placing, RECORDS } from '../content/coverage.ts';
import { causeOf, lengthOf, liveOf, worstOnes } from '../content/window.ts';
import { clip } from '../document.ts';
import { all, h, type Markup } from '../markup.ts';
import { markNames } from '../picture/shapes.ts';
import { count, duration, expected, few, grouped, nanosOf, spanOf, stamp } from '../words.ts';
import { evidenceTable, section, table } from './parts.ts';

const MAX_WINDOWS = 1_000;
const MAX_MARKS = 500;
const MAX_VECTORS = 1_000;
const MAX_EVIDENCE = 12;

/** The windows that have a row: the worst, in order of time. */
export const listedWindows = (result: Result): readonly ResultWindow[] =>
  worstOnes(result.windows, MAX_WINDOWS);

export const listedMarks = (result: Result): number => Math.min(result.marks.length, MAX_MARKS);

const number = (value: number | null): string => (value === null ? '' : few(value));

export function windowsSection(result: Result): Markup {
  const shown = listedWindows(result);
  const places = new Map(result.windows.map((window, index) => [window, index]));
  const rest = result.windows.length - shown.length;
  return section(
    'windows',
    `Windows (${grouped(result.windows.length)})`,
    rest > 0
      ? h('p', { class: 'warning' }, `The ${grouped(shown.length)} worst; all are in -f csv.`)
      : null,
    shown.length === 0 ? h('p', {}, 'None seen.') : null,
    table(
      'windows',
      'Windows',
      [
        { title: 'Id' },
        { title: 'Start', number: true },
        { title: 'Length', number: true },
        { title: 'MSI-X off', number: true },
        { title: 'Cause' },
        { title: 'Device' },
        { title: 'Live' },
        { title: 'Lost', number: true },
        { title: 'Delayed', number: true },
        { title: 'Confidence' },
        { title: 'Evidence' },
      ],
      shown.map((window) => {
        const { lost, delayed } = expected(window);
        const off = spanOf(window.offStart, window.offEnd);
        return {
          id: `w-${places.get(window) ?? 0}`,
          filter: `${window.id} ${window.cause} ${window.device} ${window.confidence}`,
          cells: [
            window.id,
            stamp(window.start ?? window.startBound?.[0] ?? null),
            lengthOf(window),
            off === null ? '' : duration(off),
            causeOf(window),
            h('code', {}, clip(window.device, 200)),
            clip(liveOf(window), 200),
            number(lost),
            number(delayed),
            clip(
              `${window.confidence}${window.doubts.length === 0 ? '' : `: ${window.doubts.join('; ')}`}`,
              300,
            ),
            evidenceOf(window),
          ],
        };
      }),
    ),
  );
}

const evidenceOf = ({ evidence }: Pick<ResultWindow, 'evidence'>): Markup | null =>
  evidence.length === 0
    ? null
    : h(
        'details',
        {},
        h('summary', {}, count(evidence.length, 'line')),
        evidenceTable(evidence, MAX_EVIDENCE),
      );

export function marksSection(result: Result): Markup | null {
  if (result.marks.length === 0) return null;
  const rest = result.marks.length - MAX_MARKS;
  return section(
    'marks',
    `Arrivals and complaints (${grouped(result.marks.length)})`,
    rest > 0 ? h('p', { class: 'warning' }, `The first ${MAX_MARKS}; all are in -f json.`) : null,
    table(
      'marks',
      'Arrivals and complaints',
      [
        { title: 'At', number: true },
        { title: 'Kind' },
        { title: 'What' },
        { title: 'Device' },
        { title: 'Vector', number: true },
        { title: 'Irq', number: true },
        { title: 'Times', number: true },
        { title: 'Window' },
        { title: 'Evidence' },
      ],
      result.marks.slice(0, MAX_MARKS).map((mark, index) => ({
        id: `m-${index}`,
        filter: `${mark.kind} ${mark.what} ${mark.device ?? ''} ${mark.window ?? ''}`,
        cells: [
          stamp(mark.at),
          markNames[mark.kind],
          clip(mark.what, 200),
          mark.device === null ? null : h('code', {}, clip(mark.device, 200)),
          mark.vector,
          mark.irq,
          grouped(mark.count),
          mark.window,
          evidenceOf(mark),
        ],
      })),
    ),
  );
}

export function vectorsSection(result: Result): Markup | null {
  const rows = result.devices.flatMap((device) =>
    device.vectors.map((vector) => ({ device: device.name, posted: device.posted, ...vector })),
  );
  if (rows.length === 0) return null;
  return section(
    'vectors',
    `Vectors (${grouped(rows.length)})`,
    rows.length > MAX_VECTORS
      ? h('p', { class: 'warning' }, `The first ${grouped(MAX_VECTORS)}.`)
      : null,
    table(
      'vectors',
      'Vectors',
      [
        { title: 'Device' },
        { title: 'Vector', number: true },
        { title: 'Irq', number: true },
        { title: 'Interrupts seen', number: true },
        { title: 'Handler replaced', number: true },
        { title: 'Longest gap', number: true },
      ],
      rows.slice(0, MAX_VECTORS).map(({ device, vector, irq, fired, rearms, posted }) => {
        const longest = nanosOf(rearms?.longest);
        return {
          filter: `${device} ${vector ?? ''} irq ${irq ?? ''}`,
          cells: [
            h('code', {}, clip(device, 200)),
            vector,
            irq,
            fired === null ? (posted ? 'posted' : 'not visible') : grouped(fired),
            rearms === null ? null : grouped(rearms.count),
            longest === null ? null : duration(Number(longest)),
          ],
        };
      }),
    ),
  );
}

export function coverageSection(result: Result): Markup {
  const { limits, unobserved, losses } = result.coverage;
  const items = [
    ...limits,
    ...unobserved.map((text) => `not observed: ${text}`),
    ...losses.slice(0, 100).map(({ source, cpu, count: lost, from, to, line }) => {
      const where = cpu === null ? '' : ` on CPU ${cpu}`;
      const when = from === null && to === null ? '' : ` between ${stamp(from)} and ${stamp(to)}`;
      return `${lost === null ? 'events' : count(lost, 'event')} lost${where}${when}, ${source}:${line}`;
    }),
  ];
  const rules = result.rules.filter(
    (rule) => rule.outcome !== 'findings' && rule.outcome !== 'pass',
  );
  const judged = result.rules.filter((rule) => rule.outcome === 'pass').map((rule) => rule.id);
  return section(
    'coverage',
    'What could not be seen',
    items.length === 0
      ? h('p', {}, 'Nothing that the rules need is missing.')
      : h(
          'ul',
          {},
          items.map((item) => h('li', {}, clip(item, 500))),
          unobserved.length === 0 ? null : h('li', {}, h('code', {}, 'msixray capture'), RECORDS),
        ),
    rules.length === 0 ? null : h('h3', {}, 'Rules that could not judge'),
    rules.length === 0
      ? null
      : h(
          'ul',
          {},
          rules.map(({ id, missing, error }) =>
            h(
              'li',
              {},
              h('code', {}, clip(id, 200)),
              clip(
                error === undefined ? `: needs ${missing.join('; ')}` : ` failed: ${error}`,
                500,
              ),
            ),
          ),
        ),
    judged.length === 0
      ? null
      : h('p', { class: 'dim' }, `Judged without a finding: ${clip(judged.join(', '), 2_000)}.`),
  );
}

export const sourcesSection = (result: Result): Markup =>
  section(
    'logs',
    `Logs (${result.sources.length})`,
    table(
      'logs',
      'Logs',
      [
        { title: 'Name' },
        { title: 'Format' },
        { title: 'Lines', number: true },
        { title: 'Events', number: true },
        { title: 'From', number: true },
        { title: 'To', number: true },
        { title: 'Clock' },
        { title: 'SHA-256' },
        { title: 'Problems' },
      ],
      result.sources.map((source, index) => ({
        id: `s-${index}`,
        filter: `${source.name} ${source.format}`,
        cells: [
          h('code', {}, clip(source.name, 200)),
          [source.format, ...source.peels].join(' in '),
          grouped(source.lines),
          grouped(source.events),
          stamp(source.first),
          stamp(source.last),
          placing(source),
          h('code', {}, source.digest?.slice(0, 16) ?? ''),
          all(
            source.complete
              ? null
              : h(
                  'strong',
                  { class: 'medium' },
                  `incomplete: ${clip(source.incompleteWhy ?? '', 200)}. `,
                ),
            source.problems.map(({ key, count: times, at, places }) =>
              h(
                'details',
                {},
                h(
                  'summary',
                  {},
                  `${problemKinds[key].says}${times === null ? '' : ` (${grouped(times)})`}, line ${at.line}`,
                ),
                h('p', {}, problemKinds[key].advice),
                places.map(({ line, text }) =>
                  h('p', {}, h('code', {}, `${line}: ${clip(text.trim(), 500)}`)),
                ),
              ),
            ),
          ),
        ],
      })),
    ),
  );
