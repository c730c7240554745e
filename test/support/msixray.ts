/** Runs the built program. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The executable as `npm run build` leaves it. */
export const BIN = resolve('dist/bin/msixray.js');

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
  /** Seconds for which its threads ran. */
  readonly cpu: number;
  /** Seconds for which one of its threads was ready and had no CPU, the one that waited longest: others' work. */
  readonly waited: number;
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
  const threads = new Map<string, Scheduled>();
  const look = (): void => {
    peak = Math.max(peak, peakOf(child.pid ?? 0));
    for (const [thread, times] of scheduled(child.pid ?? 0)) threads.set(thread, times);
  };
  const timer = setInterval(look, 50);
  const done = new Promise<Ran>((settle, fail) => {
    child.on('error', fail);
    child.on('close', (status) => {
      clearInterval(timer);
      settle({
        status,
        out: Buffer.concat(chunks.out).toString(),
        err: Buffer.concat(chunks.err).toString(),
        seconds: (performance.now() - began) / 1000,
        cpu: [...threads.values()].reduce((sum, { ran }) => sum + ran, 0),
        waited: Math.max(0, ...[...threads.values()].map(({ waited }) => waited)),
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

interface Scheduled {
  readonly ran: number;
  readonly waited: number;
}

/** Seconds of every thread, as the kernel's scheduler counts them. */
function* scheduled(pid: number): Generator<readonly [string, Scheduled]> {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const text = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8');
      const [ran = 0, waited = 0] = text.split(' ').map((nanos) => Number(nanos) / 1e9);
      yield [thread, { ran, waited }];
    }
  } catch {
    // The process or a thread has ended in between.
  }
}
