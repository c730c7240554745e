/** How sure a finding can be: what the recorder lost and what the clocks leave open. */
import type { Draft } from '../model/finding.ts';
import type { Nanos } from '../model/time.ts';
import type { Case, Confidence, Loss, Window } from '../model/timeline.ts';
import { windowById } from './windows.ts';
import { nameList, span } from './words.ts';

const RANK: Readonly<Record<Confidence, number>> = { low: 0, medium: 1, high: 2 };

/** The less sure of two. */
export const weaker = (a: Confidence, b: Confidence): Confidence => (RANK[a] < RANK[b] ? a : b);

/** The least sure of many; `high` of none. */
export const weakest = (all: Iterable<Confidence>): Confidence => {
  let least: Confidence = 'high';
  for (const one of all) least = weaker(least, one);
  return least;
};

interface Cap {
  readonly confidence: Confidence;
  readonly doubt: string;
}

/** The draft's own confidence, lowered by losses inside its windows and by clocks wider than they are. */
export function capConfidence(
  draft: Draft,
  input: Case,
): { readonly confidence: Confidence; readonly doubts: readonly string[] } {
  const cited = draft.windows.flatMap((id) => windowById(input, id) ?? []);
  const caps = [...lossCaps(draft, cited, input), ...clockCaps(draft, cited, input)];
  return {
    confidence: weakest([draft.confidence, ...caps.map((cap) => cap.confidence)]),
    doubts: [...new Set([...(draft.doubts ?? []), ...caps.map((cap) => cap.doubt)])],
  };
}

/** True where events may be missing at some instant of [from, to]; a null end is open, a loss without stamps is everywhere. */
export const overlaps = (loss: Loss, from: Nanos | null, to: Nanos | null): boolean =>
  (loss.from === null || to === null || loss.from <= to) &&
  (loss.to === null || from === null || loss.to >= from);

/** A finding of several windows is as sure as its surest one: it is capped only where losses touch every one of them. */
function lossCaps(draft: Draft, cited: readonly Window[], input: Case): readonly Cap[] {
  if (draft.observed === true) return [];
  const touched = (from: Nanos | null, to: Nanos | null): boolean =>
    input.losses.some((loss) => overlaps(loss, from, to));
  if (cited.length === 0) {
    // A finding of the case as a whole (events-lost itself) has no span that a loss could spoil.
    if (draft.at === null || draft.device === null || !touched(draft.at, draft.at)) return [];
    return [{ confidence: 'medium', doubt: 'the recorder lost events at this time' }];
  }
  const spoiled = cited.filter((window) => touched(window.start, window.end));
  if (spoiled.length === 0) return [];
  return [
    {
      confidence: spoiled.length === cited.length ? 'medium' : 'high',
      doubt: `the recorder lost events in the time of ${nameList(spoiled.map((w) => w.id))}`,
    },
  ];
}

/**
 * An arrival read from one source and a window known from others only: whether the one fell into the other hangs on the
 * clocks. Where one source shows both, its own order settles it.
 */
function clockCaps(draft: Draft, cited: readonly Window[], input: Case): readonly Cap[] {
  const arrivals = draft.evidence.filter((e) => e.role === 'arrives').map((e) => e.source);
  const arriving = new Set(arrivals);
  return cited.flatMap((window) => {
    const edges = new Set(
      window.evidence.filter((e) => e.role === 'opens' || e.role === 'closes').map((e) => e.source),
    );
    if (edges.size === 0 || arriving.size === 0) return [];
    return [...arriving]
      .filter((source) => !edges.has(source))
      .flatMap((source) => clockCap(input, source, Math.min(...edges), window, draft.at));
  });
}

function clockCap(
  input: Case,
  arrival: number,
  edge: number,
  window: Window,
  at: Nanos | null,
): readonly Cap[] {
  const of = input.sources[arrival];
  const against = input.sources[edge];
  if (of === undefined || against === undefined) return [];
  if (of.offset === null || against.offset === null) {
    return [{ confidence: 'low', doubt: `${of.name} and ${against.name} are not on one clock` }];
  }
  if (of.offsetError === null || against.offsetError === null) {
    return [{ confidence: 'medium', doubt: `how well ${of.name} is placed in time is not known` }];
  }
  const error = of.offsetError + against.offsetError;
  // A complaint long after the window is no claim to lie inside it.
  if (at !== null && window.end !== null && at - error > window.end) return [];
  const inside =
    at !== null &&
    window.start !== null &&
    at - error >= window.start &&
    (window.end === null || at + error <= window.end);
  if (!inside) {
    const doubt = `${of.name} is placed to within ${span(error)} only: the interrupt may lie outside ${window.id}`;
    return [{ confidence: 'medium', doubt }];
  }
  return [];
}
