/** Spans as people write them. */

/** Seconds in one, or for the small ones how many make a second: dividing keeps `5us` exact. */
const UNITS: Readonly<Record<string, (count: number) => number>> = {
  ns: (count) => count / 1e9,
  us: (count) => count / 1e6,
  ms: (count) => count / 1e3,
  s: (count) => count,
  m: (count) => count * 60,
  h: (count) => count * 3600,
};

export const durationUnits = Object.keys(UNITS);

/** Seconds of `200ms`, `1.5s`, `2m`; null where it is no number with a unit. Never negative. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,15}(?:\.\d{1,15})?)(ns|us|ms|s|m|h)$/u.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? null : unit(Number(match[1]));
}
