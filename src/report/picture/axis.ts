/** Time axes: round ticks whose labels tell each other apart. */
import { scaleLinear } from 'd3-scale';
import { round } from '../markup.ts';

/** Pixels of every picture, before it is scaled to the page. */
export const WIDTH = 1_000;
/** Where lanes begin; labels stand left of it. */
export const LEFT = 168;
export const RIGHT = WIDTH - 12;

/** Nanoseconds to pixels. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  x(ns: number): number;
}

export function scaleOf(from: number, to: number): Scale {
  const end = to > from ? to : from + 1;
  const linear = scaleLinear([from, end], [LEFT, RIGHT]).clamp(true);
  return { from, to: end, x: (ns) => round(linear(ns)) };
}

export interface Tick {
  readonly x: number;
  readonly label: string;
}

const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
] as const;

/** Ticks at round spans after `zero`: `0`, `0.5 ms`, `1 ms`. */
export function spanTicks(scale: Scale, zero: number, about: number): readonly Tick[] {
  const length = scale.to - scale.from;
  const [unit, size] = UNITS.find(([, ns]) => length >= ns) ?? UNITS[3];
  const linear = scaleLinear([(scale.from - zero) / size, (scale.to - zero) / size], [LEFT, RIGHT]);
  const format = linear.tickFormat(about);
  return linear.ticks(about).map((value) => ({
    x: round(linear(value)),
    label: value === 0 ? '0' : `${format(value)} ${unit}`,
  }));
}

/** Ticks at round instants of the clock, in seconds; `base` is the instant of 0 ns, in seconds below a million. */
export function clockTicks(scale: Scale, base: number, about: number): readonly Tick[] {
  const linear = scaleLinear([base + scale.from / 1e9, base + scale.to / 1e9], [LEFT, RIGHT]);
  const format = linear.tickFormat(about);
  return linear
    .ticks(about)
    .map((value) => ({ x: round(linear(value)), label: format(value).replaceAll(',', '') }));
}
