/** MSI-X never came back although the device stayed in use. */
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import { minus, SECOND, type Nanos } from '../model/time.ts';
import type { Case, Confidence, DeviceTimeline, Window } from '../model/timeline.ts';
import { atMost, quote } from './cite.ts';
import { TEARDOWN_SIGNALS } from './signals.ts';
import { endOf, harmful, indices } from './windows.ts';
import { seconds, span, vectorList } from './words.ts';

/**
 * A log that ends this soon after a disable may just have been cut before the enable. The longest outage seen in a growth that
 * worked took 25 ms, under emulation and with 60 vectors.
 */
const SOON = SECOND;

export const msixLeftDisabled = defineRule<'timed' | 'untimed'>(
  {
    id: 'msix-left-disabled',
    since: '0.1.0',
    severity: 'critical',
    status: 'stable',
    summary: 'MSI-X never came back although the device stayed in use',
    requires: [TEARDOWN_SIGNALS],
    messages: {
      timed:
        '{device}: MSI-X was taken down with {liveText} live (cause: {cause}) and not enabled again in the {lasted} until the log ends; ' +
        'the device was not closed',
      untimed:
        '{device}: MSI-X was taken down with {liveText} live (cause: {cause}) and not enabled again until the log ends; the device was not closed',
    },
    remedy:
      'Look for the error of the enable that failed (host-enable-failed, the log of QEMU). The device delivers no MSI-X until its driver ' +
      'enables MSI-X again: reload the driver in the guest, or reset the device.',
  },
  function* (input) {
    for (const device of input.devices) {
      for (const window of harmful(device).filter((one) => one.state === 'open')) {
        const lasted = lastedOf(input, window);
        if (lasted === null || lasted >= SOON) yield draftOf(device, window, lasted);
      }
    }
  },
);

function lastedOf(input: Case, window: Window): Nanos | null {
  const end = endOf(input);
  return end === null || window.start === null ? null : minus(end, window.start);
}

function draftOf(
  device: DeviceTimeline,
  window: Window,
  lasted: Nanos | null,
): Draft<'timed' | 'untimed'> {
  const unknown = window.cause === 'unknown';
  const limit: Confidence = lasted === null ? 'low' : unknown ? 'medium' : 'high';
  return {
    message: lasted === null ? 'untimed' : 'timed',
    data: {
      window: window.id,
      live: indices(window.live),
      liveText: vectorList(window.live),
      cause: window.cause,
      lasted: lasted === null ? null : span(lasted),
      lastedSeconds: seconds(lasted),
    },
    device: device.name,
    vectors: indices(window.live),
    windows: [window.id],
    at: window.start,
    evidence: quote([window]),
    confidence: atMost(limit, window),
    doubts: [
      ...window.doubts,
      ...(lasted === null ? ['without stamps nobody knows how soon the log ended'] : []),
      ...(unknown
        ? ['a guest that switches MSI-X off itself looks the same without the log of QEMU']
        : []),
    ],
    identity: window.cause,
  };
}
