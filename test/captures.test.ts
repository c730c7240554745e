/**
 * Real cases with their right answers: every `expected.json` under fixtures/ is compared with what the whole pipe says of
 * the logs beside it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Result, ResultWindow } from '../src/model/result.ts';
import { analyzeFiles } from './support/analyze-files.ts';
import { parsed } from './support/json.ts';

interface ExpectedWindow {
  readonly device?: string;
  readonly cause: string;
  readonly live?: readonly number[];
  /** Seconds, or an ISO instant. */
  readonly start: string;
  readonly end?: string;
  readonly note?: string;
}

interface Expected {
  readonly source: string | null;
  readonly sources?: readonly string[];
  readonly tolerance?: string;
  readonly windows?: readonly ExpectedWindow[];
  readonly rearms?: { readonly count: number };
  readonly findings: {
    readonly required: readonly string[];
    readonly forbidden?: readonly string[];
  };
  readonly functionGraph?: { readonly source: string; readonly windows: readonly ExpectedWindow[] };
  readonly noresize0?: { readonly source: string; readonly windows: readonly ExpectedWindow[] };
}

const ROOT = 'fixtures';
const cases = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'expected.json')));

const read = (name: string): Expected =>
  parsed<Expected>(readFileSync(join(ROOT, name, 'expected.json'), 'utf8'));

/** Expected times may count from an instant that the case names. */
const BASE: Readonly<Record<string, number>> = {
  'vfio-user-qemu-11.1': Date.parse('2026-11-22T10:16:39Z') / 1000,
};

const secondsOf = (time: string, base: number): number =>
  time.includes('T') ? Date.parse(time.replace(/\d{3}Z$/u, 'Z')) / 1000 : Number(time) + base;

/** Windows as the expectation words them; an absent field is not compared. */
function comparable(
  result: Result,
  expected: readonly ExpectedWindow[],
  tolerance: number,
  base: number,
): { readonly found: readonly object[]; readonly wanted: readonly object[] } {
  const windows = result.windows.filter(({ kind }) => kind === 'msix-disabled');
  const wanted = expected.map(({ note: _note, ...one }) => ({ ...one, within: true }));
  const found = windows.map((window, place) =>
    describeAs(window, expected[place], tolerance, base),
  );
  return { found, wanted };
}

function describeAs(
  window: ResultWindow,
  like: ExpectedWindow | undefined,
  tolerance: number,
  base: number,
): object {
  const near = (time: string | null, other: string | undefined): boolean =>
    other === undefined || Math.abs(Number(time) - secondsOf(other, base)) <= tolerance + 1e-6;
  return {
    ...(like?.device === undefined ? {} : { device: window.device }),
    cause: window.cause,
    ...(like?.live === undefined ? {} : { live: window.live }),
    start: near(window.start, like?.start) ? like?.start : window.start,
    ...(like?.end === undefined ? {} : { end: near(window.end, like.end) ? like.end : window.end }),
    within: near(window.start, like?.start) && near(window.end, like?.end),
  };
}

async function expectCase(
  name: string,
  files: readonly string[],
  windows: readonly ExpectedWindow[],
  findings: Expected['findings'] | null,
  tolerance?: number,
): Promise<Result> {
  const expected = read(name);
  const result = await analyzeFiles(files.map((file) => join(ROOT, name, file)));
  const { found, wanted } = comparable(
    result,
    windows,
    tolerance ?? Number(expected.tolerance ?? 0),
    BASE[name] ?? 0,
  );
  expect(found).toEqual(wanted);
  const rules = new Set(result.findings.map(({ rule }) => rule));
  for (const rule of findings?.required ?? []) expect(rules).toContain(rule);
  for (const rule of findings?.forbidden ?? []) expect(rules).not.toContain(rule);
  expect(result.rules.filter(({ outcome }) => outcome === 'error')).toEqual([]);
  return result;
}

test('there are cases to compare', () => {
  expect(cases.length).toBeGreaterThanOrEqual(8);
});

describe('each case by its main source', () => {
  test.each(cases.filter((name) => read(name).source !== null))('%s', async (name) => {
    const { source, windows, findings, rearms } = read(name);
    const dmesg = name === 'doorbell-storm' ? ['dmesg.txt'] : [];
    const result = await expectCase(name, [source ?? '', ...dmesg], windows ?? [], findings);
    const counted = result.devices
      .flatMap(({ vectors }) => vectors)
      .reduce((sum, vector) => sum + (vector.rearms?.count ?? 0), 0);
    expect(rearms === undefined ? null : counted).toBe(rearms?.count ?? null);
  });
});

describe('other forms of the same run', () => {
  test.each([
    ['nvme-resize', 'tracefs-trace.txt.gz'],
    ['doorbell-storm', 'tracefs-trace.txt.gz'],
    ['nvme-dynamic', 'trace-cmd-report-l-t.txt.gz'],
    ['nvme-dynamic', 'tracefs-trace.txt.gz'],
    ['two-devices-kprobe', 'tracefs-trace.txt.gz'],
  ])('%s %s', async (name, file) => {
    const { windows, findings } = read(name);
    const forms = name === 'doorbell-storm' ? { required: ['live-vectors-disabled'] } : findings;
    await expectCase(name, [file], windows ?? [], forms);
  });

  test('the function graph of lost-events', async () => {
    const { functionGraph } = read('lost-events');
    await expectCase(
      'lost-events',
      [functionGraph?.source ?? ''],
      functionGraph?.windows ?? [],
      null,
    );
  });

  test("perf's clock is 0.204 s early", async () => {
    const { windows, findings } = read('two-devices-kprobe');
    await expectCase('two-devices-kprobe', ['perf-script.txt.gz'], windows ?? [], findings, 0.21);
  });

  test('vfio-user without noresize tears nothing down to grow', async () => {
    const { noresize0, findings } = read('vfio-user-qemu-11.1');
    const forbidden = {
      required: [],
      forbidden: ['live-vectors-disabled', ...(findings.forbidden ?? [])],
    };
    await expectCase(
      'vfio-user-qemu-11.1',
      [noresize0?.source ?? ''],
      noresize0?.windows ?? [],
      forbidden,
      0.0011,
    );
  });
});

describe('several sources are one case', () => {
  test('nvme-resize: one clock, each resize once, seen by both', async () => {
    const { windows, findings } = read('nvme-resize');
    const files = ['trace-cmd-report.txt', 'qemu.log', 'dmesg.txt', 'guest-console.txt'];
    const result = await expectCase('nvme-resize', files, windows ?? [], findings);
    const qemu = result.sources.find(({ name }) => name === 'qemu.log');
    expect(qemu?.offsetBasis).toBe('anchors');
    // The trace itself bounds the offset: see the note in expected.json.
    const [offset, error] = [-Number(qemu?.offset), Number(qemu?.offsetError)];
    expect(offset).toBeGreaterThan(1795342812.275053);
    expect(offset).toBeLessThan(1795342812.275434);
    expect(error).toBeLessThanOrEqual(0.002);
    const resizes = result.windows.filter(({ cause }) => cause === 'resize');
    expect(resizes.every(({ basis }) => basis.includes('qemu-trace'))).toBe(true);
    expect(resizes.every(({ basis }) => basis.includes('kernel-function'))).toBe(true);
  });

  test('two-devices-kprobe: three recordings of one run make each window once', async () => {
    const { windows } = read('two-devices-kprobe');
    const files = ['trace-cmd-report.txt.gz', 'perf-script.txt.gz', 'qemu.log.gz'];
    await expectCase('two-devices-kprobe', files, windows ?? [], null, 0.21);
  });

  test('intx-redirect: source and victim are named', async () => {
    const { sources, findings } = read('intx-redirect');
    const result = await analyzeFiles(
      (sources ?? []).map((file) => join(ROOT, 'intx-redirect', file)),
    );
    expect(result.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining([...findings.required]),
    );
    const redirect = result.findings.find(({ rule }) => rule === 'intx-redirect');
    expect(redirect?.device).toBe('0000:00:05.0');
    expect(JSON.stringify(redirect?.data)).toContain('0000:00:09.0');
  });
});

describe('QEMU alone', () => {
  test('nvme-resize: both resizes inside the bounds of the log', async () => {
    const result = await analyzeFiles([join(ROOT, 'nvme-resize', 'qemu.log')]);
    const resizes = result.windows.filter(({ cause }) => cause === 'resize');
    expect(resizes.map(({ live }) => live)).toEqual([[0], [0, 1]]);
    const bounds = [
      [1795342852.278067, 1795342852.281558],
      [1795342852.286558, 1795342852.290031],
    ];
    for (const [place, window] of resizes.entries()) {
      const [from = 0, to = 0] = bounds[place] ?? [];
      expect(Number(window.start)).toBeGreaterThanOrEqual(from);
      expect(Number(window.end)).toBeLessThanOrEqual(to);
    }
  });
});

describe('what a storm cost', () => {
  test('the expected losses fit what the device raised', async () => {
    const result = await analyzeFiles(
      ['trace-cmd-report.txt.gz', 'dmesg.txt'].map((file) => join(ROOT, 'doorbell-storm', file)),
    );
    const whileOff = [1, 2, 0, 0, 5, 0, 7];
    const windows = result.windows.filter(({ cause }) => cause === 'resize');
    const sums = windows.map(({ vectors }) => ({
      lost: sum(vectors.map((one) => one.expectedLost ?? 0)),
      delayed: sum(vectors.map((one) => one.expectedDelayed ?? 0)),
      low: sum(vectors.map((one) => one.expectedLostRange?.[0] ?? 0)),
      high: sum(vectors.map((one) => one.expectedLostRange?.[1] ?? 0)),
    }));
    const lost = sum(sums.map((one) => one.lost));
    expect(lost).toBeGreaterThan(15 / 1.5);
    expect(lost).toBeLessThan(15 * 1.5);
    const both = lost + sum(sums.map((one) => one.delayed));
    expect(both).toBeGreaterThan(45 / 1.5);
    expect(both).toBeLessThan(45 * 1.5);
    const inside = sums.filter(({ low, high }, place) => {
      const raised = whileOff[place] ?? -1;
      return raised >= low && raised <= high;
    });
    expect(inside.length).toBeGreaterThanOrEqual(6);
    const arrival = result.findings.find(({ rule }) => rule === 'interrupt-in-window');
    expect(arrival?.vectors).toEqual([1]);
    expect(arrival?.windows).toEqual([windows[2]?.id]);
  });
});

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
