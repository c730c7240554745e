/** What two results differ in: before and after an upgrade, or one log read by two versions. */
import type { Result, ResultFinding, ResultRule, ResultWindow } from '../model/result.ts';

export interface Change {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export interface Changed<T> {
  readonly before: T;
  readonly after: T;
  readonly changes: readonly Change[];
}

/** In the order of their result: what came and what changed in that of the second, what went in that of the first. */
export interface Differences<T> {
  readonly came: readonly T[];
  readonly went: readonly T[];
  readonly changed: readonly Changed<T>[];
}

export interface ResultDiff {
  readonly findings: Differences<ResultFinding>;
  readonly windows: Differences<ResultWindow>;
  /** Rules whose outcome is another: a pass that became not-applicable is no good news. */
  readonly rules: readonly Changed<ResultRule>[];
  /** Tool and rules, where they differ. */
  readonly tool: readonly Change[];
  /** Both were made of the same bytes. */
  readonly sameSources: boolean;
}

export const isEmpty = ({ findings, windows, rules, tool }: ResultDiff): boolean =>
  [findings, windows].every(
    ({ came, went, changed }) => came.length + went.length + changed.length === 0,
  ) &&
  rules.length === 0 &&
  tool.length === 0;

export function diffResults(before: Result, after: Result): ResultDiff {
  const sameSources = digestsOf(before) === digestsOf(after);
  return {
    findings: differences(
      pairUp(before.findings, after.findings, [(finding) => finding.fingerprint]),
      findingChanges,
    ),
    windows: differences(pairUp(before.windows, after.windows, windowKeys(sameSources)), (a, b) =>
      windowChanges(a, b, sameSources),
    ),
    rules: before.rules.flatMap((rule) => {
      const now = after.rules.find(({ id }) => id === rule.id);
      const changes = compare([['outcome', rule.outcome, now?.outcome ?? 'not run']]);
      return now === undefined || changes.length === 0
        ? []
        : [{ before: rule, after: now, changes }];
    }),
    tool: compare([
      ['version', before.tool.version, after.tool.version],
      ['rules', before.tool.rules, after.tool.rules],
    ]),
    sameSources,
  };
}

const digestsOf = (result: Result): string =>
  JSON.stringify(result.sources.map(({ digest, name }) => digest ?? name).toSorted());

const lasting = ({ device, kind, cause, live }: ResultWindow): string =>
  JSON.stringify([device, kind, cause, live]);

/**
 * By what a window of one result is that of another. Of the same bytes, the instant; else only what lasts from run to run: the
 * third resize of a device with these vectors live is compared with the third.
 */
function windowKeys(sameSources: boolean): readonly ((window: ResultWindow) => string)[] {
  if (!sameSources) return [lasting];
  return [({ device, kind, start }) => JSON.stringify([device, kind, start]), lasting];
}

interface Pairs<T> {
  readonly both: readonly (readonly [T, T])[];
  readonly onlyBefore: readonly T[];
  readonly onlyAfter: readonly T[];
}

/** Pairs by the first key, what is left by the next. Equal keys pair in their order. */
function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly ((one: T) => string)[],
): Pairs<T> {
  const partners = new Map<T, T>();
  let left = before;
  let free = after;
  for (const key of keys) {
    const waiting = new Map<string, T[]>();
    // The last first, so that taking from the end gives the first.
    for (const one of left.toReversed()) {
      const same = waiting.get(key(one));
      if (same === undefined) waiting.set(key(one), [one]);
      else same.push(one);
    }
    for (const one of free) {
      const partner = waiting.get(key(one))?.pop();
      if (partner !== undefined) partners.set(one, partner);
    }
    const taken = new Set(partners.values());
    left = left.filter((one) => !taken.has(one));
    free = free.filter((one) => !partners.has(one));
  }
  const both = after.flatMap((one): (readonly [T, T])[] => {
    const partner = partners.get(one);
    return partner === undefined ? [] : [[partner, one]];
  });
  return { both, onlyBefore: left, onlyAfter: free };
}

function differences<T>(
  { both, onlyBefore, onlyAfter }: Pairs<T>,
  changesOf: (before: T, after: T) => readonly Change[],
): Differences<T> {
  const changed = both.flatMap(([before, after]) => {
    const changes = changesOf(before, after);
    return changes.length === 0 ? [] : [{ before, after, changes }];
  });
  return { came: onlyAfter, went: onlyBefore, changed };
}

type Value = string | number | boolean | null;

const findingChanges = (a: ResultFinding, b: ResultFinding): readonly Change[] =>
  compare([
    ['severity', a.severity, b.severity],
    ['confidence', a.confidence, b.confidence],
    ['windows', a.windows.length, b.windows.length],
    ['vectors', a.vectors.join(' '), b.vectors.join(' ')],
  ]);

/** Times tell a change only where both results saw the same events. */
const windowChanges = (a: ResultWindow, b: ResultWindow, timed: boolean): readonly Change[] =>
  compare([
    ['cause', a.cause, b.cause],
    ['state', a.state, b.state],
    ['confidence', a.confidence, b.confidence],
    ['live', JSON.stringify(a.live), JSON.stringify(b.live)],
    ['size before', a.sizeBefore, b.sizeBefore],
    ['size after', a.sizeAfter, b.sizeAfter],
    ...(timed
      ? ([
          ['start', a.start, b.start],
          ['end', a.end, b.end],
        ] as const)
      : []),
  ]);

const compare = (rows: readonly (readonly [string, Value, Value])[]): readonly Change[] =>
  rows
    .filter(([, before, after]) => before !== after)
    .map(([field, before, after]) => ({
      field,
      before: String(before ?? 'unknown'),
      after: String(after ?? 'unknown'),
    }));
