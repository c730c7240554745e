/** Vectors that came into use while others of their device were at work already. */
import type { LateVector, Window } from '../model/timeline.ts';
import { timeOf } from './clock.ts';
import type { DeviceView } from './device-view.ts';
import { evidenceOf } from './mark.ts';
import { indexOf, isGrowth } from './operation.ts';
import type { WindowDraft } from './window-draft.ts';

export function lateVectorsOf(
  view: DeviceView,
  drafts: readonly WindowDraft[],
  windows: readonly Window[],
): readonly LateVector[] {
  const late: LateVector[] = [];
  for (const [place, draft] of drafts.entries()) {
    const othersFired = draft.vectors.reduce((sum, { firedBefore }) => sum + (firedBefore ?? 0), 0);
    if (othersFired === 0 || (draft.cause !== 'resize' && draft.cause !== 'enable-failed'))
      continue;
    for (const vector of draft.newVectors) {
      late.push({
        vector,
        at: draft.end ?? draft.start,
        othersFired,
        window: windows[place]?.id ?? null,
        evidence: draft.evidence.slice(0, 1),
      });
    }
  }
  for (const { source, operations } of view.kernel.slice(0, 1)) {
    for (const operation of operations) {
      if (!isGrowth(operation) || operation.othersFired === 0) continue;
      const [touch] = operation.touched;
      late.push({
        vector: touch === undefined ? null : indexOf(touch),
        at: timeOf(source, operation.start),
        othersFired: operation.othersFired,
        window: null,
        evidence: [evidenceOf(source.index, operation.start, 'context')],
      });
    }
  }
  return late.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}
