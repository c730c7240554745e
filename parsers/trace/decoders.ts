/** Every decoder, found by the event's name, and the byte strings that any line must hold to be of use. */
import { tracedFunctions } from '../../src/model/event/index.ts';
import type { DecoderRow } from './decoder.ts';
import { probeNeedles } from './probe-names.ts';
import { taskEvents } from './task-events.ts';
import { vectorEvents } from './vector-events.ts';

export const decoderRows: readonly DecoderRow[] = [...vectorEvents, ...taskEvents];

const table = (colonless: boolean): ReadonlyMap<string, DecoderRow> =>
  new Map(
    decoderRows
      .filter((row) => (row.colonless ?? false) === colonless)
      .map((row) => [row.name, row]),
  );

const byName = table(false);
const colonless = table(true);

/** The row of an event's name before a colon; null if the analysis has no use for the event. */
export const decoderOf = (name: string): DecoderRow | null => byName.get(name) ?? null;

/** The same of a name that is followed by no colon. */
export const colonlessDecoderOf = (name: string): DecoderRow | null => colonless.get(name) ?? null;

/** A list without the strings that hold another string of it. */
function shortest(strings: readonly string[]): readonly string[] {
  const unique = [...new Set(strings)];
  return unique.filter((one) => !unique.some((other) => other !== one && one.includes(other)));
}

/** What a line must hold at least one of for {@link decoderOf} or a function's or probe's decoder to want it. */
const eventNeedles: readonly string[] = shortest([
  ...decoderRows.flatMap((row) => row.needles ?? [row.name]),
  ...tracedFunctions,
  ...probeNeedles,
  'funcgraph_exit',
]);

export const needlesWith = (own: readonly string[]): readonly string[] =>
  shortest([...eventNeedles, ...own]);
