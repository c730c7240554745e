/**
 * `npm run fuzz -- [--seconds N] [--seed N]`: mutates a corpus, guided by coverage, and checks every oracle of
 * `oracles.ts`. A fault's input is kept in fuzz-found/ and the exit status is 1. Run from the repository's root.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { kinds } from './input.ts';
import type { Told } from './worker.ts';

/** What the worker shares: [inputs tried, bytes of the present one, its kind, branches, unused]. */
export interface Setup {
  readonly seed: number;
  readonly state: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
}

/** An input that takes longer hangs. */
const HANGS_AFTER_MS = 20_000;
const FOLDER = 'fuzz-found';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
const until = Date.now() + Number(values.seconds) * 1000;
const state = new Int32Array(new SharedArrayBuffer(20));
const bytes = new SharedArrayBuffer(1 << 20);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let faults = 0;
let corpus = 0;
let seed = Number(values.seed);
let tried = 0;

function keep(what: string): void {
  faults += 1;
  mkdirSync(FOLDER, { recursive: true });
  const input = Buffer.from(bytes).subarray(0, Atomics.load(state, 1));
  const name = `${kinds[Atomics.load(state, 2)] ?? 'log'}--${createHash('sha256').update(input).digest('hex').slice(0, 12)}`;
  writeFileSync(join(FOLDER, name), input);
  say(`FAULT ${join(FOLDER, name)} (${input.length} bytes)\n${what}\n`);
}

/** One worker until the time is over, or until it hangs or dies. */
function work(): Promise<void> {
  return new Promise((resolve) => {
    const setup: Setup = { seed, state: sharedOf(state), bytes };
    const worker = new Worker(new URL('worker.js', import.meta.url), {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    });
    let last = -1;
    let since = Date.now();
    const done = (): void => {
      clearInterval(timer);
      void worker.terminate().then(() => resolve());
    };
    const timer = setInterval(() => {
      const count = Atomics.load(state, 0);
      if (count !== last) since = Date.now();
      last = count;
      if (Date.now() - since > HANGS_AFTER_MS) {
        keep(`hangs: more than ${HANGS_AFTER_MS / 1000} s`);
        done();
      } else if (Date.now() > until) done();
    }, 200);
    worker.on('message', ({ type, told }: Told) => {
      if (type === 'corpus') corpus = Number(told);
      else {
        keep(told);
        Atomics.store(state, 4, 1);
        Atomics.notify(state, 4);
        Atomics.store(state, 4, 0);
      }
    });
    worker.once('error', (error) => {
      keep(`the worker died: ${error.message}`);
      done();
    });
  });
}

const sharedOf = (view: Int32Array): SharedArrayBuffer => {
  if (view.buffer instanceof SharedArrayBuffer) return view.buffer;
  throw new Error('not shared');
};

const progress = setInterval(() => {
  const now = Atomics.load(state, 0);
  say(
    `${now} inputs (${(now - tried) / 10}/s), ${Atomics.load(state, 3)} branches, corpus ${corpus}, ${faults} faults`,
  );
  tried = now;
}, 10_000);
while (Date.now() < until) {
  await work();
  seed += 1;
}
clearInterval(progress);
say(
  `${Atomics.load(state, 0)} inputs, ${Atomics.load(state, 3)} branches, corpus ${corpus}, ${faults} faults`,
);
process.exitCode = faults > 0 ? 1 : 0;
