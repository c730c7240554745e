/** A line, and what is inside of it when layers are taken off. */
import { peels as allPeels, type Peel } from './peels.ts';

export interface Peeled {
  readonly text: string;
  /** The layers that were taken off, outermost first; none for the line as it stands. */
  readonly layers: readonly Peel[];
}

/** A line is looked into so many layers deep. */
const MAX_LAYERS = 4;

/** Longer lines are taken as they stand: nothing that is known puts layers around them. */
const LONGEST_LAYERED = 8192;

/** However a line is made, no more texts than this are looked for in it. */
const MOST_TEXTS = 24;

/** The texts inside a line, the line itself first, then those under fewer layers; each once. Lazy: most lines need the first only. */
export function* textsIn(line: string, among: readonly Peel[] = allPeels): Generator<Peeled> {
  const found: Peeled[] = [{ text: line, layers: [] }];
  const known = new Set([line]);
  for (const outer of found) {
    yield outer;
    if (line.length > LONGEST_LAYERED || outer.layers.length === MAX_LAYERS) continue;
    for (const layer of among) {
      const text = layer.peel(outer.text);
      if (text === null || text === '' || known.has(text) || found.length >= MOST_TEXTS) continue;
      known.add(text);
      found.push({ text, layers: [...outer.layers, layer] });
    }
  }
}

/** The line under the given layers wherever they apply, each once. */
export const stripped = (line: string, layers: readonly Peel[]): string =>
  layers.reduce((text, layer) => layer.peel(text) ?? text, line);
