/** What a finding quotes, and how sure several windows together make it. */
import type { Confidence, Evidence, Window } from '../model/timeline.ts';
import { weaker } from './confidence.ts';

/** A finding of a thousand windows quotes the first few; each window keeps its own lines. */
const QUOTED = 24;

/** The lines of all parts in their order, each once, at most {@link QUOTED}. */
export function quote(
  parts: Iterable<{ readonly evidence: readonly Evidence[] }>,
): readonly Evidence[] {
  const quoted = new Map<string, Evidence>();
  for (const { evidence } of parts) {
    for (const line of evidence) {
      if (quoted.size === QUOTED) return [...quoted.values()];
      const key = `${line.source}:${line.line}:${line.role}`;
      if (!quoted.has(key)) quoted.set(key, line);
    }
  }
  return [...quoted.values()];
}

/** One sure window is enough to be sure that there was one. */
export const surest = (windows: readonly Window[]): Confidence =>
  windows.some((w) => w.confidence === 'high')
    ? 'high'
    : windows.some((w) => w.confidence === 'medium')
      ? 'medium'
      : 'low';

/** Every doubt once. */
export const doubtsOf = (parts: Iterable<{ readonly doubts: readonly string[] }>): string[] => [
  ...new Set(Array.from(parts, (part) => part.doubts).flat()),
];

/** As sure as the window is, and no surer than `limit`. */
export const atMost = (limit: Confidence, window: Window | null): Confidence =>
  window === null ? limit : weaker(limit, window.confidence);
