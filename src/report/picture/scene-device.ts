/** One device of the picture: its windows, its lanes, its marks. */
import { isUnasked } from '../../model/cause.ts';
import { severities } from '../../model/finding.ts';
import type { Result, ResultDevice, ResultVector, ResultWindow } from '../../model/result.ts';
import { nanosOf, worstFirst } from '../words.ts';
import type { Clock, Lane, SceneDevice, SceneMark, SceneWindow, Span } from './scene.ts';

/** Lanes of one device; the quietest vectors share one. */
const MAX_LANES = 24;
/** Of a device to which nothing happened. */
const QUIET_LANES = 4;
const MAX_DEVICES = 12;

/** The devices with the worst findings first, then those with most windows. */
export function devicesOf(result: Result, clock: Clock): readonly SceneDevice[] {
  const named = new Map(result.devices.map((device) => [device.name, device]));
  const places = new Map<string, number[]>();
  result.windows.forEach((window, index) => {
    const own = places.get(window.device);
    if (own === undefined) places.set(window.device, [index]);
    else own.push(index);
  });
  const rank = new Map(
    worstFirst(result.findings)
      .toReversed()
      .map(({ device, severity }) => [device ?? '', severities.indexOf(severity)]),
  );
  const names = [...new Set([...named.keys(), ...places.keys()])];
  return names
    .toSorted(
      (a, b) =>
        (rank.get(a) ?? severities.length) - (rank.get(b) ?? severities.length) ||
        (places.get(b)?.length ?? 0) - (places.get(a)?.length ?? 0),
    )
    .slice(0, MAX_DEVICES)
    .map((name) => deviceOf(name, named.get(name), places.get(name) ?? [], result, clock));
}

function deviceOf(
  name: string,
  device: ResultDevice | undefined,
  places: readonly number[],
  result: Result,
  clock: Clock,
): SceneDevice {
  const windows: SceneWindow[] = [];
  const down = new Map<string, (Span & { window: number })[]>();
  for (const index of places) {
    const window = result.windows[index];
    if (window === undefined) continue;
    const shown = windowOf(window, index, clock);
    if (shown === null) continue;
    windows.push(shown);
    for (const vector of window.vectors) {
      const key = keyOf(vector);
      const from = clock.at(vector.start) ?? shown.from;
      const to =
        clock.at(vector.end) ?? (shown.calm || vector.start === null ? shown.to : clock.end);
      const spans = down.get(key);
      if (spans === undefined) down.set(key, [{ from, to, window: index }]);
      else spans.push({ from, to, window: index });
    }
  }
  const marks = marksOf(result, name, clock);
  const vectors = vectorsOf(device?.vectors ?? [], down);
  const lanes = vectors.map((vector) => laneOf(vector, down, marks, clock));
  const inLanes = new Set(lanes.flatMap((lane) => lane.marks));
  return {
    name,
    windows,
    lanes: foldQuiet(lanes, windows.length + marks.length > 0 ? MAX_LANES : QUIET_LANES),
    marks: marks.map(({ mark }) => mark).filter((mark) => !inLanes.has(mark)),
  };
}

type Named = Pick<ResultVector, 'vector' | 'irq' | 'activity' | 'fired'>;

const keyOf = ({ vector, irq }: Pick<Named, 'vector' | 'irq'>): string =>
  vector === null ? `irq ${irq ?? '?'}` : `${vector}`;

/** The device's vectors, and those that only its windows know. */
function vectorsOf(
  vectors: readonly Named[],
  down: ReadonlyMap<string, unknown>,
): readonly Named[] {
  const known = new Set(vectors.map(keyOf));
  const others = [...down.keys()].filter((key) => !known.has(key));
  return [
    ...vectors,
    ...others.map((key) => {
      const isIrq = key.startsWith('irq ');
      const number = Number(isIrq ? key.slice(4) : key);
      const value = Number.isInteger(number) ? number : null;
      return {
        vector: isIrq ? null : value,
        irq: isIrq ? value : null,
        activity: null,
        fired: null,
      };
    }),
  ];
}

function windowOf(window: ResultWindow, index: number, clock: Clock): SceneWindow | null {
  const from = clock.at(window.start ?? window.startBound?.[0]);
  if (from === null) return null;
  const end = clock.at(window.end ?? window.endBound?.[1]);
  const offFrom = clock.at(window.offStart);
  return {
    index,
    id: window.id,
    cause: window.cause,
    calm: !isUnasked(window),
    open: end === null,
    from,
    to: end ?? clock.end,
    off: offFrom === null ? null : { from: offFrom, to: clock.at(window.offEnd) ?? clock.end },
  };
}

interface PlacedMark {
  readonly mark: SceneMark;
  readonly vector: number | null;
}

const marksOf = (result: Result, device: string, clock: Clock): readonly PlacedMark[] =>
  result.marks.flatMap(({ kind, what, at, device: own, vector }, index) => {
    const place = clock.at(at);
    return place === null || own !== device
      ? []
      : [{ mark: { index, kind, what, at: place }, vector }];
  });

function laneOf(
  vector: Named,
  down: ReadonlyMap<string, readonly (Span & { readonly window: number })[]>,
  marks: readonly PlacedMark[],
  clock: Clock,
): Lane {
  const from = clock.at(vector.activity?.start);
  const step = nanosOf(vector.activity?.step);
  const irq = vector.irq === null ? '' : `irq ${vector.irq}`;
  return {
    label: vector.vector === null ? irq || '?' : `${vector.vector}${irq === '' ? '' : ` ${irq}`}`,
    members: 1,
    activity:
      from === null || step === null || step <= 0n || vector.activity === null
        ? null
        : { from, step: Number(step), counts: vector.activity.counts },
    down: down.get(keyOf(vector)) ?? [],
    marks: marks
      .filter((each) => each.vector !== null && each.vector === vector.vector)
      .map(({ mark }) => mark),
  };
}

const busyness = (lane: Lane): number =>
  lane.marks.length * 1e9 + (lane.activity?.counts.reduce((a, b) => a + b, 0) ?? 0);

/** More vectors than lanes: the busiest keep theirs, the others share the last. */
function foldQuiet(lanes: readonly Lane[], limit: number): readonly Lane[] {
  if (lanes.length <= limit) return lanes;
  const kept = new Set(lanes.toSorted((a, b) => busyness(b) - busyness(a)).slice(0, limit - 1));
  const rest = lanes.filter((lane) => !kept.has(lane));
  const longest = rest
    .map((lane) => lane.activity)
    .reduce(
      (most, each) => ((each?.counts.length ?? 0) > (most?.counts.length ?? 0) ? each : most),
      null,
    );
  const shared: Lane = {
    label: `${rest.length} more vectors`,
    members: rest.length,
    activity:
      longest === null
        ? null
        : {
            ...longest,
            counts: longest.counts.map((_, bin) =>
              rest.reduce((sum, { activity }) => sum + (activity?.counts[bin] ?? 0), 0),
            ),
          },
    down: outerSpans(rest),
    marks: rest.flatMap((lane) => lane.marks),
  };
  return [...lanes.filter((lane) => kept.has(lane)), shared];
}

/** For each window the span in which any of the lanes is down. */
function outerSpans(lanes: readonly Lane[]): Lane['down'] {
  const outer = new Map<number, { from: number; to: number; window: number }>();
  for (const span of lanes.flatMap((lane) => lane.down)) {
    const known = outer.get(span.window);
    if (known === undefined) outer.set(span.window, { ...span });
    else {
      known.from = Math.min(known.from, span.from);
      known.to = Math.max(known.to, span.to);
    }
  }
  return [...outer.values()];
}
