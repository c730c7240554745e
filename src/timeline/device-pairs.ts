/** Which of the kernel's windows each of QEMU's episodes is. */
import { timeOf, type PlacedSource } from './clock.ts';
import type { QemuSide } from './device-view.ts';
import type { Episode } from './qemu-episode.ts';
import type { WindowDraft } from './window-draft.ts';

/** Two logs of one run show one operation at most this far apart, beyond the error of their clocks. */
export const SAME_OPERATION_NS = 2_000_000;

/** Without stamps, so many windows are looked at for one that fits. */
const LOOKED_AHEAD = 64;

/** Pairs that are tried: all in a log of some hundred windows, the next ones in a log of thousands. */
const MOST_TRIED = 200_000;
const LEAST_TRIED = 8;

interface Candidate {
  readonly episode: Episode;
  readonly draft: WindowDraft;
  /** Worse the more: vectors missing, beyond the clocks' error, others than QEMU says, how far outside of the episode. */
  readonly rank: readonly [number, number, number, number];
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

/** Pairs that time allows, the best first. */
function candidates(
  drafts: readonly WindowDraft[],
  source: PlacedSource,
  episodes: readonly Episode[],
): readonly Candidate[] {
  const error = source.placement.error ?? 0;
  const slack = error + SAME_OPERATION_NS;
  const timed = drafts.flatMap((draft) =>
    draft.start === null ? [] : [{ draft, at: draft.start }],
  );
  const found: Candidate[] = [];
  const most = Math.max(LEAST_TRIED, Math.floor(MOST_TRIED / (episodes.length + 1)));
  let first = 0;
  for (const episode of episodes) {
    const from = timeOf(source, episode.start);
    if (from === null) continue;
    const to = timeOf(source, episode.end) ?? from;
    while (first < timed.length && (timed[first]?.at ?? 0) < from - slack) first += 1;
    for (let place = first; place < timed.length && place - first < most; place += 1) {
      const one = timed[place];
      if (one === undefined || one.at > to + slack) break;
      const { draft } = one;
      const off = Math.max(0, from - one.at, one.at - to);
      const others = Math.abs(draft.vectors.length - episode.live.length);
      const rank = [lacks(draft, episode) ? 1 : 0, off <= error ? 0 : 1, others, off] as const;
      found.push({ episode, draft, rank });
    }
  }
  return found.toSorted((a, b) => byRank(a.rank, b.rank));
}

const byRank = (a: Candidate['rank'], b: Candidate['rank']): number =>
  a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];

/** Does the kernel show no handler of a vector that its guest has live? */
function lacks(draft: WindowDraft, { live }: Episode): boolean {
  const shown = new Set(draft.vectors.map(({ vector }) => vector));
  return !shown.has(null) && live.some((vector) => !shown.has(vector));
}

const isUntimed = (source: PlacedSource, episode: Episode, draft: WindowDraft): boolean =>
  draft.start === null || timeOf(source, episode.start) === null;

/** A growth is none of a guest's disables, and takes down what its guest has live. */
function fits(draft: WindowDraft, episode: Episode): boolean {
  const { kind, live, phantom, midLife } = episode;
  const isGrowth = kind === 'grow' || kind === 'handshake';
  const looksGrown = draft.cause === 'resize' || draft.cause === 'enable-failed';
  if (isGrowth !== looksGrown) return false;
  if (midLife || !isGrowth) return true;
  return live.length === 0 ? phantom : !lacks(draft, episode);
}
