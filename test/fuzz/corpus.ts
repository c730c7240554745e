/** Where fuzzing starts: every sample of every format, pieces of every fixture, rule files, results, configurations. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { formats } from '../../parsers/index.ts';
import { CUT, type Input, type Kind, kindOfFile } from './input.ts';
import { MAX_BYTES } from './mutate.ts';

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

/** The beginning, the middle and the end: a window may be anywhere. */
function partsOf(bytes: Buffer): readonly Buffer[] {
  const size = MAX_BYTES / 2;
  if (bytes.length <= size) return [bytes];
  const middle = bytes.length / 2;
  return [bytes.subarray(0, size), bytes.subarray(middle, middle + size), bytes.subarray(-size)];
}

function* logs(): Generator<Buffer> {
  for (const format of formats) {
    if (format.reads !== 'lines') continue;
    const lines = format.samples.flatMap(({ before, line }) => [...(before ?? []), line]);
    yield Buffer.from(lines.join('\n')).subarray(0, MAX_BYTES);
    for (const { before, line } of format.samples) {
      yield Buffer.from([...(before ?? []), line].join('\n'));
    }
  }
  for (const path of filesOf('fixtures')) {
    if (path.includes('report/') || path.includes('fuzz/') || path.endsWith('.json')) continue;
    const bytes = readFileSync(path);
    if (bytes.length <= MAX_BYTES) yield bytes;
    const plain = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    for (const part of partsOf(plain)) yield part;
    yield gzipSync(plain.subarray(0, MAX_BYTES));
  }
}

/** What a decoder of a packed form must bear: heads of each, whole and torn. */
const PACKED = [
  '1f8b0800000000000003',
  'fd377a585a000004e6d6b446',
  '28b52ffd0458',
  '28b52ffd040000',
  '425a683931415926535900000000',
  '425a6839177245385090',
  '502a4d1804000000deadbeef28b52ffd',
  '17080844747261636967',
].map((hex) => Buffer.from(hex, 'hex'));

const input =
  (kind: Kind) =>
  (bytes: Uint8Array): Input => ({ kind, bytes });

const CONFIGS = [
  'fail-on: high\nwidth: 100\nformat: [json]\n',
  'rule: [late-vector=off, no-dynamic-msix=low]\ncpu: 0-3,8\nyear: 2024\ntz: Europe/Berlin\n',
  '{"strict": true, "quiet": true, "max-findings": 3, "since": "+5s", "until": "-1s"}',
  'device: 0000:3b:00.0\noffset: stdin=1.5\n',
];

const BASELINES = [
  'schema: msixray.baseline/1\nentries:\n  - fingerprint: 0123456789abcdef\n    rule: live-vectors-disabled\n    device: "0000:3b:00.0"\n    windows: 2\n    reason: known\n    expires: 2027-01-01\n',
];

/** The kept inputs of earlier finds: fixtures/fuzz. */
export const kept = (folder: string): readonly Input[] =>
  filesOf(folder).flatMap((path) => {
    const kind = kindOfFile(basename(path));
    return kind === null ? [] : [{ kind, bytes: contentOf(path) }];
  });

/** One that repeats itself is kept packed, which the name says; gzip itself is an input. */
const contentOf = (path: string): Buffer => {
  const bytes = readFileSync(path);
  return path.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
};

const find = (name: string): Buffer =>
  readFileSync(join('fixtures', name)).subarray(0, MAX_BYTES / 2);

export function seeds(): readonly Input[] {
  const texts = [...logs(), ...PACKED];
  const pairs = [
    ['nvme-resize/dmesg.txt', 'nvme-resize/guest-console.txt'],
    ['nvme-resize/qemu.log', 'nvme-resize/dmesg.txt'],
    ['nvme-resize/trace-cmd-report.txt', 'nvme-resize/qemu.log'],
  ].map(([a = '', b = '']) => Buffer.concat([find(a), CUT, find(b)]));
  return [
    ...texts.map(input('log')),
    ...pairs.map(input('pair')),
    ...filesOf('docs/rules/examples').map((path) => input('rules')(readFileSync(path))),
    ...['nvme-resize.json', 'silent.json', 'silent.ndjson', 'trouble.json', 'trouble.ndjson'].map(
      (name) => input('result')(readFileSync(join('fixtures/report', name))),
    ),
    ...BASELINES.map((each) => input('baseline')(Buffer.from(each))),
    ...CONFIGS.map((each) => input('config')(Buffer.from(each))),
  ];
}
