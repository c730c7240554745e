/** Windows by QEMU's testimony: alone, or beside the kernel's. */
import { nanos } from '../model/time.ts';
import type { Bound, Evidence } from '../model/timeline.ts';
import { timeOf, type PlacedSource } from './clock.ts';
import type { QemuSide } from './device-view.ts';
import { evidenceOf, type Mark } from './mark.ts';
import type { Episode } from './qemu-episode.ts';
import type { QemuReport } from './qemu-reports.ts';
import { doubt, type DraftVector, type WindowDraft } from './window-draft.ts';

const CAUSES = {
  grow: 'resize',
  handshake: 'handshake',
  disable: 'guest-disable',
  reset: 'reset',
  migration: 'migration',
  close: 'close',
  enable: 'unknown',
} as const satisfies Record<Episode['kind'], WindowDraft['cause']>;

/** A vector was unmasked that has no room yet: torn down and set up within one episode. */
const isGrowth = ({ vector }: Episode): boolean => vector !== null;

/** Episodes in which MSI-X may have gone off, and that anybody could notice. */
export const isTeardown = (episode: Episode): boolean =>
  episode.kind !== 'enable' &&
  episode.tearsDown !== false &&
  !(isGrowth(episode) && episode.live.length === 0 && !episode.phantom);

/** What QEMU's log says of these teardowns, which no kernel trace saw. `reports` are errors from a file beside it. */
export function qemuWindows(
  side: QemuSide,
  alone: ReadonlySet<Episode>,
  reports: readonly QemuReport[],
): readonly WindowDraft[] {
  const { episodes } = side.device;
  const refusals = new Map(reports.map((report) => [report.episode, report] as const));
  const drafts: WindowDraft[] = [];
  const enables = nextEnables(episodes);
  let off: WindowDraft | null = null; // the host refused, and MSI-X is off since
  for (const [place, episode] of episodes.entries()) {
    const refusal = refusals.get(episode) ?? null;
    const refused = episode.failed !== null || refusal !== null;
    const worked = episode.kind === 'enable' || (isGrowth(episode) && !refused);
    if (off !== null) {
      if (worked) comeBack(off, episode, side.source);
      else if (!isGrowth(episode)) off.state = 'final'; // its guest gave it up
      if (worked) off = null;
    } else if (alone.has(episode)) {
      const draft = qemuWindow(side, episode, enables[place] ?? null, refusal);
      drafts.push(draft);
      if (refused) off = draft;
    }
  }
  return drafts;
}

/** Another growth that the host granted, or a new enable: whatever the guest uses has its handler again. */
function comeBack(draft: WindowDraft, by: Episode, source: PlacedSource): void {
  draft.state = 'closed';
  draft.end = timeOf(source, by.end);
  draft.endBound = between(source, by.tight ?? by.start, by.end);
  if (by.end !== null) draft.evidence.push(evidenceOf(source.index, by.end, 'closes'));
  if (by.kind === 'enable') return; // its guest begins anew
  for (const vector of draft.vectors) {
    vector.end = draft.end;
    vector.endBound = draft.endBound;
    vector.back = true;
  }
}

function qemuWindow(
  side: QemuSide,
  episode: Episode,
  nextEnable: Episode | null,
  refusal: QemuReport | null,
): WindowDraft {
  const { source } = side;
  const grows = isGrowth(episode);
  const refused = episode.failed !== null || refusal !== null;
  const draft: WindowDraft = {
    device: episode.device,
    cause: refused ? 'enable-failed' : CAUSES[episode.kind],
    start: timeOf(source, episode.off ?? episode.tight ?? episode.start),
    startBound: boundOf(source, episode),
    end: null,
    endBound: null,
    state: 'open',
    offStart: timeOf(source, episode.off),
    offEnd: timeOf(source, episode.off === null ? null : (episode.ons[0]?.mark ?? null)),
    vectors: episode.live.map((vector) => vectorOf(vector, episode, grows && !refused, source)),
    sizeBefore: episode.sizeBefore,
    sizeAfter: episode.sizeAfter,
    basis: new Set([episode.off === null ? 'qemu-trace' : 'vfio-user']),
    confidence: episode.off === null ? 'medium' : 'high',
    doubts: new Set(),
    slowPair: false,
    evidence: evidence(source, episode, grows && !refused ? 'closed' : 'open'),
    order: episode.start.line,
    tid: episode.tid,
    episode,
    newVectors: episode.vector === null ? [] : [episode.vector],
  };
  addDoubts(draft, episode);
  if (refusal !== null) {
    draft.basis.add('qemu-report');
    draft.evidence.push(evidenceOf(refusal.source.index, refusal.failure.mark, 'context'));
  }
  if (refused) return draft; // nothing brought MSI-X back
  if (grows) endGrowth(draft, episode, source);
  else endDisable(draft, nextEnable, source);
  return draft;
}

function addDoubts(draft: WindowDraft, episode: Episode): void {
  if (episode.off === null) {
    draft.doubts.add("inferred: QEMU's log does not show the ioctls of a vfio-pci device");
  }
  if (episode.kind === 'grow' && episode.tearsDown === null && episode.off === null) {
    doubt(
      draft,
      "the log does not show QEMU's version: from 8.2 on, MSI-X may grow without a teardown",
      'low',
    );
  }
  if (episode.midLife) doubt(draft, 'the log begins after MSI-X was enabled', 'low');
}

function boundOf(source: PlacedSource, episode: Episode): Bound | null {
  return episode.off === null ? between(source, episode.tight ?? episode.start, episode.end) : null;
}

function between(source: PlacedSource, from: Mark, to: Mark | null): Bound | null {
  const bound = [timeOf(source, from), timeOf(source, to)] as const;
  return bound[0] === null || bound[1] === null ? null : [bound[0], bound[1]];
}

function vectorOf(
  vector: number,
  episode: Episode,
  back: boolean,
  source: PlacedSource,
): DraftVector {
  const set = episode.ons.find(({ start, count }) => vector >= start && vector < start + count);
  const from = timeOf(source, episode.off ?? episode.tight ?? episode.start);
  const done = timeOf(source, set?.done ?? (episode.off === null ? episode.end : null));
  const sent = timeOf(source, set?.mark ?? null);
  return {
    vector,
    irq: null,
    slot: null,
    start: from,
    end: back ? done : null,
    endBound: sent !== null && done !== null ? [sent, done] : null,
    firedBefore: null,
    rate: null,
    firstAfter: null,
    back,
  };
}

function endGrowth(draft: WindowDraft, episode: Episode, source: PlacedSource): void {
  const ends = draft.vectors.flatMap(({ end }) => (end === null ? [] : [end]));
  draft.end = ends.length > 0 ? nanos(Math.max(...ends)) : timeOf(source, episode.end);
  draft.endBound =
    episode.off === null
      ? draft.startBound
      : (draft.vectors.find(({ end }) => end === draft.end)?.endBound ?? null);
  draft.state = 'closed';
  if (episode.end !== null) return;
  if (source.fold.seen.has('vfio_msix_pba_disable')) {
    draft.state = 'open'; // QEMU had not come back from it when the log ended
    return;
  }
  doubt(draft, 'the lines that end a use (vfio_msix_pba_disable) are not traced', 'medium');
  draft.end = timeOf(source, { t: source.fold.qemu.last, line: 0, text: '' });
}

/** For each episode the first enable after it. */
function nextEnables(episodes: readonly Episode[]): readonly (Episode | null)[] {
  let next: Episode | null = null;
  const enables: (Episode | null)[] = [];
  for (let place = episodes.length - 1; place >= 0; place -= 1) {
    enables[place] = next;
    const episode = episodes[place];
    if (episode?.kind === 'enable') next = episode;
  }
  return enables;
}

function endDisable(draft: WindowDraft, enable: Episode | null, source: PlacedSource): void {
  if (enable === null || draft.cause === 'close') {
    draft.state = 'final';
    return;
  }
  draft.state = 'closed';
  draft.end = timeOf(source, enable.end);
  draft.endBound = between(source, enable.start, enable.end);
  if (enable.end !== null) draft.evidence.push(evidenceOf(source.index, enable.end, 'closes'));
}

/** An episode's lines: of a window that it closes too, of one that it leaves open, or beside the kernel's. */
function evidence(
  source: PlacedSource,
  episode: Episode,
  as: 'closed' | 'open' | 'context',
): Evidence[] {
  const lines: [Mark | null, Evidence['role']][] = [
    [episode.start, as === 'context' ? 'context' : 'opens'],
    [episode.tight, 'context'],
    [episode.off, 'context'],
    [episode.failed?.mark ?? null, 'context'],
    [episode.end, as === 'closed' ? 'closes' : 'context'],
  ];
  return lines.flatMap(([mark, role]) =>
    mark === null ? [] : [evidenceOf(source.index, mark, role)],
  );
}

/** The same operation seen by both: one window, the kernel's times, the guest's view. */
export function mergeEpisode(draft: WindowDraft, side: QemuSide, episode: Episode): void {
  draft.episode = episode;
  draft.basis.add('qemu-trace');
  draft.evidence.push(...evidence(side.source, episode, 'context'));
  if (!episode.midLife) takeGuestView(draft, episode);
  const nobodys = draft.vectors.length === 0 && episode.kind === 'grow';
  const believed = nobodys ? 'handshake' : CAUSES[episode.kind];
  if (draft.cause === 'enable-failed' && believed === 'resize') return;
  if (episode.kind === 'grow' && episode.tearsDown === false) {
    doubt(
      draft,
      'QEMU was told that the host can grow MSI-X (noresize 0), and yet it was torn down',
      'medium',
    );
    return;
  }
  if (draft.cause === 'resize' && believed !== 'resize' && believed !== 'handshake') {
    doubt(draft, `the kernel's calls look like a resize, QEMU's log like a ${believed}`, 'medium');
  }
  draft.cause = believed;
}

/** A vector is live if its guest has it unmasked; the phantom of QEMU to 8.1 has a handler and no user. */
function takeGuestView(draft: WindowDraft, episode: Episode): void {
  const live = new Set(episode.live);
  draft.vectors = draft.vectors.filter(({ vector }) =>
    vector === null ? live.size > 0 : live.has(vector),
  );
  const known = new Set(draft.vectors.map(({ vector }) => vector));
  const unnamed = episode.live.filter((vector) => !known.has(vector));
  const [only] = unnamed;
  if (only === undefined || unnamed.length > 1 || draft.vectors.length !== live.size) return;
  // One vector without an index, and one index without its vector.
  draft.vectors = draft.vectors.map((one) =>
    one.vector === null ? { ...one, vector: only } : one,
  );
}
