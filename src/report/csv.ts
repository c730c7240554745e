/** `-f csv`: a row for each window, then for each finding, in one table; what a row does not have is empty. */
import type { Result, ResultFinding, ResultWindow } from '../model/result.ts';
import { lostRange } from './content/window.ts';
import { csv } from './escape.ts';
import type { Renderer, RenderOptions } from './output.ts';
import { expected, spanOf, vectorSet, wallTime } from './words.ts';

type Cell = string | number | null;

const COLUMNS = [
  'record',
  'id',
  'device',
  'start',
  'end',
  'wall_start',
  'seconds',
  'state',
  'kind',
  'cause',
  'live',
  'off_start',
  'off_end',
  'off_seconds',
  'expected_lost',
  'expected_lost_low',
  'expected_lost_high',
  'expected_delayed',
  'silent_after',
  'rule',
  'severity',
  'confidence',
  'windows',
  'message',
  'doubts',
  'basis',
  'source',
  'line',
] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], Cell>>>;

const seconds = (ns: number | null): number | null => (ns === null ? null : ns / 1e9);

/** `0..3 7`: a spreadsheet would take `0-3` for a date. */
const listed = (vectors: readonly (number | null)[]): string =>
  vectors.length === 0 ? '' : vectorSet(vectors).replaceAll('-', '..').replaceAll(',', ' ');

function windowRow(window: ResultWindow, result: Result, zone: string): Row {
  const { lost, delayed } = expected(window);
  const evidence = window.evidence[0];
  const range = lost === null ? null : lostRange(window.vectors, lost);
  return {
    record: 'window',
    id: window.id,
    device: window.device,
    start: window.start,
    end: window.end,
    wall_start: wallTime(window.start, result, zone),
    seconds: seconds(spanOf(window.start, window.end)),
    state: window.state,
    kind: window.kind,
    cause: window.cause,
    live: listed(window.live),
    off_start: window.offStart,
    off_end: window.offEnd,
    off_seconds: seconds(spanOf(window.offStart, window.offEnd)),
    expected_lost: lost,
    expected_lost_low: range?.[0] ?? null,
    expected_lost_high: range?.[1] ?? null,
    expected_delayed: delayed,
    silent_after: listed(window.vectors.filter((v) => v.resumed === false).map((v) => v.vector)),
    confidence: window.confidence,
    doubts: window.doubts.join('; '),
    basis: window.basis.join(' '),
    source: evidence?.source ?? null,
    line: evidence?.line ?? null,
  };
}

function findingRow(finding: ResultFinding, result: Result, zone: string): Row {
  const evidence = finding.evidence[0];
  return {
    record: 'finding',
    id: finding.id,
    device: finding.device,
    start: finding.at,
    wall_start: wallTime(finding.at, result, zone),
    live: listed(finding.vectors),
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    windows: finding.windows.join(' '),
    message: finding.message,
    doubts: finding.doubts.join('; '),
    source: evidence?.source ?? null,
    line: evidence?.line ?? null,
  };
}

const lineOf = (row: Row): string =>
  `${COLUMNS.map((column) => csv(row[column] ?? null)).join(',')}\n`;

function* lines(result: Result, { zone }: RenderOptions): Generator<string> {
  yield `${COLUMNS.join(',')}\n`;
  for (const window of result.windows) yield lineOf(windowRow(window, result, zone));
  for (const finding of result.findings) yield lineOf(findingRow(finding, result, zone));
}

export const renderer: Renderer = { render: lines };
