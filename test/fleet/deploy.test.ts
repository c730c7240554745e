/** What stands in docs/deploy, as far as a tool of this machine can check it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { makeFleet } from '../../fixtures/fleet/generate.ts';
import { folder } from '../support/folder.ts';
import { BIN, msixray } from '../support/msixray.ts';

const dir = folder();
const read = (name: string): string => readFileSync(join('docs/deploy', name), 'utf8');

const has = (tool: string): boolean => spawnSync('which', [tool]).status === 0;

/** Each name with the command that checks it; a machine without the tool checks the rest. */
const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['slurm-array.sh', 'bash', ['-n']],
  ['slurm-array.sh', 'shellcheck', []],
  ['msixray-scan.service', 'systemd-analyze', ['verify', '--man=no']],
  ['msixray-worker.service', 'systemd-analyze', ['verify', '--man=no']],
  ['msixray-scan.timer', 'systemd-analyze', ['verify', '--man=no']],
];

/** The program is not installed here: unit files are checked with one that is. */
function checked(name: string): string {
  const path = join(dir, name);
  for (const file of readdirSync('docs/deploy')) {
    writeFileSync(join(dir, file), read(file).replaceAll('/usr/bin/msixray', '/usr/bin/env'));
  }
  return path;
}

test.each(checks.filter(([, tool]) => has(tool)))('%s passes %s', (name, tool, args) => {
  const { status, stdout, stderr } = spawnSync(tool, [...args, checked(name)], {
    encoding: 'utf8',
  });
  // systemd complains of units of the machine, too: only ours count.
  const ours = `${stdout}${stderr}`.split('\n').filter((line) => line.includes(name));
  expect({ ours, status: tool === 'systemd-analyze' ? 0 : status }).toEqual({
    ours: [],
    status: 0,
  });
});

test('the Kubernetes jobs are YAML with the parts that they need', () => {
  const documents = parseAllDocuments(read('kubernetes-job.yaml'));
  const jobs = [...documents].map((document): unknown => document.toJS());
  expect(jobs).toMatchObject([
    {
      kind: 'Job',
      spec: {
        completions: 8,
        completionMode: 'Indexed',
        template: { spec: { containers: [{ env: [{ name: 'MSIXRAY_SHARDS', value: '8' }] }] } },
      },
    },
    { kind: 'Job', metadata: { name: 'msixray-merge' } },
  ]);
});

test('every instruction of the Dockerfile is one', () => {
  const instructions = read('Dockerfile')
    .replaceAll(/\\\n/gu, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' ')[0]);
  expect(new Set(instructions)).toEqual(
    new Set(['FROM', 'WORKDIR', 'COPY', 'RUN', 'USER', 'ENTRYPOINT']),
  );
  for (const [, path = ''] of read('Dockerfile').matchAll(/COPY --from=build \/src\/(\S+)/gu)) {
    expect(existsSync(path)).toBe(true);
  }
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
