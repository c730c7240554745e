/** A case as moments: what happened to one device, in order of time, each with named values. */
import { SECOND, type Nanos } from '../../model/time.ts';
import type {
  Case,
  Confidence,
  DeviceTimeline,
  Evidence,
  VectorTimeline,
  Window,
} from '../../model/timeline.ts';
import { indices } from '../windows.ts';
import type { Value } from './expression/types.ts';
import type { MomentKind } from './moment-kinds.ts';

export interface Moment {
  readonly kind: MomentKind;
  readonly at: Nanos | null;
  readonly fields: Readonly<Record<string, Value>>;
  readonly vectors: readonly number[];
  /** Windows that a finding about the moment cites. */
  readonly windows: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly confidence: Confidence;
}

/** What belongs to one device, or to none (`device` null): messages that name no device. */
export interface Scene {
  readonly device: DeviceTimeline | null;
  /** Earliest first; without a time last. */
  readonly moments: readonly Moment[];
}

export function scenesOf(input: Case): readonly Scene[] {
  const named = new Set(input.devices.map((device) => device.name));
  const ofCase = (name: string | null): readonly Moment[] => caseMoments(input, name);
  const scenes: Scene[] = input.devices.map((device) => ({
    device,
    moments: inOrder([...deviceMoments(device), ...ofCase(device.name)]),
  }));
  const others = [
    ...new Set([
      ...input.strays.map((one) => one.device),
      ...input.redirects.map((one) => one.source),
      ...input.symptoms.map((one) => one.device),
    ]),
  ].filter((name) => name === null || !named.has(name));
  const nameless = others.flatMap(ofCase);
  return nameless.length === 0 ? scenes : [...scenes, { device: null, moments: inOrder(nameless) }];
}

const inOrder = (moments: readonly Moment[]): readonly Moment[] =>
  moments.toSorted((a, b) => {
    if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null);
    return a.at - b.at;
  });

const inSeconds = (from: Nanos | null, to: Nanos | null): number | null =>
  from === null || to === null ? null : (to - from) / SECOND;

const known = (vector: number | null): readonly number[] => (vector === null ? [] : [vector]);

const cite = (window: string | null): readonly string[] => (window === null ? [] : [window]);

function deviceMoments(device: DeviceTimeline): readonly Moment[] {
  return [
    ...device.windows.flatMap(windowMoments),
    ...device.vectors.flatMap(vectorMoments),
    ...device.failures.map((one): Moment => ({
      kind: 'failure',
      at: one.at,
      fields: {
        vector: one.vector,
        irq: one.irq,
        error: one.error,
        of: one.of,
        inWindow: one.window !== null,
      },
      vectors: known(one.vector),
      windows: cite(one.window),
      evidence: one.evidence,
      confidence: 'high',
    })),
    ...device.lateVectors.map((one): Moment => ({
      kind: 'late-vector',
      at: one.at,
      fields: { vector: one.vector, othersFired: one.othersFired, inWindow: one.window !== null },
      vectors: known(one.vector),
      windows: cite(one.window),
      evidence: one.evidence,
      confidence: 'high',
    })),
    {
      kind: 'device',
      at: null,
      fields: deviceValues(device),
      vectors: [],
      windows: [],
      evidence: device.dynamicEvidence,
      confidence: 'high',
    },
  ];
}

export const deviceValues = (device: DeviceTimeline): Readonly<Record<string, Value>> => ({
  name: device.name,
  driver: device.driver,
  qemu: device.qemu,
  kernel: device.kernel,
  comm: device.process?.comm ?? null,
  tableSize: device.tableSize,
  dynamicMsix: device.dynamicMsix,
  posted: device.posted,
  intx: device.notMsix.includes('intx'),
  msi: device.notMsix.includes('msi'),
  ims: device.notMsix.includes('ims'),
  vectors: device.vectors.length,
  windows: device.windows.length,
  fired: device.vectors.every((vector) => vector.fired === null)
    ? null
    : device.vectors.reduce((sum, vector) => sum + (vector.fired ?? 0), 0),
});

function windowMoments(window: Window): readonly Moment[] {
  const fired = window.vectors.flatMap((vector) => vector.firedBefore ?? []);
  const lost = window.vectors.flatMap((vector) => vector.expectedLost ?? []);
  const base = {
    fields: {
      id: window.id,
      kind: window.kind,
      cause: window.cause,
      state: window.state,
      duration: inSeconds(window.start, window.end),
      off: inSeconds(window.offStart, window.offEnd),
      live: window.live.length,
      expectedLost: lost.length === 0 ? null : lost.reduce((sum, one) => sum + one, 0),
      firedBefore: fired.length === 0 ? null : Math.max(...fired),
      sizeBefore: window.sizeBefore,
      sizeAfter: window.sizeAfter,
      confidence: window.confidence,
    },
    vectors: indices(window.live),
    windows: [window.id],
    evidence: window.evidence,
    confidence: window.confidence,
  };
  const start: Moment = { ...base, kind: 'window', at: window.start };
  return window.end === null ? [start] : [start, { ...base, kind: 'window-end', at: window.end }];
}

function vectorMoments(vector: VectorTimeline): readonly Moment[] {
  const seen: Moment = {
    kind: 'vector',
    at: null,
    fields: {
      vector: vector.vector,
      irq: vector.irq,
      fired: vector.fired,
      rearms: vector.rearms?.count ?? null,
    },
    vectors: known(vector.vector),
    windows: [],
    evidence: [],
    confidence: 'high',
  };
  if (vector.worstRearm === null) return [seen];
  const { window, rate, expected } = vector.worstRearm;
  const rearm: Moment = {
    kind: 'rearm',
    at: window.start,
    fields: {
      vector: vector.vector,
      rate,
      expected,
      duration: inSeconds(window.start, window.end),
      count: vector.rearms?.count ?? null,
    },
    vectors: known(vector.vector),
    windows: [window.id],
    evidence: window.evidence,
    confidence: window.confidence,
  };
  return [seen, rearm];
}

/** What the case keeps beside its devices, of one of them. */
function caseMoments(input: Case, name: string | null): readonly Moment[] {
  return [
    ...input.strays
      .filter((one) => one.device === name)
      .map((one): Moment => ({
        kind: 'stray',
        at: one.at,
        fields: {
          kind: one.kind,
          vector: one.vector,
          irq: one.irq,
          cpu: one.cpu,
          cpuVector: one.cpuVector,
          count: one.count,
          attribution: one.attribution,
          inWindow: one.window !== null,
        },
        vectors: known(one.vector),
        windows: cite(one.window),
        evidence: one.evidence,
        confidence: one.attribution === 'history' ? 'medium' : 'high',
      })),
    ...input.redirects
      .filter((one) => one.source === name)
      .map((one): Moment => ({
        kind: 'intx',
        at: one.at,
        fields: {
          irq: one.irq,
          hits: one.hits,
          victims: one.victims.join(' '),
          lineDisabled: one.lineDisabled,
          inWindow: one.window !== null,
        },
        vectors: [],
        windows: cite(one.window),
        evidence: one.evidence,
        confidence: one.window === null ? 'medium' : 'high',
      })),
    ...input.symptoms
      .filter((one) => one.device === name)
      .map((one): Moment => ({
        kind: 'symptom',
        at: one.at,
        fields: {
          driver: one.driver,
          reportedBy: one.reportedBy,
          polled: one.polled,
          inWindow: one.window !== null,
        },
        vectors: [],
        windows: cite(one.window),
        evidence: one.evidence,
        confidence: one.polled ? 'medium' : 'low',
      })),
  ];
}
