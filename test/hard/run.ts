/**
 * `npm run test:hard [-- COUNT [NAME]]`: inputs that are larger than anything a host writes, each given to the program
 * itself. It must end by itself, in time, within the memory, and tell what it did not keep. COUNT is how many lines the
 * logs have, about; 2,000,000 unless given. With fewer the limits are lowered by as much, so that each is still met.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type LimitName, limitKinds } from '../../src/model/limits.ts';
import { deepResult, gzipBomb, wildTar, zipBomb } from './bombs.ts';
import { floods } from './floods.ts';

/** Of the whole process, as the system counts it, with the result written. */
const MEMORY_MB = 200;
const WHOLE = 2_000_000;
const MINUTES = 10;

const [countText = String(WHOLE), only = null] = process.argv.slice(2);
const count = Number(countText);
const share = Math.min(1, count / WHOLE);
const folder = mkdtempSync(join(tmpdir(), 'msixray-hard-'));
const PROGRAM = fileURLToPath(new URL('../../bin/msixray.js', import.meta.url));
const PEAK = new URL('peak.js', import.meta.url).href;

interface HardCase {
  readonly name: string;
  readonly args: readonly string[];
  readonly stdin: Iterable<Buffer>;
  /** What the output must hold. */
  readonly tells: string;
  readonly status: readonly number[];
}

/** Limits that are met by fewer lines, by as much as there are fewer. Ratios and places are no counts. */
const COUNTED = [
  'devices',
  'vectors',
  'irqs',
  'threads',
  'operations',
  'touches',
  'cpu-vectors',
] as const;
const lowered = COUNTED.flatMap((name: LimitName) =>
  share === 1 ? [] : ['--limit', `${name}=${Math.max(8, Math.round(limitKinds[name].standard * share))}`],
); // prettier-ignore

function* lines(step: (i: number) => string, steps: number): Generator<Buffer> {
  let text = '';
  for (let i = 0; i < steps; i += 1) {
    text += step(i);
    if (text.length < 1 << 16) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

function* oneLine(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(1 << 20, 'x');
  yield Buffer.from(' qemu-1 [000] 1.000000: vector_setup: irq=24 ');
  for (let done = 0; done < bytes; done += block.length) yield block;
}

const OUT = join(folder, 'out');
const judged = [0, 1, 3];

async function* cases(): AsyncGenerator<HardCase> {
  for (const [name, { step, lines: per, tells, args = [] }] of Object.entries(floods)) {
    yield {
      name,
      args: ['-f', `json=${OUT}`, ...lowered, ...args],
      stdin: lines(step, Math.ceil(count / per)),
      tells,
      status: judged,
    };
  }
  const analyze = { args: ['-f', `json=${OUT}`], stdin: [], status: [3] };
  const gigabytes = 4 * share;
  yield { ...analyze, name: 'one line', stdin: oneLine(gigabytes * 2 ** 30), tells: 'line-too-long' };
  const gzip = join(folder, 'bomb.gz');
  await gzipBomb(gzip, Math.max(64, gigabytes * 1024));
  yield { ...analyze, name: 'gzip bomb', args: [...analyze.args, gzip], tells: 'one compressed byte became more' };
  const scan = (path: string): readonly string[] => ['scan', '--jobs', '1', '-f', `ndjson=${OUT}`, path];
  const zipped = join(folder, 'bomb.zip');
  zipBomb(zipped, Math.max(64, 1024 * share));
  yield { ...analyze, name: 'zip bomb', args: scan(zipped), tells: 'bomb.zip' };
  const tar = join(folder, 'wild.tar.gz');
  await wildTar(tar, Math.max(2000, Math.round(1_000_000 * share)));
  yield { ...analyze, name: 'wild tar', args: scan(tar), tells: 'wild.tar.gz', status: [0, 3] };
  const deep = deepResult(folder, Math.max(100_000, 10_000_000 * share));
  for (const args of [['report', deep], ['explain', 'F1', '--result', deep], ['diff', deep, deep], ['merge', deep]]) {
    yield { name: `deep result: ${args[0] ?? ''}`, args, stdin: [], tells: '', status: [2] };
  }
} // prettier-ignore

interface Ran {
  readonly status: number | null;
  readonly signal: string | null;
  readonly megabytes: number;
  readonly seconds: number;
  readonly told: string;
}

async function ran({ args, stdin }: HardCase): Promise<Ran> {
  rmSync(OUT, { force: true });
  const start = Date.now();
  const child = spawn(process.execPath, ['--import', PEAK, PROGRAM, ...args], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    timeout: MINUTES * 60_000,
  });
  const told: string[] = [];
  const peak: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => told.push(chunk.toString().slice(0, 4096)));
  child.stdio[3]?.on('data', (chunk: Buffer) => peak.push(chunk.toString()));
  const ended = new Promise<readonly [number | null, string | null]>((resolve) => {
    child.once('close', (status, signal) => resolve([status, signal]));
  });
  // A program that has read enough may close the pipe.
  if (child.stdin !== null) await pipeline(Readable.from(stdin), child.stdin).catch(() => undefined);
  const [status, signal] = await ended;
  return {
    status,
    signal,
    megabytes: Math.round((Number(peak.join('')) * 1024) / 1e6),
    seconds: Math.round((Date.now() - start) / 100) / 10,
    told: told.join(''),
  };
} // prettier-ignore

function output(): Buffer {
  try {
    return readFileSync(OUT);
  } catch {
    return Buffer.alloc(0);
  }
}

let tried = 0;
try {
  for await (const hard of cases()) {
    if (only !== null && hard.name !== only) continue;
    tried += 1;
    const { status, signal, megabytes, seconds, told } = await ran(hard);
    const faults = [
      megabytes > 0 && megabytes <= MEMORY_MB ? '' : `more than ${MEMORY_MB} MB`,
      status !== null && hard.status.includes(status) ? '' : `status ${status ?? signal ?? ''}`,
      output().includes(hard.tells) || told.includes(hard.tells) ? '' : `no "${hard.tells}"`,
      told.includes('internal error') ? told : '',
    ].filter((fault) => fault !== '');
    const found = `${hard.name}: ${seconds} s, ${megabytes} MB, status ${status ?? '-'}`;
    process.stdout.write(
      `${faults.length === 0 ? 'ok  ' : 'FAIL'} ${found} ${faults.join('; ')}\n`,
    );
    if (faults.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (tried === 0) {
  process.stdout.write(`FAIL nothing is called ${only ?? ''}\n`);
  process.exitCode = 1;
}
