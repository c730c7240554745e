/** Which format an input has, found by its content, and what other programs put around its lines. */
import type { Format, LineFormat, LineParser, ParserOptions, Sink } from '../src/model/format.ts';
import { stripped, textsIn } from './containers/layers.ts';
import { peels as allPeels, type Peel } from './containers/peels.ts';
import { formats } from './index.ts';

export interface Detected {
  readonly format: Format;
  /** The layers that some lines of the head need taken off before the format claims them; often none. */
  readonly peels: readonly Peel[];
}

interface Tally {
  readonly format: LineFormat;
  votes: number;
  /** The layers that its votes were under. */
  readonly used: Set<Peel>;
}

export function detect(head: readonly string[], headBytes: Uint8Array): Detected | null {
  const byBytes = formats.find((format) => format.reads !== 'lines' && format.sniff(headBytes));
  if (byBytes !== undefined) return { format: byBytes, peels: [] };
  return detectLines(
    head,
    formats.filter((format): format is LineFormat => format.reads === 'lines'),
  );
}

/** As {@link detect} among the given formats: the one that claims most lines of the head. */
export function detectLines(
  head: readonly string[],
  candidates: readonly LineFormat[],
): Detected | null {
  const tallies: readonly Tally[] = candidates.map((format) => ({
    format,
    votes: 0,
    used: new Set(),
  }));
  for (const line of head) vote(line, tallies);
  let best: Tally | null = null;
  for (const tally of tallies) {
    if (tally.votes > (best?.votes ?? 0)) best = tally;
  }
  if (best === null) return null;
  const { format, used } = snapshotIn(best, tallies) ?? best;
  return { format, peels: allPeels.filter((layer) => used.has(layer)) };
}

/** A console on which a snapshot was printed is still a kernel log; a snapshot never holds a line of one. */
function snapshotIn(best: Tally, tallies: readonly Tally[]): Tally | null {
  if (best.format.id !== 'proc-interrupts') return null;
  return tallies.find(({ format, votes }) => format.id === 'kernel-log' && votes > 0) ?? null;
}

/** A line votes for the formats that claim it under the fewest layers: for one, or for none. */
function vote(line: string, tallies: readonly Tally[]): void {
  for (const { text, layers } of textsIn(line)) {
    const claiming = tallies.filter(({ format }) => format.claims(text));
    for (const tally of claiming) {
      tally.votes += 1;
      for (const layer of layers) tally.used.add(layer);
    }
    if (claiming.length > 0) return;
  }
}

/**
 * A parser for the detected input. Events and problems keep the line as it stands in the source, with all its layers.
 * Only for formats of lines.
 */
export function openDetected(
  detected: { readonly format: LineFormat; readonly peels: readonly Peel[] },
  sink: Sink,
  options: ParserOptions,
): LineParser {
  const { format, peels } = detected;
  return peels.length === 0
    ? format.open(sink, options)
    : new PeelingParser(format, peels, sink, options);
}

/** Events may be pushed some lines after their own (a pair, a wrapped line): so many lines are remembered. */
const LINES_KEPT = 64;

class PeelingParser implements LineParser {
  readonly #format: LineFormat;
  readonly #peels: readonly Peel[];
  readonly #parser: LineParser;
  readonly #numbers: number[] = Array.from({ length: LINES_KEPT }, () => 0);
  readonly #texts: string[] = Array.from({ length: LINES_KEPT }, () => '');

  constructor(format: LineFormat, peels: readonly Peel[], sink: Sink, options: ParserOptions) {
    this.#format = format;
    this.#peels = peels;
    this.#parser = format.open(
      {
        event: (event) => {
          sink.event({ ...event, text: this.#asItStands(event.line, event.text) });
        },
        problem: (key, line, text, count, cpu) => {
          sink.problem(key, line, this.#asItStands(line, text), count, cpu);
        },
      },
      options,
    );
  }

  get epoch(): bigint {
    return this.#parser.epoch;
  }

  get clock(): LineParser['clock'] {
    return this.#parser.clock;
  }

  line(text: string, number: number): void {
    this.#numbers[number % LINES_KEPT] = number;
    this.#texts[number % LINES_KEPT] = text;
    this.#parser.line(this.#peeled(text), number);
  }

  end(): void {
    this.#parser.end();
  }

  /** A line that the format claims as it is keeps all that it has: `100:  0  12 …` of /proc/interrupts is no grep number. */
  #peeled(text: string): string {
    for (const inside of textsIn(text, this.#peels)) {
      if (this.#format.claims(inside.text)) return inside.text;
    }
    // No line of the format: still without its layers, since it may continue the line before it.
    return stripped(text, this.#peels);
  }

  #asItStands(line: number, text: string): string {
    const kept = this.#texts[line % LINES_KEPT];
    return kept !== undefined && this.#numbers[line % LINES_KEPT] === line ? kept : text;
  }
}
