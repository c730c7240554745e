// A file of trace-cmd and the text that trace-cmd prints of it are the same case.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { analyze, everything, type SourceInput } from '../src/analyze.ts';
import { openFile } from '../src/input/open-file.ts';
import type { Result } from '../src/model/result.ts';

const FOLDER = join(process.cwd(), 'fixtures', 'trace-dat');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'msixray-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const unpacked = (name: string): string => {
  const path = join(folder, name);
  writeFileSync(path, gunzipSync(readFileSync(join(FOLDER, `${name}.gz`))));
  return path;
};

const input = (path: string, name = 'trace'): SourceInput => ({
  name,
  format: null,
  open: () => openFile(path),
});

/** What must not depend on the form: everything but places, quoted lines, and facts that only the file has. */
const judged = ({ windows, findings, devices, summary }: Result): unknown => ({
  windows: windows.map(({ evidence, ...window }) => ({
    ...window,
    evidence: evidence.map(({ role }) => role),
  })),
  findings: findings.map(({ rule, fingerprint, severity, device, vectors, windows: cited, at }) => {
    // That events were lost is a finding about the format of the source.
    const sign = rule === 'events-lost' ? null : fingerprint;
    return { rule, sign, severity, device, vectors, cited, at };
  }),
  vectors: devices.map(({ name, vectors }) => ({ name, vectors })),
  verdict: summary.verdict,
});

test.each(['nvme-resize', 'function-v6', 'kprobe', 'fprobe', 'graph', 'lost', 'syscalls'])(
  '%s: the same windows and findings, with the same fingerprints',
  async (name) => {
    const own = await analyze([input(unpacked(`${name}.dat`))], everything);
    const text = await analyze([input(unpacked(`${name}.txt`))], everything);
    expect(own.sources[0]?.format).toBe('trace-dat');
    expect(judged(own)).toEqual(judged(text));
    expect(own.summary.complete).toBe(true);
  },
);

test('the kernel, which a text does not name, is known from the file', async () => {
  const { findings } = await analyze([input(unpacked('nvme-resize.dat'))], everything);
  expect(findings.find(({ rule }) => rule === 'no-dynamic-msix')?.message).toContain('Linux 6.1.0');
});

test('the main case is found', async () => {
  const { findings, windows } = await analyze([input(unpacked('nvme-resize.dat'))], everything);
  expect(findings.map(({ rule }) => rule)).toContain('live-vectors-disabled');
  expect(windows.filter(({ cause }) => cause === 'resize').length).toBe(2);
});

test('packed by gzip, and through a pipe, the same', async () => {
  const plain = await analyze([input(unpacked('kprobe.dat'))], everything);
  const packed = await analyze([input(join(FOLDER, 'kprobe.dat.gz'))], everything);
  const bytes = readFileSync(unpacked('kprobe.dat'));
  const piped = await analyze(
    [
      {
        name: 'trace',
        format: null,
        async *open() {
          for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
        },
      },
    ],
    everything,
  );
  expect(judged(packed)).toEqual(judged(plain));
  expect(judged(piped)).toEqual(judged(plain));
  expect(piped.sources[0]?.bytes).toBe(String(bytes.length));
});

test('a cut file is read as far as it goes, and the run is incomplete', async () => {
  const bytes = readFileSync(unpacked('nvme-resize.dat'));
  const path = join(folder, 'cut.dat');
  writeFileSync(path, bytes.subarray(0, bytes.length - 10_000));
  const { summary, sources } = await analyze([input(path)], everything);
  expect(summary.complete).toBe(false);
  expect(sources[0]?.events).toBeGreaterThan(1000);
  expect(sources[0]?.problems.map(({ key }) => key)).toContain('input-cut');
});

test('perf.data is no clean result', async () => {
  const path = join(folder, 'perf.data');
  writeFileSync(path, 'PERFILE2 and so on');
  const { summary, sources } = await analyze([input(path)], everything);
  expect(summary.complete).toBe(false);
  expect(sources[0]?.problems).toMatchObject([{ key: 'format-unusable' }]);
});
