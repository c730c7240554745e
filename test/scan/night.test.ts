import { EventEmitter, once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { doTask, inlineRunner } from '../../src/scan/do-task.ts';
import { type Runner, Stopped } from '../../src/scan/task.ts';
import { folder } from '../support/folder.ts';
import { filesOf, night, plainScan } from '../support/night.ts';
import { dmesgText, qemuText, traceText } from '../support/small-logs.ts';
import { tree } from '../support/tree.ts';
import { zip } from '../support/zip.ts';

const dir = folder();
const long = new Date(Date.now() - 60_000);

/** Files that were written a minute ago: their stamps can be trusted. */
function settled(root: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  tree(root, files);
  for (const name of Object.keys(files)) utimesSync(join(root, name), long, long);
  return root;
}

test('what is no log is skipped with a reason, what is broken is told, and the host has its verdict', async () => {
  const root = tree(join(dir, 'reasons'), {
    'web1/trace.txt': traceText,
    'web1/empty': '',
    'web1/notes.txt': 'nothing of interest\n'.repeat(50),
    'web1/image': Uint8Array.from({ length: 5000 }, (_, i) => i % 7),
    'web1/old.gz': gzipSync(traceText).subarray(0, 12),
    'web2/only.bin': Uint8Array.of(0, 1, 2),
    'web3/t.gz': gzipSync(`${traceText}${traceText}`.repeat(3)).subarray(0, -9),
  });
  symlinkSync('trace.txt', join(root, 'web1', 'link'));
  const result = await night([root, join(dir, 'missing')]);
  expect(filesOf(result)).toEqual({
    'web1/trace.txt': 'read',
    'web1/empty': 'skipped: empty',
    'web1/notes.txt': 'skipped: no known format',
    'web1/image': 'skipped: no known format',
    'web1/link': 'skipped: symbolic link',
    'web1/old.gz': 'failed: the gzip data is cut or damaged',
    'web2/only.bin': 'skipped: no known format',
    'web3/t.gz': 'incomplete: the gzip data is cut or damaged',
    missing: 'failed: no such file: it vanished',
  });
  expect(result.hosts.map(({ host, summary }) => [host, summary.complete])).toEqual([
    ['missing', false],
    ['web1', false],
    ['web2', false],
    ['web3', false],
  ]);
  expect(result.hosts[1]?.summary.verdict).toMatch(/taken down 2 times.* web1\/old\.gz/u);
  expect(result.hosts[2]?.summary.verdict).toBe('Nothing to analyse (no known format: 1).');
  expect(result.hosts[1]?.skipped).toContainEqual({ reason: 'no known format', files: 2 });
});

test('a log over the limit is read up to it', async () => {
  const root = tree(join(dir, 'limit'), { 'web1/t': traceText, 'web2/t.gz': gzipSync(traceText) });
  const result = await night([root], { maxBytes: 10_000 });
  expect(filesOf(result)).toEqual({
    'web1/t': 'incomplete: longer than the limit of 10000 bytes',
    'web2/t.gz': 'incomplete: longer than the limit of 10000 bytes',
  });
});

test('the second night reads nothing, and says the same', async () => {
  const state = join(dir, 'second.state');
  const root = settled(join(dir, 'second'), {
    'web1/trace.txt': traceText,
    'web1/dmesg.txt': dmesgText,
    'web2/qemu.log': qemuText,
    'web2/notes': 'nothing\n',
  });
  const first = await night([root], { state });
  const second = await night([root], { state });
  expect(first.effort).toMatchObject({ unchanged: 0, read: 3 });
  expect(second.effort).toEqual({ unchanged: 2, read: 0, kept: 0, grown: 0, bytes: 0 });
  expect(second.hosts).toEqual(first.hosts);
  expect(await night([root])).toMatchObject({ hosts: first.hosts });
});

test('of a host only the case that changed is read again', async () => {
  const state = join(dir, 'part.state');
  const root = settled(join(dir, 'part'), {
    'web1/21/trace.txt': traceText,
    'web1/21/dmesg.txt': dmesgText,
    'web1/22/trace.txt': traceText.replaceAll('40.0', '41.0'),
    'web1/22/notes': 'nothing\n',
  });
  await night([root], { state });
  appendFileSync(join(root, 'web1/22/trace.txt'), traceText.split('\n').at(-2) ?? '');
  const { effort, hosts } = await night([root], { state });
  expect(effort).toMatchObject({ unchanged: 0, read: 1, kept: 2, grown: 1 });
  expect(hosts).toEqual((await night([root])).hosts);
});

test('a file that was only touched is not parsed again', async () => {
  const state = join(dir, 'touched.state');
  const root = settled(join(dir, 'touched'), { 'web1/trace.txt': traceText });
  await night([root], { state });
  const later = new Date(Date.now() - 30_000);
  utimesSync(join(root, 'web1/trace.txt'), later, later);
  expect((await night([root], { state })).effort).toMatchObject({ read: 0, kept: 1 });
  expect((await night([root], { state })).effort).toMatchObject({ unchanged: 1 });
});

test('other rules make everything be judged anew', async () => {
  const state = join(dir, 'rules.state');
  const root = settled(join(dir, 'rules'), { 'web1/trace.txt': traceText });
  await night([root], { state });
  const options = { ...plainScan, ruleOverrides: [['late-vector', 'off']] as const };
  const { effort, hosts } = await night([root], { state, options });
  expect(effort).toMatchObject({ unchanged: 0, read: 1 });
  expect(hosts[0]?.findings.map(({ rule }) => rule)).not.toContain('late-vector');
});

test('what changes to something else, comes and goes is noticed', async () => {
  const state = join(dir, 'changes.state');
  const root = settled(join(dir, 'changes'), {
    'web1/a': traceText,
    'web1/b': dmesgText,
    'web2/c': qemuText,
  });
  await night([root], { state });
  rmSync(join(root, 'web1/b'));
  writeFileSync(join(root, 'web1/d'), 'no log\n');
  rmSync(join(root, 'web2'), { recursive: true });
  const now = await night([root], { state });
  expect(filesOf(now)).toEqual({ 'web1/a': 'read', 'web1/d': 'skipped: no known format' });
  expect(now.hosts).toEqual((await night([root])).hosts);
  expect(readFileSync(state, 'utf8')).not.toContain('web2');
});

test('damage is not read again; what failed for another reason is', async () => {
  const state = join(dir, 'damage.state');
  const root = settled(join(dir, 'damage'), {
    'web1/cut.gz': gzipSync(traceText).subarray(0, 12),
    'web1/logs.zip': zip([{ name: 'trace.txt', content: traceText }]).subarray(0, 300),
    'web2/trace.txt': traceText,
  });
  const sick: Runner = {
    ...inlineRunner,
    run: (task, watch) =>
      task.is === 'host' && task.job.host === 'web2'
        ? Promise.reject(new Stopped('internal error: no more threads', []))
        : doTask(task, watch),
  };
  const first = await night([root], { state, runner: sick });
  expect(filesOf(first)).toEqual({
    'web1/cut.gz': 'failed: the gzip data is cut or damaged',
    'web1/logs.zip': 'failed: the zip file is cut or damaged: its directory is missing',
    'web2/trace.txt': 'failed: internal error: no more threads',
  });
  const second = await night([root], { state });
  expect(second.effort).toMatchObject({ unchanged: 1, read: 1 });
  expect(second.hosts).toEqual((await night([root])).hosts);
});

/** Ends every task that comes to a file of this name, as a time limit or a crash would. */
const strict = (poison: string, tasks: string[] = []): Runner => ({
  width: 1,
  close: () => Promise.resolve(),
  async run(task, watch) {
    const bell = new EventEmitter();
    const stopped = once(bell, 'poison').then(([at]: readonly string[][]): never => {
      throw new Stopped('took longer than 1 s', at ?? []);
    });
    tasks.push(task.is);
    const done = doTask(task, {
      at(names) {
        watch.at(names);
        if (names.some((name) => name.includes(poison))) bell.emit('poison', names);
      },
      bytes: (count) => watch.bytes(count),
    });
    return Promise.race([done, stopped]);
  },
});

test('a poison file is named and left out, and the rest is judged', async () => {
  const root = settled(join(dir, 'poison'), {
    'web1/trace.txt': traceText,
    'web1/poison': dmesgText,
    'web2/trace.txt': traceText,
  });
  const state = join(dir, 'poison.state');
  const tasks: string[] = [];
  const result = await night([root], { runner: strict('poison', tasks), state });
  expect(filesOf(result)).toMatchObject({
    'web1/trace.txt': 'read',
    'web1/poison': 'failed: took longer than 1 s',
    'web2/trace.txt': 'read',
  });
  expect(result.hosts[0]?.findings).toHaveLength(result.hosts[1]?.findings.length ?? 0);
  expect(tasks).toHaveLength(3);
  const again = await night([root], { runner: strict('poison', tasks), state });
  expect(again.hosts).toEqual(result.hosts);
  expect(tasks).toHaveLength(3);
});

test('a host full of poison is given up', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`web1/poison${i}`, dmesgText]),
  );
  const tasks: string[] = [];
  const { hosts } = await night([tree(join(dir, 'full'), files)], {
    runner: strict('poison', tasks),
  });
  expect(tasks).toHaveLength(3);
  expect(hosts[0]?.summary).toMatchObject({ complete: false, files: { failed: 9 } });
  expect(hosts[0]?.files[0]?.reason).toBe('given up: 3 files of the host stopped a worker');
});

test('a night that is broken off keeps what was finished', async () => {
  const root = settled(join(dir, 'killed'), {
    'web1/trace.txt': traceText.repeat(2),
    'web2/trace.txt': traceText,
  });
  const state = join(dir, 'killed.state');
  const broken: Runner = {
    ...strict('none'),
    run: (task, watch) =>
      task.is === 'host' && task.job.host === 'web2'
        ? Promise.reject(new Error('power cut'))
        : doTask(task, watch),
  };
  await expect(night([root], { state, runner: broken })).rejects.toThrow('power cut');
  expect(existsSync(`${state}.journal`)).toBe(true);
  appendFileSync(`${state}.journal`, '{"host":"web2","memo');
  expect((await night([root], { state })).effort).toMatchObject({ unchanged: 1, read: 1 });
  expect(existsSync(`${state}.journal`)).toBe(false);
});

test('a state that cannot be written stops the night and keeps the state before', async () => {
  const root = settled(join(dir, 'state-dir/in'), { 'web1/trace.txt': traceText });
  const file = join(dir, 'not-a-state');
  writeFileSync(file, 'precious');
  await expect(night([root], { state: file })).rejects.toThrow('no state of a scan');
  expect(readFileSync(file, 'utf8')).toBe('precious');
  await expect(night([root], { state: join(dir, 'no/such/dir') })).rejects.toThrow('ENOENT');
  chmodSync(file, 0o600);
});
