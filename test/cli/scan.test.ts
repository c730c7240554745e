import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { main } from '../../src/cli/main.ts';
import type { HostResult } from '../../src/model/host.ts';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';
import { dmesgText, traceText } from '../support/small-logs.ts';
import { streams } from '../support/streams.ts';
import { tree } from '../support/tree.ts';

const dir = folder();
const root = tree(join(dir, 'fleet'), {
  'web1/trace.txt': traceText,
  'web2/dmesg.txt': dmesgText,
  'web3/trace.txt': traceText,
  'web3/broken.gz': Uint8Array.of(0x1f, 0x8b, 8, 0),
});

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Without threads: the worker's file exists only where the program was built. */
async function run(command: string, args: readonly string[], stdin = ''): Promise<Run> {
  const world = streams({ stdin });
  const jobs = command === 'scan' ? ['--jobs', '0'] : [];
  const status = await main([command, ...jobs, ...args], world);
  return { status, out: world.out(), err: world.err() };
}

const lines = (text: string): readonly HostResult[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => parsed<HostResult>(line));

test('a line a host, in order; findings make it 1, and words go to standard error', async () => {
  const { status, out, err } = await run('scan', [root]);
  expect(lines(out).map(({ host }) => host)).toEqual(['web1', 'web2', 'web3']);
  expect(status).toBe(1);
  expect(err).toBe(
    'msixray: 3 hosts, 0 unchanged, 3 logs read (0.0 MB)\nmsixray: web3/broken.gz: failed: the gzip data is cut or damaged\n',
  );
  expect(await run('scan', ['-q', root])).toEqual({ status: 1, out, err: '' });
});

test.each([
  [['--fail-on', 'never'], 3],
  [['--fail-on', 'critical'], 3],
  [['--strict'], 3],
  [['--fail-on', 'high'], 1],
])('%j makes the status %i: a file was not read', async (options, expected) => {
  expect((await run('scan', [...options, root])).status).toBe(expected);
});

test('parts, merged in any order, are the bytes of one scan', async () => {
  const whole = (await run('scan', ['-q', root])).out;
  const parts = await Promise.all(
    ['1/3', '2/3', '3/3'].map(async (shard, index) => {
      const path = join(dir, `part${index}.ndjson`);
      writeFileSync(path, (await run('scan', ['-q', '--shard', shard, root])).out);
      return path;
    }),
  );
  expect((await run('merge', parts)).out).toBe(whole);
  const two = join(dir, 'two.ndjson');
  writeFileSync(two, (await run('merge', parts.slice(1))).out);
  expect((await run('merge', [two, parts[0] ?? '', two])).out).toBe(whole);
  expect((await run('merge', ['-'], whole)).out).toBe(whole);
});

test('the summary as text, Markdown and a page; the lines to a file', async () => {
  const file = join(dir, 'hosts.ndjson');
  const { out } = await run('scan', ['-q', '-f', 'text', '-f', `ndjson=${file}`, root]);
  expect(out).toMatch(/^2 of 3 hosts with findings\. 1 host not read whole\.\n/u);
  expect(out).toContain('web3/broken.gz');
  expect(lines(readFileSync(file, 'utf8'))).toHaveLength(3);
  expect((await run('merge', ['-f', 'markdown', file])).out).toContain('| web1 |');
  expect((await run('merge', ['-f', 'html', file])).out).toMatch(/^<!doctype html>/u);
});

test('a baseline tells new from known, and only the new ones fail', async () => {
  const baseline = join(dir, 'baseline.ndjson');
  writeFileSync(
    baseline,
    (await run('scan', ['-q', '--shard', '1/1', join(root, '../fleet')])).out,
  );
  const same = await run('scan', [
    '-q',
    '--baseline',
    baseline,
    '--new-only',
    '--fail-on',
    'low',
    root,
  ]);
  expect(same.status).toBe(3);
  expect(lines(same.out).flatMap(({ findings }) => findings.map((f) => f.baseline))).not.toContain(
    'new',
  );
  const more = tree(join(dir, 'more'), {
    'web1/trace.txt': traceText,
    'web4/trace.txt': traceText,
  });
  const changed = await run('scan', [
    '-q',
    '--baseline',
    baseline,
    '--new-only',
    '-f',
    'text',
    more,
  ]);
  expect(changed.status).toBe(1);
  expect(changed.out).toContain('Not seen tonight: web3.');
  expect(changed.out).toMatch(/web4\s+high\s+live-vectors-disabled/u);
  const learned = join(dir, 'learned.ndjson');
  expect((await run('scan', ['-q', '--baseline', learned, '--update-baseline', more])).status).toBe(
    0,
  );
  expect((await run('scan', ['-q', '--baseline', learned, '--new-only', more])).status).toBe(0);
});

test('metrics and partitions', async () => {
  const metrics = join(dir, 'msixray.prom');
  const out = join(dir, 'out');
  await run('scan', ['-q', '--metrics', metrics, '--out-dir', out, '--date', '2026-11-21', root]);
  await run('scan', ['-q', '--out-dir', out, '--date', '2026-11-22', '--shard', '2/3', root]);
  expect(readdirSync(out)).toEqual(['date=2026-11-21', 'date=2026-11-22']);
  expect(readdirSync(join(out, 'date=2026-11-21'))).toEqual(['part.ndjson']);
  expect(readdirSync(join(out, 'date=2026-11-22'))).toEqual(['part-2-of-3.ndjson']);
  const text = readFileSync(metrics, 'utf8');
  expect(text).toContain('msixray_findings{rule="live-vectors-disabled",severity="high"} 2\n');
  expect(text).toContain('msixray_files{status="failed"} 1\n');
  expect(text).toContain('msixray_hosts{status="complete"} 2\n');
  expect(text).toMatch(
    /^msixray_window_seconds\{kind="msix-disabled",cause="resize"\} 0\.005378$/mu,
  );
  expect(text).toMatch(/^msixray_last_success_timestamp_seconds \d{10}$/mu);
  expect(text).toMatch(/\n# EOF\n$/u);
});

test.each([
  ['no path', [], 'nothing to scan'],
  ['an output of one case', ['-f', 'sarif', root], 'no output called sarif'],
  ['a shard that is none', ['--shard', '0/3', root], 'counted from 1'],
  ['a rule that is none', ['--rule', 'nonsense=off', root], 'no rule called nonsense'],
  ['a host rule that is none', ['--host-by', '(', root], 'regular expression'],
  ['--new-only alone', ['--new-only', root], 'needs --baseline'],
  ['a baseline that is not there', ['--baseline', join(dir, 'nothing'), root], 'no such file'],
  ['a list of strangers', ['--files-from', '-', join(root, 'web1')], 'lies below none'],
])('%s is said, and is 2', async (_, args, words) => {
  const { status, out, err } = await run('scan', args, `${join(root, 'web2/dmesg.txt')}\n`);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(words);
});

test('what cannot be written is said, and nothing half-written is left', async () => {
  const blocked = join(dir, 'blocked');
  writeFileSync(blocked, 'a file where a folder should be');
  for (const option of [
    ['-f', `ndjson=${blocked}/x`],
    ['--metrics', `${blocked}/x`],
    ['--out-dir', blocked],
    ['--state', `${blocked}/x`],
  ]) {
    const { status, err } = await run('scan', ['-q', ...option, root]);
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringMatching(/^msixray: cannot /u),
    });
  }
  const target = join(dir, 'is-folder');
  mkdirSync(target);
  expect((await run('scan', ['-q', '-f', `ndjson=${target}`, root])).status).toBe(2);
  expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(existsSync(target)).toBe(true);
});

test('nothing found on nobody is not clean', async () => {
  const empty = tree(join(dir, 'empty'), {});
  expect(await run('scan', ['-q', empty])).toEqual({ status: 3, out: '', err: '' });
  // One of the parts of a small fleet may well be empty.
  const parts = await Promise.all(
    Array.from({ length: 9 }, (_, i) =>
      run('scan', ['-q', '--shard', `${i + 1}/9`, join(root, 'web2')]),
    ),
  );
  expect(parts.filter(({ out }) => out === '').every(({ status }) => status === 0)).toBe(true);
});

test.each([
  ['half a line', '{"schema":"msixray.host/1","host":"we'],
  ['another schema', '{"schema":"msixray.result/1"}\n'],
])('a result with %s is refused', async (_, text) => {
  const { status, err } = await run('merge', ['-'], text);
  expect(status).toBe(2);
  expect(err).toContain('-:1 is no host');
});
