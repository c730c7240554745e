/** A timed pattern over one device's moments, and how it is found. */
import { minus, nanos, type Nanos } from '../../model/time.ts';
import type { Expression, Value } from './expression/types.ts';
import { holds, type Lookup } from './expression/evaluate.ts';
import type { MomentKind } from './moment-kinds.ts';
import { deviceValues, type Moment, type Scene } from './moments.ts';

export interface Step {
  readonly on: MomentKind;
  readonly when: Expression | null;
  /** After the start, both ends included; null: any time after it. */
  readonly within: Nanos | null;
}

export interface Pattern {
  /** Over the device's fields; null: every device. */
  readonly where: Expression | null;
  readonly start: Step;
  /** Each after the one before. */
  readonly steps: readonly Step[];
  /** None of these may come after the start: within its own span, else up to the last step. */
  readonly unless: readonly Step[];
  /** At least so many matches … */
  readonly count: number;
  /** … whose starts lie within this span; null: anywhere in the log. */
  readonly span: Nanos | null;
}

/** The start and one moment for each step. */
export type Match = readonly [Moment, ...Moment[]];

/** Does the pattern compare instants? Then a log without stamps cannot answer it. */
export const needsStamps = (pattern: Pattern): boolean =>
  pattern.steps.length > 0 || pattern.unless.length > 0 || pattern.span !== null;

/** `end`: the last instant that the log shows; what was to stay away must have had until then. */
export function findMatches(pattern: Pattern, scene: Scene, end: Nanos | null): readonly Match[] {
  const device = scene.device === null ? {} : deviceValues(scene.device);
  if (pattern.where !== null && !holds(pattern.where, lookupIn({ '': device }))) return [];
  const timeline = timelineOf(scene);
  const matches = scene.moments.flatMap((moment, order) => {
    const match = fits(pattern.start, moment, { device })
      ? continued(pattern, { timeline, order }, moment, end, device)
      : null;
    return match === null ? [] : [match];
  });
  return densest(matches, pattern);
}

type Named = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** `a.b` reads field b of the moment named a; a bare field is of the moment named ''. */
const lookupIn =
  (named: Named): Lookup =>
  (path) => {
    const dot = path.indexOf('.');
    const fields = named[path.slice(0, Math.max(0, dot))];
    return fields?.[path.slice(dot + 1)] ?? null;
  };

const fits = (step: Step, moment: Moment, named: Named): boolean =>
  moment.kind === step.on &&
  (step.when === null || holds(step.when, lookupIn({ ...named, '': moment.fields })));

interface Placed {
  readonly moment: Moment;
  /** Its place among all moments of the scene: equal stamps keep it. */
  readonly order: number;
}

/** Moments with a time, by kind: most steps wait for a kind that is rare. */
type Timeline = ReadonlyMap<MomentKind, readonly Placed[]>;

function timelineOf(scene: Scene): Timeline {
  const timeline = new Map<MomentKind, Placed[]>();
  for (const [order, moment] of scene.moments.entries()) {
    if (moment.at === null) continue;
    const kind = timeline.get(moment.kind);
    if (kind === undefined) timeline.set(moment.kind, [{ moment, order }]);
    else kind.push({ moment, order });
  }
  return timeline;
}

interface After {
  readonly timeline: Timeline;
  readonly order: number;
}

/** Goes on from a start that fits. */
function continued(
  pattern: Pattern,
  { timeline, order }: After,
  start: Moment,
  end: Nanos | null,
  device: Readonly<Record<string, Value>>,
): Match | null {
  if (needsStamps(pattern) && start.at === null) return null;
  const named = { device, start: start.fields };
  const match: [Moment, ...Moment[]] = [start];
  let reached = order;
  for (const step of pattern.steps) {
    const next = firstFit(step, { timeline, order: reached }, start, step.within, named);
    if (next === null) return null;
    match.push(next.moment);
    reached = next.order;
  }
  const last = match.at(-1) ?? start;
  const spoiled = pattern.unless.some((step) => {
    const limit = step.within ?? spanTo(start, last);
    // A log that ends too soon does not show that nothing came.
    if (limit === null || start.at === null || end === null || start.at + limit > end) return true;
    return firstFit(step, { timeline, order }, start, limit, named) !== null;
  });
  return spoiled ? null : match;
}

function firstFit(
  step: Step,
  { timeline, order }: After,
  start: Moment,
  limit: Nanos | null,
  named: Named,
): Placed | null {
  const placed = timeline.get(step.on) ?? [];
  for (let index = firstAfter(placed, order); index < placed.length; index++) {
    const next = placed[index];
    if (next === undefined || next.moment.at === null || start.at === null) return null;
    if (limit !== null && next.moment.at - start.at > limit) return null;
    if (fits(step, next.moment, named)) return next;
  }
  return null;
}

/** Index of the first whose order is greater. */
function firstAfter(placed: readonly Placed[], order: number): number {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle]?.order ?? Infinity) > order) high = middle;
    else low = middle + 1;
  }
  return low;
}

const spanTo = (start: Moment, last: Moment): Nanos | null =>
  start.at === null || last.at === null ? null : minus(last.at, start.at);

/** The most matches whose starts lie within the span; none where they are fewer than asked. */
function densest(matches: readonly Match[], { count, span }: Pattern): readonly Match[] {
  if (span === null) return matches.length < count ? [] : matches;
  let best: readonly Match[] = [];
  let first = 0;
  for (let last = 0; last < matches.length; last++) {
    while (startOf(matches, last) - startOf(matches, first) > span) first++;
    if (last + 1 - first > best.length) best = matches.slice(first, last + 1);
  }
  return best.length < count ? [] : best;
}

const startOf = (matches: readonly Match[], index: number): Nanos =>
  matches[index]?.[0].at ?? nanos(0);
