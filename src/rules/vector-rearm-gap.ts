/** A busy vector had no handler for a moment while MSI-X stayed on. */
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import { minus } from '../model/time.ts';
import type { DeviceTimeline, VectorTimeline } from '../model/timeline.ts';
import { doubtsOf, quote, surest } from './cite.ts';
import { INTERRUPT_SIGNALS, REARM_SIGNALS } from './signals.ts';
import { indices } from './windows.ts';
import { approx, count, seconds, span, vectorList } from './words.ts';

/** Rate x gap from which on an interrupt in the gap is about as likely as not. */
const LIKELY = 0.5;

type Worst = NonNullable<VectorTimeline['worstRearm']>;
type Busy = VectorTimeline & { readonly worstRearm: Worst };

export const vectorRearmGap = defineRule(
  {
    id: 'vector-rearm-gap',
    since: '0.1.0',
    severity: 'low',
    status: 'stable',
    summary: 'A busy vector had no handler for a moment while its eventfd was swapped',
    requires: [REARM_SIGNALS, INTERRUPT_SIGNALS],
    messages: {
      gap:
        '{device}: {vectorText} had no handler for up to {gap} while MSI-X stayed on ({rearms} in all); at {rate} interrupts a second ' +
        'about {expected} of them fall into that gap',
    },
    remedy:
      'The gap opens at every mask, unmask and eventfd swap on every kernel. Keep the guest from masking busy vectors: pin their ' +
      'affinity, stop irqbalance in the guest. Linux 6.17 (and stable kernels since 6.12.42, 6.15.10, 6.16.1) no longer leaves a vector dead for good after one.',
  },
  function* (input) {
    for (const device of input.devices) {
      const busy = device.vectors.filter(isBusy);
      if (busy.length > 0) yield draftOf(device, busy);
    }
  },
  (input) => postedOnly(input.devices),
);

const isBusy = (vector: VectorTimeline): vector is Busy =>
  vector.worstRearm !== null && vector.worstRearm.expected >= LIKELY;

const postedOnly = (devices: readonly DeviceTimeline[]): readonly string[] =>
  devices.length > 0 && devices.every((device) => device.posted)
    ? ['interrupts that enter a host handler (all are posted to vCPUs)']
    : [];

function draftOf(device: DeviceTimeline, busy: readonly Busy[]): Draft<'gap'> {
  const worst = busy.reduce((a, b) => (b.worstRearm.expected > a.worstRearm.expected ? b : a));
  const { window, rate, expected } = worst.worstRearm;
  const gap = window.start === null || window.end === null ? null : minus(window.end, window.start);
  const windows = busy.map((vector) => vector.worstRearm.window);
  const rearms = busy.reduce((sum, vector) => sum + (vector.rearms?.count ?? 1), 0);
  return {
    message: 'gap',
    data: {
      vectorText: vectorList(busy.map((vector) => vector.vector)),
      gap: gap === null ? null : span(gap),
      gapSeconds: seconds(gap),
      rearms: count(rearms, 'such gap'),
      rate: approx(rate),
      expected: approx(expected),
      worstVector: worst.vector,
    },
    device: device.name,
    vectors: indices(busy.map((vector) => vector.vector)),
    windows: windows.map((w) => w.id),
    at: window.start,
    evidence: quote(windows),
    confidence: surest(windows),
    doubts: doubtsOf(windows),
  };
}
