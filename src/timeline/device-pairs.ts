/** Which of the kernel's windows each of QEMU's episodes is. */
import { timeOf, type PlacedSource } from './clock.ts';
import type { QemuSide } from './device-view.ts';
import type { Episode } from './qemu-episode.ts';
import type { WindowDraft } from './window-draft.ts';

/** Two logs of one run show one operation at most this far apart, beyond the error of their clocks. */
export const SAME_OPERATION_NS = 2_000_000;

/** Without stamps, so many windows are looked at for one that fits. */
const LOOKED_AHEAD = 64;

interface Candidate {
  readonly episode: Episode;
  readonly draft: WindowDraft;
  /** How far the window's start lies outside of the episode, ns. */
  readonly off: number;
}

/** By time where the log has a place on the clock, else by order, kind and live vectors. `drafts` are in order. */
export function pairsOf(
  drafts: readonly WindowDraft[],
  side: QemuSide,
): ReadonlyMap<Episode, WindowDraft> {
  const episodes = side.device.episodes.filter(({ kind }) => kind !== 'enable');
  const pairs = new Map<Episode, WindowDraft>();
  const taken = new Set<WindowDraft>();
  for (const { episode, draft } of candidates(drafts, side.source, episodes)) {
    if (pairs.has(episode) || taken.has(draft)) continue;
    pairs.set(episode, draft);
    taken.add(draft);
  }
  let next = 0;
  for (const episode of episodes) {
    const ahead = drafts.slice(next, next + LOOKED_AHEAD);
    const place = ahead.findIndex(
      (draft) => isUntimed(side.source, episode, draft) && fits(draft, episode),
    );
    const draft = ahead[place];
    if (draft === undefined) continue;
    pairs.set(episode, draft);
    next += place + 1;
  }
  return pairs;
}

/** Pairs that time allows, the nearest first. */
function candidates(
  drafts: readonly WindowDraft[],
  source: PlacedSource,
  episodes: readonly Episode[],
): readonly Candidate[] {
  const slack = (source.placement.error ?? 0) + SAME_OPERATION_NS;
  const timed = drafts.flatMap((draft) =>
    draft.start === null ? [] : [{ draft, at: draft.start }],
  );
  const found: Candidate[] = [];
  let first = 0;
  for (const episode of episodes) {
    const from = timeOf(source, episode.start);
    if (from === null) continue;
    const to = timeOf(source, episode.end) ?? from;
    while (first < timed.length && (timed[first]?.at ?? 0) < from - slack) first += 1;
    for (let place = first; place < timed.length; place += 1) {
      const one = timed[place];
      if (one === undefined || one.at > to + slack) break;
      found.push({ episode, draft: one.draft, off: Math.max(0, from - one.at, one.at - to) });
    }
  }
  return found.toSorted((a, b) => a.off - b.off);
}

const isUntimed = (source: PlacedSource, episode: Episode, draft: WindowDraft): boolean =>
  draft.start === null || timeOf(source, episode.start) === null;

/** A growth is none of a guest's disables, and takes down what its guest has live. */
function fits(draft: WindowDraft, { kind, live, phantom, midLife }: Episode): boolean {
  const isGrowth = kind === 'grow' || kind === 'handshake';
  const looksGrown = draft.cause === 'resize' || draft.cause === 'enable-failed';
  if (isGrowth !== looksGrown) return false;
  if (midLife || !isGrowth) return true;
  const shown = new Set(draft.vectors.map(({ vector }) => vector));
  if (live.length === 0) return phantom;
  return shown.has(null) || live.every((vector) => shown.has(vector));
}
