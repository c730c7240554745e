/** What a picture of a result shows, in nanoseconds after one base, bounded whatever the size of the result. */
import type {
  Result,
  ResultMark,
  ResultSource,
  ResultWindow,
  Seconds,
} from '../../model/result.ts';
import { formatSeconds } from '../../model/time.ts';
import { nanosOf, spanOf } from '../words.ts';
import { devicesOf } from './scene-device.ts';

/** Nanoseconds after the base of the scene. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface SceneWindow extends Span {
  /** Place in the result's windows: what the picture links to. */
  readonly index: number;
  readonly id: string;
  readonly cause: ResultWindow['cause'];
  /** No finding by itself: the guest or the host meant it. */
  readonly calm: boolean;
  readonly open: boolean;
  /** The enable bit is clear. */
  readonly off: Span | null;
}

export interface SceneMark {
  /** Place in the result's marks. */
  readonly index: number;
  readonly kind: ResultMark['kind'];
  readonly what: string;
  readonly at: number;
}

export interface Lane {
  readonly label: string;
  /** How many vectors it stands for. */
  readonly members: number;
  readonly activity: {
    readonly from: number;
    readonly step: number;
    readonly counts: readonly number[];
  } | null;
  /** No handler; the index of the window with each. */
  readonly down: readonly (Span & { readonly window: number })[];
  readonly marks: readonly SceneMark[];
}

export interface SceneDevice {
  readonly name: string;
  readonly windows: readonly SceneWindow[];
  readonly lanes: readonly Lane[];
  /** Marks of no lane: the legacy line, the guest, a vector that no line names. */
  readonly marks: readonly SceneMark[];
}

export interface SceneSource extends Span {
  readonly name: string;
  /** Half of the width in which the true place lies. */
  readonly error: number;
}

export interface Scene {
  readonly base: bigint;
  /** The base as the result writes it. */
  readonly start: Seconds;
  readonly length: number;
  readonly devices: readonly SceneDevice[];
  readonly sources: readonly SceneSource[];
}

const MAX_SOURCES = 16;

/** Places times of the result in the scene; null stays null. */
export interface Clock {
  readonly at: (time: Seconds | null | undefined) => number | null;
  readonly end: number;
}

/** Null where nothing has a time. */
export function sceneOf(result: Result): Scene | null {
  const times = timesOf(result).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return null;
  const margin = (last - first) / 40n + 1_000n;
  const early = first - margin;
  const base = early - (early % 1_000n);
  const length = Number(last + margin - base);
  const start = formatSeconds(base);
  const clock: Clock = { at: (time) => spanOf(start, time), end: length };
  return {
    base,
    start,
    length,
    devices: devicesOf(result, clock),
    sources: result.sources.slice(0, MAX_SOURCES).flatMap((source) => sourceOf(source, clock)),
  };
}

/** The ends of everything that happened; of the sources only where nothing did. */
function timesOf(result: Result): readonly bigint[] {
  const times = [
    ...result.windows.flatMap((w) => [w.start, w.end, w.startBound?.[0], w.endBound?.[1]]),
    ...result.marks.map((mark) => mark.at),
    ...result.findings.map((finding) => finding.at),
    ...result.devices.flatMap((device) => device.vectors.map((v) => v.activity?.start ?? null)),
  ];
  const ends = result.devices
    .flatMap((device) => device.vectors)
    .flatMap(({ activity }) => {
      const start = nanosOf(activity?.start);
      const step = nanosOf(activity?.step);
      const bins = activity?.counts.findLastIndex((count) => count > 0) ?? -1;
      return start === null || step === null ? [] : [start + step * BigInt(bins + 1)];
    });
  let found = [...times.map((time) => nanosOf(time)).filter((time) => time !== null), ...ends];
  if (result.windows.some((window) => window.state === 'open' || window.end === null)) {
    found = [
      ...found,
      ...result.sources.map((s) => nanosOf(s.last)).filter((time) => time !== null),
    ];
  }
  return found.length > 1
    ? found
    : result.sources
        .flatMap((s) => [nanosOf(s.first), nanosOf(s.last)])
        .filter((time) => time !== null);
}

function sourceOf(source: ResultSource, clock: Clock): readonly SceneSource[] {
  const from = clock.at(source.first);
  const to = clock.at(source.last);
  if (from === null || to === null) return [];
  return [{ name: source.name, from, to, error: Number(nanosOf(source.offsetError) ?? 0n) }];
}
