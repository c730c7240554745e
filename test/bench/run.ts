/** `npm run bench -- --help`: how fast the program is, beside other ways to look at the same bytes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Result } from '../../src/model/result.ts';
import { parsed } from '../support/json.ts';
import { type Case, cases, type Rival } from './cases.ts';
import { type Cost, measure, typical } from './measure.ts';

const HELP = `npm run bench -- [options]

Makes logs of the shipped ones in a folder of its own, measures msixray and other
ways to look at the same bytes in turns, and prints the medians.

  --only NAME,…   these cases: ${cases.map(({ name }) => name).join(', ')}
  --size MB,…     lengths of the logs as text (default: 256); of several, growth is told
  --runs N        runs of each (default: 3)
  --in DIR        where the logs are made (default: ${tmpdir()})
  --no-rivals     msixray alone
  --help          this text

"MB/s" is text over wall time, "CPU" is of all processes of a command. "time/X" is
the time of msixray over that of X, "(CPU)" the same of the processors' time, which is
what counts while a machine has other work, too.
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    size: { type: 'string', default: '256' },
    runs: { type: 'string', default: '3' },
    in: { type: 'string', default: tmpdir() },
    'no-rivals': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Measured {
  readonly name: string;
  /** Bytes of text. */
  readonly bytes: number;
  readonly events: number;
  readonly cost: Cost;
}

const rivalNames = ['grep', 'split2', 'perl', 'producer'] as const satisfies readonly Rival[];

const columns = [
  ['case', 13],
  ['MB', 7],
  ['s', 7],
  ['CPU s', 7],
  ['MB/s', 7],
  ['events/s', 10],
  ['peak MB', 8],
  ...rivalNames.map((name) => [`time/${name} (CPU)`, 17] as const),
] as const;

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = columns[index]?.[1] ?? 0;
      return index === 0 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join(' ')
    .trimEnd();

const versionOf = (...command: readonly [string, ...string[]]): string => {
  const [program, ...args] = command;
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  const text = `${stdout}${stderr}`;
  return /\bv?(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? 'not there';
};

function head(): void {
  const [processor] = cpus();
  say(
    `${cpus().length} x ${processor?.model ?? '?'}, ${Math.round(totalmem() / 1e9)} GB, Linux ${release()}`,
  );
  say(
    [
      `Node ${process.versions.node}`,
      `grep ${versionOf('grep', '--version')}`,
      `perl ${versionOf('perl', '-v')}`,
      `gzip ${versionOf('gzip', '--version')}`,
      `zstd ${versionOf('zstd', '--version')}`,
      `trace-cmd ${versionOf('trace-cmd', '--version')}`,
    ].join(', '),
  );
  say('');
  say(row(columns.map(([name]) => name)));
}

function bench(one: Case, size: number): Measured {
  const folder = mkdtempSync(join(values.in, 'msixray-bench-'));
  try {
    const plain = join(folder, 'plain');
    one.make(plain, size);
    let bytes = statSync(plain).size;
    if (one.pack === null) renameSync(plain, join(folder, 'log'));
    else measure(one.pack, folder);
    const rivals = values['no-rivals']
      ? []
      : rivalNames.filter((name) => one.rivals[name] !== undefined);
    const runs = Array.from({ length: Number(values.runs) }, () => {
      const own = measure(one.run, folder);
      const { events, length } = seen(join(folder, 'out'));
      // Of a recording the length of the text is what came through the pipe.
      if (one.rivals.producer !== undefined) bytes = length;
      const others = new Map(rivals.map((name) => [name, measure(one.rivals[name] ?? '', folder)]));
      return { own, others, events };
    });
    const cost = typical(runs.map(({ own }) => own));
    const events = runs[0]?.events ?? 0;
    const ratios = rivalNames.map((name) => {
      const other = typical(runs.flatMap(({ others }) => others.get(name) ?? []));
      return Number.isNaN(other.wall)
        ? ''
        : `${(cost.wall / other.wall).toFixed(2)} (${(cost.cpu / other.cpu).toFixed(2)})`;
    });
    say(
      row([
        one.name,
        (bytes / 1e6).toFixed(0),
        cost.wall.toFixed(2),
        cost.cpu.toFixed(2),
        (bytes / 1e6 / cost.wall).toFixed(0),
        (events / cost.wall).toFixed(0),
        (cost.peak ?? NaN).toFixed(0),
        ...ratios,
      ]),
    );
    return { name: one.name, bytes, events, cost };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function seen(out: string): { readonly events: number; readonly length: number } {
  const { sources } = parsed<Result>(readFileSync(out, 'utf8'));
  return {
    events: sources.reduce((sum, { events }) => sum + events, 0),
    length: sources.reduce((sum, { bytes }) => sum + Number(bytes), 0),
  };
}

/** Time for a byte of the longest log over that of the shortest. */
function growth(all: readonly Measured[]): void {
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined || first === last) return;
  const times = last.bytes / first.bytes;
  const wall = last.cost.wall / first.cost.wall / times;
  const cpu = last.cost.cpu / first.cost.cpu / times;
  const peak = (last.cost.peak ?? NaN) - (first.cost.peak ?? NaN);
  say(
    `  ${first.name}: ${times.toFixed(1)} times as long, time for a byte x ${wall.toFixed(2)} (CPU x ${cpu.toFixed(2)}), memory ${peak < 0 ? '' : '+'}${peak.toFixed(0)} MB`,
  );
}

function main(): void {
  const names = values.only?.split(',') ?? cases.map(({ name }) => name);
  const unknown = names.filter((name) => !cases.some((one) => one.name === name));
  const sizes = values.size.split(',').map((size) => Number(size) * 1e6);
  if (unknown.length > 0 || sizes.some((size) => !(size > 0)) || !(Number(values.runs) >= 1)) {
    process.stderr.write(
      `${unknown.length > 0 ? `no case is called ${unknown.join(', ')}\n` : ''}${HELP}`,
    );
    process.exitCode = 2;
    return;
  }
  head();
  for (const one of cases) {
    if (names.includes(one.name)) growth(sizes.map((size) => bench(one, size)));
  }
}

if (values.help) process.stdout.write(HELP);
else main();
