import type { Event } from '../../src/model/event/index.ts';
import type { LineFormat, LineParser, ParserOptions } from '../../src/model/format.ts';
import type { ProblemKey } from '../../src/model/stats.ts';

export interface ReadProblem {
  readonly key: ProblemKey;
  readonly line: number;
  readonly count: number | null;
  readonly cpu: number | null;
}

export interface ReadLines {
  readonly events: readonly Event[];
  readonly problems: readonly ReadProblem[];
  readonly parser: LineParser;
}

/** Feeds a fresh parser of the format with these lines, to the end. */
export function readLines(
  format: Pick<LineFormat, 'open'>,
  lines: readonly string[],
  options: ParserOptions = { zone: 'UTC', year: null },
): ReadLines {
  const events: Event[] = [];
  const problems: ReadProblem[] = [];
  const parser = format.open(
    {
      event: (event) => events.push(event),
      problem: (key, line, _text, count = 1, cpu = null) =>
        problems.push({ key, line, count, cpu }),
    },
    options,
  );
  lines.forEach((line, i) => parser.line(line, i + 1));
  parser.end();
  return { events, problems, parser };
}

/** What an event says, without when and where. */
export function facts(event: Event | undefined): object {
  if (event === undefined) return {};
  const { t: _t, line: _line, text: _text, ...rest } = event;
  return rest;
}
