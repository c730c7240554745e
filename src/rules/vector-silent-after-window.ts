/** A vector that fired steadily never fired again after a window. */
import { isUnasked } from '../model/cause.ts';
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import { minus, nanos, type Nanos } from '../model/time.ts';
import type { Case, DeviceTimeline, Window, WindowVector } from '../model/timeline.ts';
import { atMost, quote } from './cite.ts';
import { overlaps, weaker } from './confidence.ts';
import { INTERRUPT_SIGNALS, TEARDOWN_SIGNALS } from './signals.ts';
import { longestQuiet } from './steady.ts';
import { endOf, harmful, liveVectors } from './windows.ts';
import { approx, seconds, span } from './words.ts';

type Message = 'silent' | 'gone';

/** Fewer interrupts than this are no habit. */
const HABIT = 10;
/** Silence less likely than this at the vector's own rate is not chance. */
const IMPLAUSIBLE = 1e-3;
/** … and less likely than this leaves no doubt by itself. */
const BEYOND_DOUBT = 1e-6;
/** Interrupts come in bursts: the silence must outlast the longest earlier pause this many times. */
const PAUSES = 3;

interface Silence {
  readonly window: Window;
  readonly vector: WindowVector;
  readonly rate: number;
  readonly lasted: Nanos;
  readonly chance: number;
  /** Longest pause before the window; null where no histogram shows it. */
  readonly pause: Nanos | null;
}

export const vectorSilentAfterWindow = defineRule<Message>(
  {
    id: 'vector-silent-after-window',
    since: '0.1.0',
    severity: 'critical',
    status: 'stable',
    summary: 'A vector that fired steadily never fired again after a window',
    requires: [INTERRUPT_SIGNALS, TEARDOWN_SIGNALS],
    messages: {
      silent:
        '{device}: vector {vector} fired {firedBefore} times before {window} ({rate} a second just before it) and has its handler back, but did not fire ' +
        'in the {lasted} that the log shows after it',
      gone:
        '{device}: vector {vector} fired {firedBefore} times before {window} ({rate} a second just before it); its handler never came back, and it did not ' +
        'fire in the {lasted} that the log shows after it',
    },
    remedy:
      'The device may wait for an acknowledgement of the interrupt that could not be delivered: reset its queue or reload its driver in the guest. ' +
      'To prevent it, avoid the window (see live-vectors-disabled).',
  },
  function* (input) {
    for (const device of input.devices) {
      if (!device.posted)
        for (const silence of silences(input, device)) yield draftOf(input, device, silence);
    }
  },
  (input) => {
    const windows = input.devices.flatMap(harmful);
    if (windows.length === 0) return [];
    return windows.some((window) => liveVectors(window).some((v) => v.rate !== null))
      ? []
      : ['a history of interrupts before the windows, from which to tell silence from rest'];
  },
);

/** Of each vector the first window after which it was silent: later windows only find it silent already. */
function silences(input: Case, device: DeviceTimeline): readonly Silence[] {
  const first = new Map<number | null, Silence>();
  for (const window of harmful(device)) {
    for (const vector of liveVectors(window)) {
      if (first.has(vector.vector)) continue;
      const silence = silenceOf(input, device, window, vector);
      if (silence !== null) first.set(vector.vector, silence);
    }
  }
  return [...first.values()];
}

function silenceOf(
  input: Case,
  device: DeviceTimeline,
  window: Window,
  vector: WindowVector,
): Silence | null {
  const { rate, firedBefore, silenceChance, resumed } = vector;
  if (resumed !== false || rate === null || firedBefore === null || silenceChance === null)
    return null;
  // MSI-X that never came back is a finding of its own: msix-left-disabled.
  if (firedBefore < HABIT || silenceChance >= IMPLAUSIBLE || window.state !== 'closed') return null;
  const until = watchedUntil(input, device, window);
  if (window.start === null || window.end === null || until === null) return null;
  const lasted = minus(until, window.end);
  const pause = longestQuiet(
    device.vectors.find((v) => v.vector === vector.vector)?.activity ?? null,
    window.start,
  );
  if (lasted <= 0 || (pause !== null && lasted < PAUSES * pause)) return null;
  return { window, vector, rate, lasted, chance: silenceChance, pause };
}

/** The vector could have fired until the guest or the host took the device down, or the log ends. */
function watchedUntil(input: Case, device: DeviceTimeline, after: Window): Nanos | null {
  const asked = device.windows.flatMap((window) =>
    window.kind === 'msix-disabled' && !isUnasked(window) && window.start !== null
      ? [window.start]
      : [],
  );
  const next = asked.filter((start) => after.end !== null && start >= after.end);
  const end = endOf(input);
  const ends = end === null ? next : [...next, end];
  return ends.length === 0 ? null : nanos(Math.min(...ends));
}

function draftOf(input: Case, device: DeviceTimeline, silence: Silence): Draft<Message> {
  const { window, vector, lasted, chance, pause } = silence;
  const lost = input.losses.some((loss) => overlaps(loss, window.start, null));
  const sure = chance < BEYOND_DOUBT && pause !== null ? 'high' : 'medium';
  return {
    message: vector.end === null ? 'gone' : 'silent',
    data: {
      window: window.id,
      vector: vector.vector,
      irq: vector.irq,
      firedBefore: vector.firedBefore,
      rate: approx(silence.rate),
      lasted: span(lasted),
      lastedSeconds: seconds(lasted),
      chance: Number(chance.toPrecision(2)),
      longestPauseBefore: seconds(pause),
    },
    device: device.name,
    vectors: vector.vector === null ? [] : [vector.vector],
    windows: [window.id],
    at: window.end,
    evidence: quote([window]),
    confidence: weaker(atMost(sure, window), lost ? 'medium' : 'high'),
    doubts: [
      ...window.doubts,
      ...(lost
        ? ['the recorder lost events after the window began: the vector may have fired there']
        : []),
      ...(pause === null ? ['no histogram shows how long the vector rested before'] : []),
      'work that ended just then looks the same: the log does not show what the device had to do',
    ],
    identity: `${vector.vector ?? 'unknown'}`,
  };
}
