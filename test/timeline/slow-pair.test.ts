// A busy host takes longer than 25 ms between the two ioctls of a growth, and then the kernel alone cannot tell it from a guest that
// switches MSI-X off and on. QEMU's side can: seen on a host that was emulated, both resizes were growths for `vector v used`.
import { expect, test } from '@jest/globals';
import { nanos } from '../../src/model/time.ts';
import { finishWindow } from '../../src/timeline/finish-window.ts';
import { episodeOf, type Episode } from '../../src/timeline/qemu-episode.ts';
import type { WindowDraft } from '../../src/timeline/window-draft.ts';

const mark = { t: nanos(0), line: 1, text: '' };
const begin = {
  device: 'd',
  tid: 1,
  start: mark,
  live: [0],
  phantom: false,
  sizeBefore: 1,
  midLife: false,
};

const episode = (kind: Episode['kind']): Episode =>
  episodeOf({ ...begin, kind, vector: 1, tearsDown: true, sizeAfter: 2 });

const draft = (slowPair: boolean, side: Episode | null): WindowDraft => ({
  device: 'd',
  cause: 'resize',
  start: nanos(1),
  startBound: null,
  end: nanos(30_000_000),
  endBound: null,
  state: 'closed',
  offStart: null,
  offEnd: null,
  vectors: [],
  sizeBefore: 1,
  sizeAfter: 2,
  basis: new Set(),
  confidence: 'high',
  doubts: new Set(),
  slowPair,
  evidence: [],
  order: 1,
  tid: 1,
  episode: side,
  newVectors: [],
});

const nothing = { last: null, nextStart: null, firstFireAfter: () => null, firesVisible: true };

test.each([
  ['at once', false, null, 'high'],
  ['slowly, by the kernel alone', true, null, 'medium'],
  ['slowly, a growth for QEMU', true, episode('grow'), 'high'],
  ['slowly, switched off by the guest for QEMU', true, episode('disable'), 'medium'],
] as const)('%s', (_what, slow, side, confidence) => {
  const window = finishWindow(draft(slow, side), 'W1', nothing);
  expect(window.confidence).toBe(confidence);
  expect(window.doubts).toHaveLength(confidence === 'high' ? 0 : 1);
});
