/** MSI-X was off while vectors were live. */
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import { minus, type Nanos } from '../model/time.ts';
import type { DeviceTimeline, Window } from '../model/timeline.ts';
import { doubtsOf, quote, surest } from './cite.ts';
import { TEARDOWN_SIGNALS } from './signals.ts';
import { harmful, indices } from './windows.ts';
import { approx, count, seconds, span, vectorList } from './words.ts';

type Message = 'estimated' | 'unestimated' | 'open' | 'untimed';

export const liveVectorsDisabled = defineRule<Message>(
  {
    id: 'live-vectors-disabled',
    since: '0.1.0',
    severity: 'high',
    status: 'stable',
    summary: 'MSI-X was switched off while vectors were live',
    requires: [TEARDOWN_SIGNALS],
    messages: {
      estimated:
        '{device}: MSI-X was taken down {times} with {liveText} live (cause: {causes}). Longest outage {outage}; ' +
        'at the rates seen before, {expectedLost} interrupts are expected to have been raised while it was clear',
      unestimated:
        '{device}: MSI-X was taken down {times} with {liveText} live (cause: {causes}). Longest outage {outage}; ' +
        'the log shows no rate from which to estimate how many interrupts that concerns',
      open: '{device}: MSI-X was taken down {times} with {liveText} live (cause: {causes}) and is still off when the log ends',
      untimed:
        '{device}: MSI-X was taken down {times} with {liveText} live (cause: {causes}). How long is not known: the log bounds no end of it',
    },
    remedy:
      'On x86, VFIO of Linux 6.5 or later can add a vector without taking MSI-X down, and QEMU 8.2 or later does so. Elsewhere (arm64 with ITS or GICv2m, ' +
      'and every host whose VFIO reports NORESIZE) make all vectors be unmasked before there is traffic: fix the number of queues ' +
      'when the driver loads, and do not bring CPUs of the guest online under load.',
  },
  function* (input) {
    for (const device of input.devices) {
      const windows = harmful(device);
      if (windows.length > 0) yield draftOf(device, windows);
    }
  },
);

function draftOf(device: DeviceTimeline, windows: readonly Window[]): Draft<Message> {
  const live = windows.flatMap((window) => window.live);
  const longest = longestOf(windows.map(outageOf));
  const off = longestOf(windows.map(offOf));
  const losses = windows.flatMap((w) => w.vectors.flatMap((v) => v.expectedLost ?? []));
  const open = windows.filter((window) => window.state === 'open').length;
  const expected = losses.reduce((sum, one) => sum + one, 0);
  return {
    message: messageOf(longest, open, losses.length > 0),
    data: {
      times: count(windows.length, 'time'),
      windows: windows.length,
      live: indices(live),
      liveText: vectorList([...indices(live), ...unnamed(windows)]),
      causes: [...new Set(windows.map((window) => window.cause))].toSorted(),
      outage: [
        words(longest),
        ...(off === null ? [] : [`enable bit clear for up to ${words(off)}`]),
        ...(open === 0 ? [] : [`${open} still off when the log ends`]),
      ].join(', '),
      longest: words(longest),
      longestSeconds: seconds(longest?.ns ?? null),
      longestOff: words(off),
      longestOffSeconds: seconds(off?.ns ?? null),
      expectedLost: losses.length > 0 ? approx(expected) : null,
      open,
    },
    device: device.name,
    vectors: indices(live),
    windows: windows.map((window) => window.id),
    at: windows[0]?.start ?? null,
    evidence: quote(windows),
    confidence: surest(windows),
    doubts: doubtsOf(windows),
  };
}

function messageOf(longest: Length | null, open: number, estimated: boolean): Message {
  if (longest === null) return open > 0 ? 'open' : 'untimed';
  return estimated ? 'estimated' : 'unestimated';
}

/** Of the window with the most: the same vector without an index may be live in each of them. */
function unnamed(windows: readonly Window[]): readonly null[] {
  const most = Math.max(...windows.map((w) => w.live.filter((v) => v === null).length));
  return Array.from({ length: most }, () => null);
}

interface Length {
  readonly ns: Nanos;
  /** Its ends are only bounded: it was this long at most. */
  readonly bounded: boolean;
}

function outageOf(window: Window): Length | null {
  const start = window.startBound?.[0] ?? window.start;
  const end = window.endBound?.[1] ?? window.end;
  const bounded = window.startBound !== null || window.endBound !== null;
  return start === null || end === null ? null : { ns: minus(end, start), bounded };
}

function offOf(window: Window): Length | null {
  const { offStart, offEnd } = window;
  return offStart === null || offEnd === null
    ? null
    : { ns: minus(offEnd, offStart), bounded: false };
}

function longestOf(lengths: readonly (Length | null)[]): Length | null {
  return lengths.reduce(
    (longest, one) => (longest === null || (one !== null && one.ns > longest.ns) ? one : longest),
    null,
  );
}

const words = (length: Length | null): string | null =>
  length === null ? null : `${length.bounded ? 'at most ' : ''}${span(length.ns)}`;
