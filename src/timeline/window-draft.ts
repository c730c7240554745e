/** A window in the making: on the case's clock, still with the operations that opened and closed it. */
import type { Cause } from '../model/cause.ts';
import type { Basis, Bound, Confidence, Evidence } from '../model/timeline.ts';
import type { Nanos } from '../model/time.ts';
import type { Episode } from './qemu-episode.ts';
import type { Rate } from './history.ts';
import type { Slot } from './slots.ts';

export interface DraftVector {
  readonly vector: number | null;
  readonly irq: number | null;
  readonly slot: Slot | null;
  start: Nanos | null;
  end: Nanos | null;
  endBound: Bound | null;
  readonly firedBefore: number | null;
  readonly rate: Rate | null;
  firstAfter: Nanos | null;
  /** Its handler came back; `end` may be null all the same where the log has no stamps. */
  back: boolean;
}

export interface WindowDraft {
  readonly device: string;
  cause: Cause;
  start: Nanos | null;
  startBound: Bound | null;
  end: Nanos | null;
  endBound: Bound | null;
  state: 'closed' | 'open' | 'final';
  offStart: Nanos | null;
  offEnd: Nanos | null;
  /** Live ones only. */
  vectors: DraftVector[];
  sizeBefore: number | null;
  sizeAfter: number | null;
  readonly basis: Set<Basis>;
  confidence: Confidence;
  readonly doubts: Set<string>;
  readonly evidence: Evidence[];
  /** For order where times are missing. */
  readonly order: number;
  readonly tid: number | null;
  /** Between the halves of a growth there was time for a guest's own off and on; QEMU's side may tell. */
  slowPair: boolean;
  /** QEMU's side of the same operation, once matched. */
  episode: Episode | null;
  /** First unmasked by this very operation: what the resize was for. */
  newVectors: (number | null)[];
}

/** Lowers a draft's confidence, with the reason. */
export function doubt(draft: WindowDraft, reason: string, at: Confidence): void {
  draft.doubts.add(reason);
  if (rank(at) < rank(draft.confidence)) draft.confidence = at;
}

const rank = (confidence: Confidence): number => ({ low: 0, medium: 1, high: 2 })[confidence];
