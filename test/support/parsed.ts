/** Runs one format over lines and keeps what it pushed. */
import type { Event } from '../../src/model/event/index.ts';
import type { LineFormat, LineParser, ParserOptions } from '../../src/model/format.ts';
import type { ProblemKey } from '../../src/model/stats.ts';

export interface Counted {
  readonly key: ProblemKey;
  readonly line: number;
  readonly text: string;
  readonly count: number | null;
}

export interface Parsed {
  readonly events: readonly Event[];
  readonly problems: readonly Counted[];
  readonly parser: LineParser;
}

const OPTIONS: ParserOptions = { zone: 'UTC', year: 2026 };

export function parsed(format: LineFormat, lines: readonly string[], options = OPTIONS): Parsed {
  const events: Event[] = [];
  const problems: Counted[] = [];
  const parser = format.open(
    {
      event: (event) => events.push(event),
      problem: (key, line, text, count = 1) => problems.push({ key, line, text, count }),
    },
    options,
  );
  lines.forEach((line, at) => parser.line(line, at + 1));
  parser.end();
  return { events, problems, parser };
}

/** An event's instant on its source's clock, ns; null where it has none. */
export const instant = ({ parser }: Parsed, event: Event | undefined): bigint | null =>
  event?.t === undefined || event.t === null ? null : parser.epoch + BigInt(event.t);
