/** The outputs that programs read: each stays well-formed whatever a log says, and keeps its limits. */
import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../src/model/result.ts';
import { renderer as csv } from '../../src/report/csv.ts';
import { renderer as junit } from '../../src/report/junit.ts';
import { metricsText, renderer as openmetrics } from '../../src/report/openmetrics.ts';
import { plainOptions, type Renderer, type RenderOptions } from '../../src/report/output.ts';
import { renderer as perfetto } from '../../src/report/perfetto.ts';
import { MAX_RESULTS, renderer as sarif, uriOf } from '../../src/report/sarif.ts';
import { payloads, poisoned } from '../support/poison.ts';
import { large, trouble } from '../support/result-cases.ts';
import { finding, nvmeResize, source } from '../support/result.ts';

const textOf = (renderer: Renderer, result: Result, options: Partial<RenderOptions> = {}): string =>
  [...renderer.render(result, { ...plainOptions, ...options })].join('');

/** RFC 4180, for the test. */
const cellsOf = (line: string): readonly string[] =>
  Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/gu), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );

describe('csv', () => {
  test.each(Object.entries(payloads))(
    '%s: every row is whole and holds no formula',
    (_, payload) => {
      const lines = textOf(csv, poisoned(payload)).trimEnd().split('\n').map(cellsOf);
      expect(new Set(lines.map((cells) => cells.length))).toEqual(new Set([lines[0]?.length]));
      expect(lines.flat().filter((cell) => /^\s*[=+@-]/u.test(cell))).toEqual([]);
    },
  );

  test('a set of vectors is no date', () => {
    expect(textOf(csv, nvmeResize())).toContain(',0..1,');
  });
});

/** Names of elements that are open at the end or closed out of order; attributes must be quoted and text escaped. */
function unbalanced(xml: string): readonly string[] {
  const open: string[] = [];
  const rest = xml.replaceAll(
    /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/gu,
    (_, closes: string, name: string, _attributes, empty: string) => {
      if (closes === '/') {
        if (open.pop() !== name) open.push(`not ${name}`);
      } else if (empty === '') open.push(name);
      return '';
    },
  );
  return /[<>]|&(?!(?:amp|lt|gt|quot|#39);)/u.test(rest) ? [...open, 'loose markup'] : open;
}

describe('junit', () => {
  test.each(Object.entries(payloads))('%s: well-formed', (_, payload) => {
    const [head = '', ...body] = textOf(junit, poisoned(payload)).split('\n');
    expect(head).toBe('<?xml version="1.0" encoding="UTF-8"?>');
    expect(unbalanced(body.join('\n'))).toEqual([]);
  });

  test.each([
    ['low', 1],
    ['info', 2],
    ['critical', 0],
    [null, 0],
  ] as const)('with --fail-on %s there are %d failures', (failOn, failures) => {
    const text = textOf(junit, nvmeResize(), { failOn });
    expect(text).toContain(`tests="6" failures="${failures}" errors="0" skipped="1"`);
  });
});

describe('openmetrics', () => {
  test.each(Object.entries(payloads))('%s: only samples and comments', (_, payload) => {
    const lines = textOf(openmetrics, poisoned(payload)).trimEnd().split('\n');
    const odd = lines.filter(
      (line) =>
        !/^# (?:TYPE|HELP|UNIT) \w+ |^\w+(?:\{(?:\w+="(?:[^"\\]|\\.)*",?)+\})? [\d.e+-]+$/u.test(
          line,
        ),
    );
    expect(odd).toEqual(['# EOF']);
  });

  test('a value that is not finite is left out', () => {
    const samples = [
      { labels: {}, value: Number.NaN },
      { labels: { a: 'b' }, value: 1 },
    ];
    expect(metricsText([{ name: 'x', help: 'y', samples }])).toBe(
      '# TYPE x gauge\n# HELP x y\nx{a="b"} 1\n# EOF\n',
    );
  });
});

describe('sarif', () => {
  test.each(Object.entries(payloads))('%s: every place is a relative URI', (_, payload) => {
    const text = textOf(sarif, poisoned(payload));
    const parsed: unknown = JSON.parse(text);
    expect(parsed).toHaveProperty('version', '2.1.0');
    const uris = Array.from(text.matchAll(/"uri":"([^"]*)"/gu), ([, uri = '']) => uri);
    expect(uris.length).toBeGreaterThan(3);
    expect(uris.filter((uri) => new URL(uri, 'file:///here/').protocol !== 'file:')).toEqual([]);
    expect(uris.filter((uri) => !/^[\w.!~*'()%/-]+$/u.test(uri))).toEqual([]);
  });

  test.each([
    ['/var/log/../qemu.log', 'var/log/qemu.log'],
    ['https://evil.example/x', 'https%3A/evil.example/x'],
    ['..', 'stdin'],
    ['a b#c', 'a%20b%23c'],
  ])('%s becomes %s', (name, uri) => {
    expect(uriOf(name)).toBe(uri);
  });

  test('more results than an upload takes are left out and told', () => {
    const template = finding({ evidence: [] });
    const findings = Array.from({ length: MAX_RESULTS + 7 }, (_, i) => ({
      ...template,
      id: `F${i}`,
    }));
    const text = textOf(sarif, nvmeResize({ findings }));
    expect(text.match(/"ruleIndex"/gu)).toHaveLength(MAX_RESULTS);
    expect(text).toContain('7 findings are over the limit and not here');
  });
});

interface Event {
  readonly ph: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: string;
  readonly name: string;
}

const eventsOf = (result: Result): readonly Event[] => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the form under test
  const parsed = JSON.parse(textOf(perfetto, result)) as { traceEvents: readonly Event[] };
  return parsed.traceEvents;
};

describe('perfetto', () => {
  test('slices have a length, flows an end', () => {
    const events = eventsOf(trouble());
    const slices = events.filter((event) => event.ph === 'X');
    expect(slices.length).toBeGreaterThan(5);
    expect(slices.filter(({ ts = NaN, dur = NaN }) => !(ts >= 0 && dur >= 0))).toEqual([]);
    const starts = events.filter((event) => event.ph === 's').map((event) => event.id);
    const ends = events.filter((event) => event.ph === 'f').map((event) => event.id);
    expect(starts).toEqual(ends);
    expect(starts).toContain('F1 W1');
  });

  test('a counter tells changes only, and ends at zero', () => {
    const counters = eventsOf(nvmeResize()).filter(
      ({ name }) => name === 'interrupts, vector 2 irq 36',
    );
    expect(counters.map((event) => event.ts)).toEqual([39_900_000, 42_235_200, 42_318_600]);
  });

  test('wall time keeps its nanoseconds: stamps count from a base', () => {
    const result = nvmeResize();
    const clock = { ...result.clock, kind: 'realtime', realtimeOffset: '0.000000000' } as const;
    const window = result.windows[1];
    const start = '1795342852.278067123';
    const [first] = eventsOf(
      nvmeResize({
        clock,
        sources: [source({ first: '1795342850.500000000' })],
        windows: window === undefined ? [] : [{ ...window, start, end: '1795342852.278068123' }],
        devices: [],
      }),
    ).filter((event) => event.ph === 'X');
    expect(first).toMatchObject({ ts: 2_278_067.123, dur: 1 });
  });

  test('many windows stay one stream', () => {
    expect(eventsOf(large(500, 2)).length).toBeGreaterThan(2_000);
  });
});
