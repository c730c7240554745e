import { expect, test } from '@jest/globals';
import type { Event } from '../../src/model/event/index.ts';
import type { LineFormat, Sample } from '../../src/model/format.ts';
import { formats } from '../../parsers/index.ts';
import { mutations } from '../support/mutate.ts';

const lineFormats = formats.filter((format): format is LineFormat => format.reads === 'lines');

const cases = lineFormats.flatMap((format) =>
  format.samples.map((sample): [string, string, LineFormat, Sample] => [
    format.id,
    sample.line,
    format,
    sample,
  ]),
);

/** Feeds lines to a fresh parser and returns the events of the last line (and of the end of the input). */
function eventsOfLast(format: LineFormat, lines: readonly string[]): readonly Event[] {
  const events: Event[] = [];
  const parser = format.open(
    { event: (event) => events.push(event), problem: () => undefined },
    { zone: 'UTC', year: 2026 },
  );
  let before = 0;
  lines.forEach((line, i) => {
    before = events.length;
    parser.line(line, i + 1);
  });
  parser.end();
  return events.slice(before);
}

test.each(lineFormats.map((format): [string, LineFormat] => [format.id, format]))(
  'format %s has an id that can be a folder and an option, and samples',
  (id, format) => {
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(format.samples.length).toBeGreaterThan(0);
    for (const sample of format.samples) expect(sample.from).not.toBe('');
  },
);

test('ids are unique', () => {
  expect(new Set(formats.map((format) => format.id)).size).toBe(formats.length);
});

test.each(cases)('%s sample gives its events: %s', (_id, _line, format, sample) => {
  const events = eventsOfLast(format, [...(sample.before ?? []), sample.line]);
  expect(events.map((event) => event.type)).toEqual(sample.gives);
  for (const event of events) expect(event.text).toBe(sample.line);
});

test.each(cases)('%s sample is claimed by its format only: %s', (id, line, _format, sample) => {
  const claiming = lineFormats.filter((format) => format.claims(line)).map((format) => format.id);
  expect(claiming).toEqual(sample.bare === true ? [] : [id]);
});

test.each(cases)(
  '%s sample passes the needles if it says something: %s',
  (_id, line, format, sample) => {
    const wanted = format.needles?.some((needle) => line.includes(needle)) ?? true;
    expect(wanted || sample.gives.length === 0).toBe(true);
  },
);

/** How long one format takes with a line, and all formats with the question whose it is, ms. */
function timeOf(format: LineFormat, line: string): number {
  const start = performance.now();
  for (const other of lineFormats) other.claims(line);
  eventsOfLast(format, [line]);
  return performance.now() - start;
}

/** The best of a few tries if the first is too slow: a pause of the machine is no property of the line. */
function bestTimeOf(format: LineFormat, line: string): number {
  let best = timeOf(format, line);
  for (let tries = 1; tries < 6 && best >= LINE_LIMIT; tries++)
    best = Math.min(best, timeOf(format, line));
  return best;
}

/** A line may take this long, ms; the longest mutations have 64 KiB. Far above what is needed, far below a runaway. */
const LINE_LIMIT = 50;

test.each(lineFormats.map((format): [string, LineFormat] => [format.id, format]))(
  '%s survives mutated samples: nothing throws, nothing is slow',
  (_id, format) => {
    let slowest = 0;
    for (const line of mutations(format.samples.map((sample) => sample.line))) {
      slowest = Math.max(slowest, bestTimeOf(format, line));
    }
    expect(slowest).toBeLessThan(LINE_LIMIT);
  },
);
