/** What stands in docs/deploy, as far as a tool of this machine can check it. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { parseAllDocuments } from 'yaml';
import { makeFleet } from '../../fixtures/fleet/generate.ts';
import { folder } from '../support/folder.ts';
import { BIN, msixray } from '../support/msixray.ts';

const dir = folder();
const read = (name: string): string => readFileSync(join('docs/deploy', name), 'utf8');

/** The program is not installed here: unit files are checked with one that is. */
function checked(name: string): string {
  const path = join(dir, name);
  for (const file of readdirSync('docs/deploy')) {
    writeFileSync(join(dir, file), read(file).replaceAll('/usr/bin/msixray', '/usr/bin/env'));
  }
  return path;
}

/** What a tool says of a file. A tool that is not there has proved nothing, and fails. */
function told(tool: string, args: readonly string[], name: string): readonly string[] {
  const { error, stdout, stderr, status } = spawnSync(tool, [...args, checked(name)], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw new Error(`${tool} is needed to check ${name}`, { cause: error });
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  // systemd complains of units of the machine, too: only ours count.
  return tool === 'systemd-analyze'
    ? lines.filter((line) => line.includes(name))
    : [...lines, ...(status === 0 ? [] : [`ended with ${status}`])];
}

test.each<readonly [string, string, readonly string[]]>([
  ['slurm-array.sh', 'bash', ['-n']],
  ['slurm-array.sh', 'shellcheck', []],
  ['msixray-scan.service', 'systemd-analyze', ['verify', '--man=no']],
  ['msixray-worker.service', 'systemd-analyze', ['verify', '--man=no']],
  ['msixray-scan.timer', 'systemd-analyze', ['verify', '--man=no']],
])('%s passes %s', (name, tool, args) => {
  expect(told(tool, args, name)).toEqual([]);
});

test('a unit with a mistake does not pass', () => {
  const path = join(dir, 'wrong.service');
  writeFileSync(path, '[Service]\nExecStart=/usr/bin/env\nProtectSystem=very\n');
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
    encoding: 'utf8',
  });
  expect(`${stdout}${stderr}`).toContain('wrong.service');
});

interface Container {
  readonly args: readonly string[];
}
interface KubernetesJob {
  readonly spec: { readonly template: { readonly spec: { readonly containers: Container[] } } };
}

const kubernetesJobs = (): readonly KubernetesJob[] =>
  [...parseAllDocuments(read('kubernetes-job.yaml'))].map((document) => {
    expect(document.errors).toEqual([]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test below says what it is
    return document.toJS() as KubernetesJob;
  });

test('the Kubernetes jobs are YAML with the parts that they need', () => {
  expect(kubernetesJobs()).toMatchObject([
    {
      kind: 'Job',
      spec: {
        completions: 8,
        completionMode: 'Indexed',
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ env: [{ name: 'MSIXRAY_SHARDS', value: '8' }] }],
          },
        },
      },
    },
    {
      kind: 'Job',
      metadata: { name: 'msixray-merge' },
      // It must not begin before the parts are there.
      spec: { suspend: true, template: { spec: { restartPolicy: 'Never' } } },
    },
  ]);
});

/** A part's environment, in which a program of this name ends so. */
function ending(name: string, status: number): NodeJS.ProcessEnv {
  const bin = join(dir, `${name}-${status}`);
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
  return {
    ...process.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    RESULTS: join(dir, 'ends'),
    SLURM_ARRAY_TASK_ID: '1',
  };
}

test.each([
  [0, 0],
  [1, 0],
  [3, 0],
  [2, 2],
  // Killed, for its memory or by the scheduler.
  [137, 137],
])('a part that ends with %i is told as %i', (status, expected) => {
  const script = kubernetesJobs()[0]?.spec.template.spec.containers[0]?.args[0] ?? '';
  const pod = spawnSync('sh', ['-c', script], { env: ending('node', status) });
  const task = spawnSync('bash', ['docs/deploy/slurm-array.sh'], {
    env: ending('msixray', status),
  });
  expect([pod.status, task.status]).toEqual([expected, expected]);
});

test('the Dockerfile has no fault that a parser sees', () => {
  expect(validate(read('Dockerfile'))).toEqual([]);
  expect(validate('FROM a\nCOPPY x y\n')).not.toEqual([]);
});

test('what the image takes over is enough for the program', () => {
  const image = join(dir, 'image');
  for (const [, from = '', to = ''] of read('Dockerfile').matchAll(
    /^COPY --from=build \/src\/(\S+) \.\/(\S*)$/gmu,
  )) {
    const target = join(image, to === '' ? from : to);
    mkdirSync(dirname(target), { recursive: true });
    if (from === 'node_modules') symlinkSync(resolve(from), target);
    else cpSync(from, target, { recursive: true });
  }
  const entry = /^ENTRYPOINT \["node", "\/opt\/msixray\/(\S+)"\]$/mu.exec(read('Dockerfile'))?.[1];
  const run = (...args: readonly string[]): string =>
    spawnSync(process.execPath, [join(image, entry ?? ''), ...args], { encoding: 'utf8' }).stdout;
  expect(run('scan', '-q', '--jobs', '1', 'fixtures/nvme-resize')).toContain(
    'live-vectors-disabled',
  );
  expect(run('explain', 'live-vectors-disabled')).toContain(
    readFileSync('docs/rules/live-vectors-disabled.md', 'utf8').split('\n')[0]?.slice(2) ?? '',
  );
  expect(run('fleet', 'work', '--help')).toContain('--drain');
  rmSync(image, { recursive: true });
});

test('every option in docs/deploy and docs/fleet.md is one', async () => {
  const helps = await Promise.all(
    [['scan'], ['merge'], ['fleet', 'submit'], ['fleet', 'work'], ['fleet', 'status']].map(
      async (command) => (await msixray(...command, '--help')).out,
    ),
  );
  const help = helps.join('\n');
  const pages = ['kubernetes-job.yaml', 'slurm-array.sh', 'msixray-scan.service']
    .map(read)
    .join('\n');
  const text = `${pages}\n${readFileSync('docs/fleet.md', 'utf8')}`;
  const commands = text
    .replaceAll(/\\\n/gu, ' ')
    .split('\n')
    .filter((line) => /\bmsixray(?:\.js)? (?:scan|merge|fleet)\b/u.test(line));
  const options = commands.flatMap((line) => line.match(/(?<= )--[a-z-]+/gu) ?? []);
  expect(options.length).toBeGreaterThan(20);
  const unknown = new Set(
    options.filter((option) => !help.includes(`${option} `) && !FOREIGN.has(option)),
  );
  expect([...unknown]).toEqual([]);
});

/** Of docker and sbatch, in the same lines. */
const FOREIGN = new Set(['--rm', '--dependency', '--wrap']);

test('a Slurm array and its merge are one scan', async () => {
  const fleet = join(dir, 'fleet');
  await makeFleet(fleet, 12, 0);
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'msixray'), `#!/bin/sh\nexec ${process.execPath} ${BIN} "$@"\n`, {
    mode: 0o755,
  });
  const results = join(dir, 'slurm');
  for (const id of ['1', '2', '3']) {
    const { status } = spawnSync('bash', ['docs/deploy/slurm-array.sh'], {
      env: {
        ...process.env,
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        LOGS: fleet,
        RESULTS: results,
        SLURM_ARRAY_TASK_ID: id,
        SLURM_ARRAY_TASK_COUNT: '3',
        SLURM_ARRAY_TASK_MIN: '1',
        SLURM_CPUS_PER_TASK: '1',
      },
    });
    expect(status).toBe(0);
  }
  const parts = ['1', '2', '3'].map((id) => join(results, `part-${id}.ndjson`));
  const merged = await msixray('merge', '-q', '--fail-on', 'never', ...parts);
  const whole = await msixray('scan', '-q', '--fail-on', 'never', fleet);
  expect(merged.out).toBe(whole.out);
});

test('DuckDB reads nights as they are', async () => {
  const fleet = join(dir, 'nights');
  await makeFleet(fleet, 6, 0);
  const results = join(dir, 'results');
  for (const day of ['2026-11-21', '2026-11-22']) {
    await msixray('scan', '-q', '--out-dir', results, '--date', day, fleet);
  }
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  const reader = await connection.runAndReadAll(
    read('findings.sql').replace('results/', `${results}/`),
  );
  const rows = reader.getRowsJson();
  connection.closeSync();
  database.closeSync();
  const high = rows.filter(([, rule]) => rule === 'live-vectors-disabled');
  expect(high).toEqual([
    ['2026-11-22', 'live-vectors-disabled', 'high', '6', '6'],
    ['2026-11-21', 'live-vectors-disabled', 'high', '6', '6'],
  ]);
});

test('a collector reads the metrics', async () => {
  const fleet = join(dir, 'measured');
  await makeFleet(fleet, 3, 0);
  const metrics = join(dir, 'msixray.prom');
  await msixray(
    'scan',
    '-q',
    '--metrics',
    metrics,
    '--baseline',
    join(dir, 'base'),
    '--update-baseline',
    fleet,
  );
  const script = `
from sys import argv
from prometheus_client.openmetrics.parser import text_string_to_metric_families as families
for family in families(open(argv[1]).read()): print(family.name, family.type, len(family.samples) > 0)`;
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, metrics], {
    encoding: 'utf8',
  });
  expect({ stderr, lines: stdout.trimEnd().split('\n') }).toEqual({
    stderr: '',
    lines: [
      'msixray_findings gauge True',
      'msixray_windows gauge True',
      'msixray_window_seconds gauge True',
      'msixray_files gauge True',
      'msixray_hosts gauge True',
      'msixray_last_success_timestamp_seconds gauge True',
    ],
  });
});
