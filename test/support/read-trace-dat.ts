/** Reads files of trace-cmd, and the text that trace-cmd makes of them. */
import type { Event } from '../../src/model/event/index.ts';
import type { RandomFile } from '../../src/model/format.ts';
import type { ProblemKey } from '../../src/model/stats.ts';
import type { ClockKind } from '../../src/model/time.ts';
import { traceCmd } from '../../parsers/trace-cmd/index.ts';
import { traceDat } from '../../parsers/trace-dat/index.ts';
import { unpack } from '../../src/input/unpack.ts';
import { parsed } from './parsed.ts';

export interface ReadTrace {
  readonly events: readonly Event[];
  readonly problems: readonly (readonly [key: ProblemKey, text: string])[];
  readonly epoch: bigint;
  readonly clock: ClockKind;
}

export const fileOf = (bytes: Uint8Array): RandomFile => ({
  size: bytes.length,
  read: (at, length) => bytes.subarray(at, at + length),
  unpack,
});

export function readTraceDat(bytes: Uint8Array): ReadTrace {
  const events: Event[] = [];
  const problems: (readonly [ProblemKey, string])[] = [];
  const parser = traceDat.open(
    fileOf(bytes),
    {
      event: (event) => void events.push(event),
      problem: (key, _line, text) => void problems.push([key, text]),
    },
    { zone: 'UTC', year: null },
  );
  while (parser.readOn());
  return { events, problems, epoch: parser.epoch, clock: parser.clock };
}

/** The same, with interrupts and tallies as what they were told with. */
export function readBare(bytes: Uint8Array): {
  readonly events: readonly Event[];
  readonly bare: readonly (readonly unknown[])[];
} {
  const events: Event[] = [];
  const bare: (readonly unknown[])[] = [];
  const parser = traceDat.open(
    fileOf(bytes),
    {
      event: (event) => void events.push(event),
      problem: () => undefined,
      interrupt: (...about) => void bare.push(about),
      tally: (...about) => void bare.push(about),
    },
    { zone: 'UTC', year: null },
  );
  while (parser.readOn());
  return { events, bare };
}

export function readReport(text: string): ReadTrace {
  const { events, problems, parser } = parsed(traceCmd, text.replace(/\n$/, '').split('\n'));
  return {
    events,
    problems: problems.map((problem) => [problem.key, problem.text] as const),
    epoch: parser.epoch,
    clock: parser.clock,
  };
}

/** What both ways of reading must agree on: everything but the place and the quoted line, and facts that a text has not. */
export const told = ({ events, epoch }: ReadTrace): readonly unknown[] =>
  events
    .filter(({ type }) => type !== 'fact')
    .map(({ line: _line, text: _text, t, ...rest }) => ({
      ...rest,
      at: t === null ? null : epoch + BigInt(t),
    }));

/** Quoted lines, without facts. */
export const lines = ({ events }: ReadTrace): readonly string[] =>
  events.filter(({ type }) => type !== 'fact').map(({ text }) => text);
