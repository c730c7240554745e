/** Runs the built program. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The executable as `npm run build` leaves it. */
export const BIN = resolve('dist/bin/msixray.js');

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
  /** Of the process with all of its threads, MiB. */
  readonly peak: number;
}

export interface Running {
  readonly pid: number;
  readonly done: Promise<Ran>;
  kill(signal: NodeJS.Signals): void;
}

/** `env` is added to the environment. */
export function start(
  args: readonly string[],
  {
    env = {},
    cwd,
  }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Running {
  const began = performance.now();
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const chunks: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
  child.stdout.on('data', (chunk: Buffer) => chunks.out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.err.push(chunk));
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, peakOf(child.pid ?? 0))), 50);
  const done = new Promise<Ran>((settle, fail) => {
    child.on('error', fail);
    child.on('close', (status) => {
      clearInterval(timer);
      settle({
        status,
        out: Buffer.concat(chunks.out).toString(),
        err: Buffer.concat(chunks.err).toString(),
        seconds: (performance.now() - began) / 1000,
        peak,
      });
    });
  });
  return { pid: child.pid ?? 0, done, kill: (signal) => void child.kill(signal) };
}

export const msixray = (...args: readonly string[]): Promise<Ran> => start(args).done;

function peakOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/mu.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
