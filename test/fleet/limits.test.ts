/** What a night survives: large files, small disks, kills, files that vanish. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { makeFleet } from '../../fixtures/fleet/generate.ts';
import type { HostResult } from '../../src/model/host.ts';
import { folder } from '../support/folder.ts';
import { hugeTrace } from '../support/huge-trace.ts';
import { parsed } from '../support/json.ts';
import { BIN, msixray, start } from '../support/msixray.ts';

const dir = folder();
const small = join(dir, 'small');
const trace = readFileSync('fixtures/nvme-resize/trace-cmd-report.txt', 'utf8');

beforeAll(() => makeFleet(small, 20, 0));

const lines = (out: string): readonly HostResult[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => parsed<HostResult>(line));

test('two gigabytes are read in bounded memory', async () => {
  const root = join(dir, 'huge');
  hugeTrace(join(root, 'web1', 'trace.txt'), 2000);
  const idle = await msixray('scan', '-q', '--jobs', '1', join(small, 'node0000'));
  const { status, out, peak } = await msixray('scan', '-q', '--jobs', '1', root);
  rmSync(root, { recursive: true });
  expect(status).toBe(1);
  expect(lines(out)[0]?.files[0]).toMatchObject({ status: 'read' });
  expect(Number(lines(out)[0]?.files[0]?.bytes)).toBeGreaterThan(2e9);
  // The whole process, its main thread and the code of both included.
  expect(peak).toBeLessThan(200);
  expect(peak - idle.peak).toBeLessThan(120);
});

test('a file over the time limit is named and left out', async () => {
  const root = join(dir, 'slow');
  hugeTrace(join(root, 'web1', 'slow.txt'), 1500);
  writeFileSync(join(root, 'web1', 'trace.txt'), trace);
  mkdirSync(join(root, 'web2'));
  writeFileSync(join(root, 'web2', 'trace.txt'), trace);
  const { out } = await msixray('scan', '-q', '--jobs', '2', '--time-limit', '3', root);
  const [web1, web2] = lines(out);
  expect(web1?.files.map(({ name, status, reason }) => [name, status, reason])).toEqual([
    ['web1/slow.txt', 'failed', 'took longer than 3 s'],
    ['web1/trace.txt', 'read', null],
  ]);
  expect(web1?.findings.length).toBe(web2?.findings.length);
  rmSync(root, { recursive: true });
});

/** A tar of so many empty members: what is known of each takes memory. */
function crowdedTar(members: number): Buffer {
  const all = Buffer.alloc(512 * (members + 2));
  for (let i = 0; i < members; i += 1) {
    const header = all.subarray(512 * i, 512 * (i + 1));
    header.write(`member-${i}`);
    header.write('0000644', 100);
    header.write('00000000000', 124);
    header.write('00000000000', 136);
    header.write('        0', 148);
    header.write('ustar\u000000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  }
  return all;
}

test('a worker without memory is replaced, and the file named', async () => {
  const root = join(dir, 'memory');
  mkdirSync(join(root, 'web1'), { recursive: true });
  writeFileSync(join(root, 'web1', 'crowd.tgz'), gzipSync(crowdedTar(400_000), { level: 1 }));
  writeFileSync(join(root, 'web1', 'trace.txt'), trace);
  const { out } = await msixray('scan', '-q', '--jobs', '1', '--memory-limit', '48', root);
  const [web1] = lines(out);
  expect(web1?.summary.verdict).toMatch(/taken down 2 times/u);
  expect(web1?.files.map(({ name, reason }) => [name, reason])).toEqual([
    ['web1/crowd.tgz', 'needs more memory than a worker has'],
    ['web1/trace.txt', null],
  ]);
});

test('a killed night goes on where it was', async () => {
  const state = join(dir, 'killed.state');
  const whole = await msixray('scan', '-q', '--fail-on', 'never', small);
  const night = start(['scan', '--jobs', '1', '--fail-on', 'never', '--state', state, small]);
  while (!existsSync(`${state}.journal`) || readFileSync(`${state}.journal`).length < 50_000)
    await sleep(5);
  night.kill('SIGKILL');
  expect((await night.done).status).toBeNull();
  const again = await msixray('scan', '--fail-on', 'never', '--state', state, small);
  expect(again.out).toBe(whole.out);
  const unchanged = Number(/hosts, (\d+) unchanged/u.exec(again.err)?.[1]);
  expect(unchanged).toBeGreaterThan(0);
  expect(readdirSync(dir).filter((name) => name.startsWith('killed.state'))).toEqual([
    'killed.state',
  ]);
});

test('two nights do not share a state', async () => {
  const state = join(dir, 'shared.state');
  const first = start(['scan', '--jobs', '1', '-q', '--fail-on', 'never', '--state', state, small]);
  while (!existsSync(`${state}.lock`)) await sleep(5);
  const second = await msixray('scan', '-q', '--state', state, small);
  expect(second).toMatchObject({ status: 2, out: '' });
  expect(second.err).toMatch(/^msixray: cannot use .*: process \d+ on .* is using it/u);
  await first.done;
  expect((await msixray('scan', '-q', '--fail-on', 'never', '--state', state, small)).status).toBe(
    3,
  );
});

test('a file that vanishes during the night is a record', async () => {
  const root = join(dir, 'vanish');
  hugeTrace(join(root, 'web1', 'trace.txt'), 300);
  mkdirSync(join(root, 'web2'));
  writeFileSync(join(root, 'web2', 'trace.txt.gz'), gzipSync(trace));
  const night = start(['scan', '-q', '--jobs', '1', '--state', join(dir, 'vanish.state'), root]);
  while (!existsSync(join(dir, 'vanish.state.journal'))) await sleep(5);
  await sleep(300);
  rmSync(join(root, 'web2'), { recursive: true });
  const { status, out } = await night.done;
  expect(status).toBe(1);
  expect(lines(out)[1]).toMatchObject({
    host: 'web2',
    files: [{ status: 'failed', reason: 'no such file: it vanished' }],
  });
});

/** How a mount of one's own can be had: as root, or in a name space of users. Without either nothing is proved. */
function unsharing(): string {
  const works = ['-m', '-rm'].find((way) => {
    const script = 'mount -t tmpfs none /mnt';
    return spawnSync('unshare', [way, 'sh', '-c', script]).status === 0;
  });
  if (works === undefined) throw new Error('a small disk is needed, and nobody may mount one here');
  return works;
}

/** On a disk of 200 KB that is gone afterwards. */
function onSmallDisk(script: string): {
  readonly status: number | null;
  readonly err: string;
  readonly left: readonly string[];
} {
  const disk = join(dir, 'disk');
  mkdirSync(disk, { recursive: true });
  const { status, stderr, stdout } = spawnSync(
    'unshare',
    [
      unsharing(),
      'bash',
      '-c',
      `mount -t tmpfs -o size=200k none ${disk} && echo old > ${disk}/out && ${script}; status=$?; ls ${disk}; exit $status`,
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, DISK: disk, MSIXRAY: `${process.execPath} ${BIN}`, FLEET: small },
    },
  );
  return { status, err: stderr, left: stdout.trimEnd().split('\n') };
}

test.each([
  ['an output', '$MSIXRAY scan -q -f ndjson=$DISK/out $FLEET', ['out']],
  [
    'the state',
    '$MSIXRAY scan -q --state $DISK/state $FLEET > /dev/null',
    ['out', 'state', 'state.journal'],
  ],
  [
    'a partition',
    '$MSIXRAY scan -q --out-dir $DISK/o --date 2026-11-21 $FLEET > /dev/null',
    ['o', 'out'],
  ],
  ['what is remembered', 'TMPDIR=$DISK $MSIXRAY scan -q $FLEET > /dev/null', ['out']],
  ['standard output', '$MSIXRAY scan -q $FLEET > /dev/full', ['out']],
])('a full disk under %s is said, and nothing half-written is left', (_, script, left) => {
  const ran = onSmallDisk(script);
  expect(ran).toEqual({
    status: 2,
    err: expect.stringMatching(/^msixray: cannot .*no space left on device/u),
    left,
  });
});
