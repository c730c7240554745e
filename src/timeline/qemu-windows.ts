/** Windows by QEMU's testimony: alone, or beside the kernel's. */
import { nanos, type Nanos } from '../model/time.ts';
import type { Evidence } from '../model/timeline.ts';
import { timeOf, type PlacedSource } from './clock.ts';
import type { QemuSide } from './device-view.ts';
import { evidenceOf, type Mark } from './mark.ts';
import type { Episode } from './qemu-episode.ts';
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

/** Episodes in which MSI-X may have gone off. */
export const isTeardown = (episode: Episode): boolean =>
  episode.kind !== 'enable' && episode.tearsDown !== false;

/** A vector was unmasked that has no room yet: torn down and set up within one episode. */
const isGrowth = ({ vector }: Episode): boolean => vector !== null;

/** What QEMU's log says where no kernel trace saw it. */
export function qemuWindow(
  side: QemuSide,
  episode: Episode,
  later: readonly Episode[],
): WindowDraft | null {
  const { source } = side;
  const grows = isGrowth(episode);
  if (grows && episode.live.length === 0 && !episode.phantom) return null;
  const draft: WindowDraft = {
    device: episode.device,
    cause: episode.failed === null ? CAUSES[episode.kind] : 'enable-failed',
    start: timeOf(source, episode.off ?? episode.tight ?? episode.start),
    startBound: boundOf(source, episode),
    end: null,
    endBound: null,
    state: 'open',
    offStart: timeOf(source, episode.off),
    offEnd: timeOf(source, episode.off === null ? null : (episode.ons[0]?.mark ?? null)),
    vectors: episode.live.map((vector) => vectorOf(vector, episode, source)),
    sizeBefore: episode.sizeBefore,
    sizeAfter: episode.sizeAfter,
    basis: new Set([episode.off === null ? 'qemu-trace' : 'vfio-user']),
    confidence: episode.off === null ? 'medium' : 'high',
    doubts: new Set(),
    evidence: evidence(source, episode, true),
    order: episode.start.line,
    tid: episode.tid,
    episode,
    newVectors: episode.vector === null ? [] : [episode.vector],
  };
  if (grows) endGrowth(draft, episode, source);
  else endDisable(draft, later, source);
  addDoubts(draft, episode);
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

function boundOf(source: PlacedSource, episode: Episode): readonly [Nanos, Nanos] | null {
  if (episode.off !== null) return null;
  const from = timeOf(source, episode.tight ?? episode.start);
  const to = timeOf(source, episode.end);
  return from === null || to === null ? null : [from, to];
}

function vectorOf(vector: number, episode: Episode, source: PlacedSource): DraftVector {
  const set = episode.ons.find(({ start, count }) => vector >= start && vector < start + count);
  const from = timeOf(source, episode.off ?? episode.tight ?? episode.start);
  const done = timeOf(source, set?.done ?? (episode.off === null ? episode.end : null));
  const back = isGrowth(episode) && episode.failed === null;
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
  if (episode.failed !== null) return; // the host refused: nothing brought MSI-X back
  const ends = draft.vectors.flatMap(({ end }) => (end === null ? [] : [end]));
  draft.end = ends.length > 0 ? nanos(Math.max(...ends)) : timeOf(source, episode.end);
  draft.endBound =
    episode.off === null
      ? draft.startBound
      : (draft.vectors.find(({ end }) => end === draft.end)?.endBound ?? null);
  draft.state = episode.end === null ? 'open' : 'closed';
}

function endDisable(draft: WindowDraft, later: readonly Episode[], source: PlacedSource): void {
  const enable = later.find(({ kind }) => kind === 'enable');
  if (enable === undefined || draft.cause === 'close') {
    draft.state = 'final';
    return;
  }
  draft.state = 'closed';
  draft.end = timeOf(source, enable.end);
  const from = timeOf(source, enable.start);
  if (from !== null && draft.end !== null) draft.endBound = [from, draft.end];
  if (enable.end !== null) draft.evidence.push(evidenceOf(source.index, enable.end, 'closes'));
}

function evidence(source: PlacedSource, episode: Episode, alone: boolean): Evidence[] {
  const lines: [Mark | null, Evidence['role']][] = [
    [episode.start, alone ? 'opens' : 'context'],
    [episode.tight, 'context'],
    [episode.off, 'context'],
    [episode.failed?.mark ?? null, 'context'],
    [episode.end, alone && isGrowth(episode) && episode.failed === null ? 'closes' : 'context'],
  ];
  return lines.flatMap(([mark, role]) =>
    mark === null ? [] : [evidenceOf(source.index, mark, role)],
  );
}

/** The same operation seen by both: one window, the kernel's times, the guest's view. */
export function mergeEpisode(draft: WindowDraft, side: QemuSide, episode: Episode): void {
  draft.episode = episode;
  draft.basis.add('qemu-trace');
  draft.evidence.push(...evidence(side.source, episode, false));
  if (!episode.midLife) takeGuestView(draft, episode);
  const believed = CAUSES[episode.kind];
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
  draft.vectors = draft.vectors.filter(({ vector }) => vector === null || live.has(vector));
  if (draft.vectors.length === 0 && episode.kind === 'grow') draft.cause = 'handshake';
}
