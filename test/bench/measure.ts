/** Runs one command and says what it took. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Cost {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all processors, of all processes of the command. */
  readonly cpu: number;
  /** MB; null for what is not msixray. */
  readonly peak: number | null;
}

const PEAK = new URL('peak.js', import.meta.url).href;
const MSIXRAY = fileURLToPath(new URL('../../bin/msixray.js', import.meta.url));
export const SPLIT_LINES = fileURLToPath(new URL('split-lines.js', import.meta.url));

export const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** msixray as a user has it, besides that it tells its memory. */
export const msixray = (...sources: readonly string[]): string =>
  [
    `NODE_OPTIONS=${quoted(`--import=${PEAK}`)}`,
    quoted(process.execPath),
    quoted(MSIXRAY),
    'analyze --fail-on never -q -f json',
    ...sources,
  ].join(' ');

export const node = (script: string): string => `${quoted(process.execPath)} ${quoted(script)}`;

/** Runs a command of bash in `folder`; what it prints stays there as `out`. Throws where it fails. */
export function measure(command: string, folder: string): Cost {
  const peak = join(folder, 'peak');
  rmSync(peak, { force: true });
  const out = openSync(join(folder, 'out'), 'w');
  // `time` tells on bash's own standard error; the command's goes nowhere.
  const script = `set -o pipefail; TIMEFORMAT='%R %U %S'; time { ${command}; } 2>/dev/null`;
  const { status, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C', BENCH_PEAK: peak },
    stdio: ['ignore', out, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(out);
  const [wall = NaN, user = NaN, system = NaN] = stderr.trim().split(/\s+/).map(Number);
  if (!isFine(status) || Number.isNaN(system)) throw new Error(`${command}\n${stderr}`);
  return { wall, cpu: user + system, peak: peakOf(peak) };
}

/** 3: msixray read it all, and had no room for some of it. */
const isFine = (status: number | null): boolean => status === 0 || status === 3;

function peakOf(path: string): number | null {
  try {
    return (Number(readFileSync(path, 'utf8')) * 1024) / 1e6;
  } catch {
    return null;
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
};

/** Of several runs. */
export const typical = (costs: readonly Cost[]): Cost => ({
  wall: median(costs.map(({ wall }) => wall)),
  cpu: median(costs.map(({ cpu }) => cpu)),
  peak: costs.reduce<number | null>(
    (most, { peak }) => (peak === null ? most : Math.max(most ?? 0, peak)),
    null,
  ),
});
