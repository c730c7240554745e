/** Every kernel message that the analysis listens to. A new one is one entry in one of the lists below, and a sample. */
import { boot } from './boot.ts';
import type { Body, Recognizer } from './body.ts';
import { exhaustion } from './exhaustion.ts';
import { genirq } from './genirq.ts';
import { NeedleSearch } from './needle-search.ts';
import { remap } from './remap.ts';
import { stray } from './stray.ts';
import { symptoms } from './symptoms.ts';
import { vfio } from './vfio.ts';

export type { Body, FactBody, MessageBody } from './body.ts';

const recognizers: readonly Recognizer[] = [
  ...stray,
  ...genirq,
  ...remap,
  ...exhaustion,
  ...symptoms,
  ...vfio,
  ...boot,
];

const byNeedle = new Map<string, Recognizer[]>();
for (const recognizer of recognizers) {
  const same = byNeedle.get(recognizer.needle);
  if (same === undefined) byNeedle.set(recognizer.needle, [recognizer]);
  else same.push(recognizer);
}

/** Byte strings of which every message that says something holds at least one. */
export const messageNeedles: readonly string[] = [...byNeedle.keys()];

const search = new NeedleSearch(messageNeedles);

const table: readonly (readonly [string, readonly Recognizer[]])[] = [...byNeedle];

/** What the message says; null where it says nothing to the analysis. `message` has no prefix and no blanks around it. */
export function classify(message: string): Body | null {
  if (!search.in(message)) return null;
  for (const [needle, candidates] of table) {
    if (!message.includes(needle)) continue;
    for (const candidate of candidates) {
      const body = candidate.read(message);
      if (body !== null) return body;
    }
  }
  return null;
}

/** Does the text hold the words of a known message, whole or cut? Cheap. */
export const mayBeKnown = (text: string): boolean => search.in(text);
