import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';
import { run } from '../support/run.ts';
import { type Captured, streams } from '../support/streams.ts';
import { teardownLines, teardowns } from '../support/teardowns.ts';

const dir = folder();
const qemu = 'fixtures/nvme-resize/qemu.log';
const text = teardownLines;
const trace = teardowns(dir);

interface Parsed {
  readonly sources: readonly { readonly name: string; readonly format: string }[];
  readonly findings: readonly { readonly rule: string; readonly fingerprint: string }[];
  readonly summary: { readonly verdict: string };
}

async function result(argv: readonly string[], world?: Captured): Promise<Parsed> {
  const { out } = await run([...argv, '-q', '-f', 'json'], world);
  return parsed<Parsed>(out);
}

test('the main job: a pipe, no option', async () => {
  const { status, out, err } = await run([], streams({ stdin: text }));
  expect(out).toMatch(/^0000:01:00\.0: MSI-X was taken down 2 times/u);
  expect({ status, err }).toEqual({ status: 1, err: '' });
});

test('a file, a pipe, a compressed pipe and the named command say the same', async () => {
  const expected = (await result([trace])).summary;
  expect(expected.verdict).toContain('taken down 2 times');
  for (const [argv, stdin] of [
    [[], text],
    [['-'], text],
    [['analyze', '-'], text],
    [['trace-cmd=-'], text],
    [['-'], gzipSync(text)],
    [[`trace-cmd=${trace}`], ''],
  ] as const) {
    expect((await result(argv, streams({ stdin }))).summary).toEqual(expected);
  }
});

test('the order of arguments changes nothing', async () => {
  const one = await run(['-f', 'json', trace, qemu]);
  const other = await run(['-f', 'json', qemu, trace]);
  expect(other).toEqual(one);
  expect(JSON.parse(one.out)).toMatchObject({
    sources: [{ name: 'trace.txt' }, { name: 'qemu.log' }],
  });
});

test('sources of one name keep as much of their path as tells them apart', async () => {
  for (const host of ['a', 'b']) {
    mkdirSync(join(dir, host));
    copyFileSync(qemu, join(dir, host, 'qemu.log'));
  }
  const { sources } = await result([join(dir, 'a/qemu.log'), join(dir, 'b/qemu.log')]);
  expect(sources.map(({ name }) => name).toSorted()).toEqual(['a/qemu.log', 'b/qemu.log']);
});

test('an equals sign in a path is a path', async () => {
  const path = join(dir, 'x=y.log');
  copyFileSync(qemu, path);
  expect((await result([path])).sources).toMatchObject([{ name: 'x=y.log', format: 'qemu-log' }]);
});

test.each([
  [[trace], 1],
  [['--fail-on', 'low', trace], 1],
  [['--fail-on', 'high', trace], 1],
  [['--fail-on', 'critical', trace], 0],
  [['--fail-on', 'never', trace], 0],
  [['--fail-on', 'never', 'no-such-file'], 3],
  [[trace, 'no-such-file'], 1],
  [['--strict', trace, 'no-such-file'], 3],
  [['--fail-on', 'never', trace, 'no-such-file'], 3],
  [['fixtures'], 3],
  [['package.json'], 3],
])('%j: exit %i', async (argv, status) => {
  expect((await run(argv)).status).toBe(status);
});

test('what could not be read is told on standard error, and nothing else is there', async () => {
  const { out, err } = await run([trace, 'no-such-file']);
  expect(err).toBe('msixray: no-such-file: no such file\n');
  expect(out).toContain('taken down 2 times');
  expect((await run(['-q', trace, 'no-such-file'])).err).toBe('');
});

test('an empty pipe is never clean', async () => {
  const { status, err } = await run([], streams({ stdin: '' }));
  expect({ status, err }).toEqual({ status: 3, err: 'msixray: stdin: empty\n' });
});

test('a terminal as standard input is not waited for', async () => {
  const { status, out, err } = await run([], streams({ stdinIsTerminal: true }));
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain('trace-cmd report | msixray');
});

test.each([
  [['--no-such-option'], "unknown option '--no-such-option'"],
  [['--fail-on', 'bad', trace], 'One of critical, high, medium, low, info, never.'],
  [['--width', 'wide', trace], 'A whole number from 40 up.'],
  [['--width', '39', trace], 'A whole number from 40 up.'],
  [['--year', '26', trace], 'A year like 2026.'],
  [['--tz', 'Nowhere/Land', trace], 'A zone like'],
  [['--cpu', '3-1', trace], 'CPU numbers and ranges'],
  [['--since', 'yesterday', trace], 'yesterday is no time'],
  [['--rule', 'events-lost', trace], 'ID=off'],
  [['--rule', 'no-such=off', trace], 'there is no rule called no-such'],
  [['--offset', 'x', trace], 'is no SOURCE=SECONDS'],
  [['--offset', 'x=1', trace], 'no source is called x'],
  [['-f', 'doc', trace], 'there is no output called doc'],
  [['-f', 'json', '-f', 'text', trace], 'two outputs want standard output'],
  [['-f', 'json=no-such-folder/x.json', trace], 'cannot write no-such-folder/x.json'],
  [[trace, join(dir, '.', 'trace.txt')], 'is given twice'],
  [['-', '-'], 'is given twice'],
  [['explain', 'no-such'], 'there is no rule called no-such'],
  [['explain', 'F1'], 'add --result FILE'],
  [['report', 'no-such'], 'cannot read no-such: no such file'],
  [['report', 'package.json'], 'package.json is no result of msixray'],
  [['rules', 'surplus'], 'too many arguments'],
])('%j: exit 2 and a reason', async (argv, reason) => {
  const { status, out, err } = await run(argv);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(reason);
  expect(err).toMatch(/^msixray: /u);
});

test.each([['--help'], ['-h'], ['help'], ['analyze', '--help']])(
  '%s shows examples',
  async (...argv) => {
    const { status, out, err } = await run(argv);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('trace-cmd report | msixray');
  },
);

test('outputs go where they are asked to', async () => {
  const json = join(dir, 'result.json');
  const markdown = join(dir, 'result.md');
  const { out } = await run([
    '-f',
    `json=${json}`,
    '-f',
    'text',
    '-f',
    `markdown=${markdown}`,
    trace,
  ]);
  expect(out).toContain('taken down 2 times');
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ schema: 'msixray.result/1' });
  expect(readFileSync(markdown, 'utf8')).toContain('taken down 2 times');
});

test('a saved result gives any output again, from either form', async () => {
  const json = join(dir, 'saved.json');
  const ndjson = join(dir, 'saved.ndjson');
  const { out } = await run(['-f', 'text', '-f', `json=${json}`, '-f', `ndjson=${ndjson}`, trace]);
  expect(await run(['report', json])).toEqual({ status: 0, out, err: '' });
  expect(await run(['report', ndjson])).toEqual({ status: 0, out, err: '' });
  expect((await run(['report', ndjson, '-f', 'json'])).out).toBe(readFileSync(json, 'utf8'));
  expect((await run(['report', json, '--fail-on', 'low'])).status).toBe(1);
  writeFileSync(`${json}.gz`, gzipSync(readFileSync(json)));
  expect((await run(['report', `${json}.gz`])).out).toBe(out);
});

test('a result of another schema is refused by its name', async () => {
  const path = join(dir, 'other.json');
  writeFileSync(path, '{"schema":"msixray.result/9"}');
  const { status, err } = await run(['report', path]);
  expect(status).toBe(2);
  expect(err).toContain('has the schema msixray.result/9; this msixray reads msixray.result/1');
});

test('a result with a broken inside is no crash', async () => {
  const path = join(dir, 'broken.json');
  const whole = parsed<object>((await run(['-f', 'json', trace])).out);
  writeFileSync(path, JSON.stringify({ ...whole, windows: [1], findings: [null] }));
  const { status, err } = await run(['report', path]);
  expect(status).toBe(2);
  expect(err).toContain('cannot be shown');
});

test('a rule can be silenced and changed', async () => {
  const found = async (...argv: string[]): Promise<readonly string[]> =>
    (await result([...argv, trace])).findings.map(({ rule }) => rule);
  expect(await found()).toContain('live-vectors-disabled');
  expect(await found('--rule', 'live-vectors-disabled=off')).not.toContain('live-vectors-disabled');
  const quiet = ['--rule', 'live-vectors-disabled=info', '--rule', 'late-vector=info'];
  expect((await run([...quiet, trace])).status).toBe(0);
});

test('every rule and format is listed and explained', async () => {
  const rules = parsed<readonly { readonly id: string }[]>((await run(['rules', '--json'])).out);
  const listed = (await run(['rules'])).out;
  for (const { id } of rules) {
    expect(listed).toContain(`${id} `);
    expect((await run(['explain', id])).out).toContain(`docs/rules/${id}.md`);
  }
  const formats = parsed<readonly { readonly id: string }[]>(
    (await run(['formats', '--json'])).out,
  );
  const shown = (await run(['formats'])).out;
  expect(formats.length).toBeGreaterThan(3);
  for (const { id } of formats) expect(shown).toContain(`${id} `);
});

test('a rule is explained with the prose of its page', async () => {
  const { out } = await run(['explain', 'live-vectors-disabled']);
  expect(out).toMatch(/^live-vectors-disabled\n/u);
  expect(out).toContain('\nWhat it means\n');
});

test('a finding of a saved result is explained step by step', async () => {
  const json = join(dir, 'explained.json');
  await run(['-f', `json=${json}`, trace]);
  const { out } = await run(['explain', 'F1', '--result', json]);
  expect(out).toMatch(/^F1 live-vectors-disabled: high, confidence high\n/u);
  expect(out).toMatch(
    / {2}1\. it begins \(trace\.txt:\d+\)\n {5}qemu-system-x86-144 .* vfio_msi_disable\n/u,
  );
  expect(out).toMatch(
    /\n {2}40\.004604000 {2}it begins\n {2}40\.\d+ {2}the enable bit is cleared\n/u,
  );
  const [{ fingerprint } = { fingerprint: '' }] = (await result([trace])).findings;
  expect((await run(['explain', fingerprint, '--result', json])).out).toBe(out);
});

test('detect tells what a source is and what it cannot show', async () => {
  const { status, out } = await run(['detect', trace]);
  expect(status).toBe(0);
  expect(out).toMatch(/^trace\.txt: trace-cmd, 191 lines, \d+ events, boot clock/u);
  expect(out).toContain('remap-fault: needs kernel-log');
  expect((await run(['detect', '--json', 'package.json'])).status).toBe(3);
});

test('names of hostile files reach no terminal raw', async () => {
  const { err } = await run(['no\u001b[31msuch']);
  expect(err).toContain(String.raw`no\x1b[31msuch: no such file`);
});
