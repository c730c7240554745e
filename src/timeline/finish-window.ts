/** The last step of a window: its vectors' costs, its end, its published form. */
import { isUnasked } from '../model/cause.ts';
import type { Bound, Window, WindowVector } from '../model/timeline.ts';
import { minus, nanos, type Nanos } from '../model/time.ts';
import { expectedIn, poissonRange, rounded, silenceChance } from './cost.ts';
import { doubt, type DraftVector, type WindowDraft } from './window-draft.ts';

/** A vector that fired fewer times had no habit that silence could break. */
const STEADY = 8;

/** A habit seen over some time foretells at most so many times that time. */
const FORETELLS = 10;

export interface Observed {
  /** The end of what any source saw of the device's interrupts. */
  readonly last: Nanos | null;
  /** The next window's start, where the vector goes again. */
  readonly nextStart: Nanos | null;
  /** First fire of a table entry at or after an instant, from later lives of the entry. */
  readonly firstFireAfter: (vector: number, t: Nanos) => Nanos | null;
  /** Interrupts are visible at all: traced, and not posted to vCPUs. */
  readonly firesVisible: boolean;
}

export function finishWindow(draft: WindowDraft, id: string, observed: Observed): Window {
  if (draft.slowPair && draft.episode?.kind !== 'grow') {
    doubt(draft, 'a guest that switches MSI-X off and on by itself takes as long', 'medium');
  }
  const end = endOf(draft);
  const vectors = draft.vectors.map((vector) => finishVector(vector, draft, end, observed));
  return {
    id,
    kind: 'msix-disabled',
    device: draft.device,
    cause: draft.cause,
    start: draft.start,
    end,
    state: end === null && draft.state === 'closed' && draft.start !== null ? 'open' : draft.state,
    startBound: draft.startBound,
    endBound: end === null ? null : endBoundOf(draft, end),
    live: draft.vectors.map(({ vector }) => vector),
    offStart: draft.offStart,
    offEnd: draft.offEnd,
    vectors,
    basis: [...draft.basis].toSorted(),
    confidence: draft.confidence,
    doubts: [...draft.doubts],
    evidence: draft.evidence,
    sizeBefore: draft.sizeBefore,
    sizeAfter: draft.sizeAfter,
  };
}

/** The last live vector that comes back ends the window; what is not live, the phantom say, does not count. */
function endOf(draft: WindowDraft): Nanos | null {
  const ends = draft.vectors.flatMap(({ end }) => (end === null ? [] : [end]));
  return ends.length === 0 ? draft.end : nanos(Math.max(...ends));
}

function endBoundOf(draft: WindowDraft, end: Nanos): Bound | null {
  const last = draft.vectors.find((vector) => vector.end === end);
  return last === undefined ? draft.endBound : (last.endBound ?? draft.endBound);
}

function finishVector(
  vector: DraftVector,
  draft: WindowDraft,
  windowEnd: Nanos | null,
  observed: Observed,
): WindowVector {
  const end = vector.end;
  const firstAfter = firstFire(vector, windowEnd, observed);
  const visible = observed.firesVisible;
  const resumed = !visible || end === null ? null : firstAfter !== null;
  return {
    vector: vector.vector,
    irq: vector.irq,
    start: vector.start,
    end,
    firedBefore: visible ? vector.firedBefore : null,
    rate: vector.rate === null || !visible ? null : rounded(vector.rate.perSecond),
    ...(visible ? costOf(vector, draft, end) : NO_COST),
    resumed,
    firstAfter,
    silenceChance: resumed === false ? silence(vector, end, observed) : null,
  };
}

const NO_COST = { expectedLost: null, expectedLostRange: null, expectedDelayed: null } as const;

function costOf(
  vector: DraftVector,
  draft: WindowDraft,
  end: Nanos | null,
): Pick<WindowVector, 'expectedLost' | 'expectedLostRange' | 'expectedDelayed'> {
  const { rate, start } = vector;
  // Who switches MSI-X off himself has told the device to be quiet: its rate foretells nothing.
  if (rate === null || start === null || !isUnasked(draft)) return NO_COST;
  const off = spanOf(draft.offStart, draft.offEnd);
  const out = spanOf(start, end);
  if (off !== null && off > FORETELLS * rate.over) return NO_COST;
  const lost = off === null ? null : expectedIn(rate.perSecond, off);
  return {
    expectedLost: lost === null ? null : rounded(lost),
    expectedLostRange: lost === null ? null : poissonRange(lost),
    expectedDelayed:
      lost === null || out === null || off === null
        ? null
        : rounded(expectedIn(rate.perSecond, out - off)),
  };
}

const spanOf = (from: Nanos | null, to: Nanos | null): Nanos | null =>
  from === null || to === null ? null : minus(to, from);

function firstFire(vector: DraftVector, windowEnd: Nanos | null, observed: Observed): Nanos | null {
  if (vector.firstAfter !== null) return vector.firstAfter;
  const from = vector.end ?? windowEnd;
  if (vector.vector === null || from === null) return null;
  return observed.firstFireAfter(vector.vector, from);
}

function silence(vector: DraftVector, end: Nanos | null, observed: Observed): number | null {
  const { rate, firedBefore } = vector;
  if (rate === null || firedBefore === null || firedBefore < STEADY || end === null) return null;
  const until = observed.nextStart ?? observed.last;
  if (until === null || until <= end) return null;
  const span = minus(until, end);
  const longest = vector.slot?.stats?.fires.longestPause ?? nanos(0);
  if (span <= 2 * longest) return null; // it has paused as long before
  return silenceChance(rate.perSecond, span);
}
