/** What a window costs: expected numbers from a vector's own rate, with the honest range around them. */

/** Interrupts raised in `span` ns at `rate` per second. */
export const expectedIn = (rate: number, span: number): number => (rate * Math.max(0, span)) / 1e9;

/**
 * The central 95 % of a Poisson distribution: `[0, 1]` for a mean of 0.05. The mean is at least 0; beyond 700 the normal
 * approximation is used, where it differs by less than a count.
 */
export function poissonRange(mean: number): readonly [number, number] {
  if (mean <= 0) return [0, 0];
  if (mean > 700) {
    const spread = 1.96 * Math.sqrt(mean);
    return [Math.max(0, Math.floor(mean - spread)), Math.ceil(mean + spread)];
  }
  let term = Math.exp(-mean);
  let sum = term;
  let count = 0;
  let low = sum >= 0.025 ? 0 : -1;
  while (sum < 0.975) {
    count += 1;
    term *= mean / count;
    sum += term;
    if (low < 0 && sum >= 0.025) low = count;
    if (count > 2000) break;
  }
  return [Math.max(0, low), count];
}

/** The probability that a vector of this rate stays silent for `span` ns by chance. */
export const silenceChance = (rate: number, span: number): number =>
  Math.exp(-expectedIn(rate, span));

/** Three significant digits: more would claim a precision that a count of a few interrupts does not have. */
export const rounded = (value: number): number => Number(value.toPrecision(3));
