/** What must hold of every input, whoever wrote it. A broken oracle is an exception that says which. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { analyze, everything, type SourceInput } from '../../src/analyze.ts';
import { main } from '../../src/cli/main.ts';
import type { Result } from '../../src/model/result.ts';
import { outputs, plainOptions, trackers } from '../../src/report/index.ts';
import { readBaseline } from '../../src/rules/yaml/read-baseline.ts';
import { readRuleFile } from '../../src/rules/yaml/index.ts';
import { CUT, type Input } from './input.ts';

/** Processor time that any input may take: a slow machine's start, and so much for each byte. */
const START_MS = 400;
const MS_PER_BYTE = 0.03;

const schema = (name: string): object => {
  const value: unknown = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8'));
  if (typeof value !== 'object' || value === null) throw new Error(`no schema ${name}`);
  return value;
};

const ajv = new Ajv2020({ schemas: [schema('result-1'), schema('record-1')] });

/** Checks one input; `deep` adds what costs more: other chunks, the schema, every output. Rejects with what is broken. */
export async function check(input: Input, deep: boolean): Promise<void> {
  switch (input.kind) {
    case 'log':
      return checkLogs([Buffer.from(input.bytes)], deep);
    case 'pair':
      return checkLogs(halves(Buffer.from(input.bytes)), deep);
    case 'rules':
      return checkRules(input.bytes);
    case 'result':
      return checkCommand(['report', '-', '-f', deep ? 'html' : 'text'], input.bytes);
    case 'baseline':
      readBaseline(text(input.bytes));
      return;
    case 'config':
      return checkConfig(input.bytes);
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function halves(bytes: Buffer): readonly Buffer[] {
  const at = bytes.indexOf(CUT);
  return at === -1 ? [bytes] : [bytes.subarray(0, at), bytes.subarray(at + CUT.length)];
}

async function checkLogs(sources: readonly Buffer[], deep: boolean): Promise<void> {
  const size = sources.reduce((sum, { length }) => sum + length, 0);
  const { result, ms } = await timed(() => run(sources, size + 1));
  const allowed = START_MS + size * MS_PER_BYTE;
  // Another process may have had the processor: the fastest of three counts.
  if (ms > allowed && (await fastest(sources, 2)) > allowed) {
    throw new Error(`slow: ${Math.round(ms)} ms for ${size} bytes`);
  }
  if (!deep) return;
  const whole = JSON.stringify(result);
  const cut = JSON.stringify(await run(sources, 1 + (size % 61)));
  if (whole !== cut) throw new Error(`chunks matter: ${difference(whole, cut)}`);
  const turned = JSON.stringify(await run(sources.toReversed(), size + 1, true));
  if (sources.length > 1 && whole !== turned) {
    throw new Error(`the order of sources matters: ${difference(whole, turned)}`);
  }
  await checkOutputs(result);
}

const difference = (a: string, b: string): string => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return `${a.slice(Math.max(0, at - 60), at + 60)} … ${b.slice(at, at + 60)}`;
};

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const start = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(start);
  return { result, ms: (user + system) / 1000 };
}

async function fastest(sources: readonly Buffer[], times: number): Promise<number> {
  let best = Infinity;
  for (let turn = 0; turn < times; turn += 1) {
    best = Math.min(best, (await timed(() => run(sources, MAX_CHUNK))).ms);
  }
  return best;
}

const MAX_CHUNK = 64 * 1024;

const run = (sources: readonly Buffer[], chunk: number, turned = false): Promise<Result> =>
  analyze(
    sources.map((bytes, place): SourceInput => {
      const number = turned ? sources.length - 1 - place : place;
      return { name: `source-${number}`, format: null, open: () => pieces(bytes, chunk) };
    }),
    everything,
  );

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Twice the input may take two and a half times as long, and no more. */
export async function checkGrowth(input: Input): Promise<void> {
  if (input.kind !== 'log' || input.bytes.length < 40) return;
  const lines = Buffer.concat([input.bytes, Buffer.from('\n')]);
  const times = Math.ceil((256 * 1024) / lines.length);
  const once = Buffer.concat(Array.from({ length: times }, () => lines));
  const before = await fastest([once], 1);
  if (before < 300) return;
  const twice = [Buffer.concat([once, once])];
  const ratio = (await fastest(twice, 3)) / Math.min(before, await fastest([once], 3));
  if (ratio > 2.6) throw new Error(`more than linear: twice the input takes ${ratio.toFixed(1)} x`);
}

async function checkOutputs(result: Result): Promise<void> {
  const validate = ajv.getSchema('msixray:result-1');
  const published: unknown = JSON.parse(JSON.stringify(result));
  if (validate?.(published) !== true) {
    const [first] = validate?.errors ?? [];
    throw new Error(`against the schema: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  for (const output of outputs) {
    const renderer = await output.load();
    checkText(output.id, [...renderer.render(result, plainOptions)].join(''));
  }
  for (const { id, output, options } of trackers) {
    const renderer = await outputs.find((each) => each.id === output)?.load();
    checkText(id, [...(renderer?.render(result, { ...plainOptions, ...options }) ?? [])].join(''));
  }
}

// oxlint-disable-next-line no-control-regex
const ACTS = /[\0-\u{9}\u{b}-\u{1f}\u{7f}-\u{9f}\u{2028}-\u{202e}\u{2066}-\u{2069}]/u;

/** No output may hold what a terminal acts on. */
function checkText(name: string, written: string): void {
  const found = ACTS.exec(written);
  if (found === null) return;
  const near = JSON.stringify(written.slice(Math.max(0, found.index - 30), found.index + 10));
  throw new Error(`${name}: a control character leaks: ${near}`);
}

const SMALL = readFileSync('fixtures/nvme-exhausted/qemu-stderr.log');

async function checkRules(bytes: Uint8Array): Promise<void> {
  const { rules, faults } = readRuleFile(text(bytes));
  if (faults.length > 0) return;
  const source: SourceInput = { name: 'log', format: null, open: () => pieces(SMALL, MAX_CHUNK) };
  await analyze([source], { ...everything, userRules: rules.map(({ rule }) => rule) });
}

const folder = mkdtempSync(join(tmpdir(), 'msixray-fuzz-'));

async function checkConfig(bytes: Uint8Array): Promise<void> {
  const path = join(folder, 'config.yaml');
  // What the file names may be read and written: only options that do neither are fuzzed.
  writeFileSync(path, text(bytes).replaceAll(/[./~]|rules|redact|baseline|=[^\d]/gu, ' '));
  await checkCommand(['analyze', '--config', path, '-'], SMALL);
}

/** A command on hostile standard input: any exit status but that of a fault of its own, and no control characters. */
async function checkCommand(argv: readonly string[], stdin: Uint8Array): Promise<void> {
  const out: string[] = [];
  const told: string[] = [];
  await main(argv, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: into(out),
    stderr: into(told),
    env: { MSIXRAY_DEBUG: '1' },
    page: () => Promise.resolve(null),
    now: () => new Date(0),
  });
  if (told.join('').includes('internal error')) throw new Error(told.join(''));
  checkText('standard output', out.join(''));
  checkText('standard error', told.join(''));
}

const into = (written: string[]): Writable =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
