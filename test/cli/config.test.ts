import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { withAnalyzeOptions } from '../../src/cli/commands/analyze-options.ts';
import { applyConfig } from '../../src/cli/config.ts';
import { findConfig } from '../../src/cli/find-config.ts';
import { folder } from '../support/folder.ts';
import { run } from '../support/run.ts';
import { teardowns } from '../support/teardowns.ts';

const dir = folder();
const trace = teardowns(dir);

function config(text: string, name = 'msixray.config.yaml'): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

test('the nearest file upwards is found', () => {
  mkdirSync(join(dir, 'a/b/c'), { recursive: true });
  expect(findConfig(join(dir, 'a/b/c'))).toBeNull();
  const upper = config('', 'a/msixray.config.json');
  expect(findConfig(join(dir, 'a/b/c'))).toBe(upper);
  const nearer = config('', 'a/b/msixray.config.yaml');
  expect(findConfig(join(dir, 'a/b/c'))).toBe(nearer);
  expect(findConfig(join(dir, 'a'))).toBe(upper);
});

const status = async (...argv: readonly string[]): Promise<number> => (await run(argv)).status;

test('a file gives options, and the command line wins', async () => {
  const path = config('fail-on: critical\n');
  expect(await status('--config', path, trace)).toBe(0);
  expect(await status('--config', path, '--fail-on', 'low', trace)).toBe(1);
  expect(await status('--no-config', trace)).toBe(1);
});

test('JSON, lists and switches are read', async () => {
  const path = config(
    JSON.stringify({ rule: ['live-vectors-disabled=off', 'late-vector=info'], quiet: true }),
    'x.json',
  );
  const { status: exit, err } = await run(['--config', path, trace, join(dir, 'no-such')]);
  expect({ exit, err }).toEqual({ exit: 3, err: '' });
});

test('paths are meant from where the file lies', async () => {
  mkdirSync(join(dir, 'site'));
  config(
    'id: site/x\ntitle: X\nseverity: low\nmatch: {start: {on: window}}\nmessage: x\n',
    'site/r.yaml',
  );
  const path = config('rules: r.yaml\nformat: json\n', 'site/msixray.config.yaml');
  expect((await run(['--config', path, trace])).out).toContain('"rule":"site/x"');
});

test('an empty file is none', async () => {
  expect(await status('--config', config('# nothing yet\n'), trace)).toBe(1);
});

test.each([
  ['fial-on: high', 'there is no option called fial-on (did you mean "fail-on"?)'],
  ['fail-on: bad', 'fail-on: One of critical'],
  ['width: 3', 'width: A whole number from 40 up.'],
  ['width: {a: 1}', 'width: a text or a number'],
  ['strict: yes please', 'strict: true or false'],
  ['for: usenet', 'for: Allowed choices are lkml'],
  ['update-baseline: true', 'there is no option called update-baseline'],
  ['- a\n- b', 'a configuration is a map of options'],
  ['a: [', 'x.yaml: '],
  ['a: &x 1\nb: *x', 'x.yaml: '],
])('%j: exit 2', async (text, message) => {
  const { status: exit, err } = await run(['--config', config(text, 'x.yaml'), trace]);
  expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining(message) });
});

test('a file that was named must be there', async () => {
  expect(await run(['--config', 'no-such.yaml', trace])).toMatchObject({
    status: 2,
    err: 'msixray: cannot read no-such.yaml: no such file or directory\n',
  });
});

test.each([
  ['rules: [site.mjs]', 'rules: site.mjs runs code'],
  ['rules: x.JS', 'rules: x.JS runs code'],
  ['format: [text, html=/tmp/x.html]', 'format: html=/tmp/x.html runs code or writes'],
  ['redact-map: map.json', 'redact-map: map.json runs code or writes'],
])('found and not named, a file cannot say %j', async (text, message) => {
  const path = config(text, 'found.yaml');
  const command = withAnalyzeOptions(new Command('analyze'));
  await expect(applyConfig(command, path, true)).rejects.toThrow(message);
  await expect(applyConfig(command, path, false)).resolves.toBeUndefined();
});

test('found, it gives what only looks', async () => {
  const command = withAnalyzeOptions(new Command('analyze'));
  await applyConfig(
    command,
    config('rules: site.yaml\nformat: json\nfail-on: high\n', 'found.yaml'),
    true,
  );
  expect(command.opts()).toMatchObject({ format: ['json'], failOn: 'high' });
});

test('what moves a cursor is shown, and does not', async () => {
  const { status: exit, err } = await run(['--config', config('"r\\e[31mx": 1', 'x.yaml'), trace]);
  expect(exit).toBe(2);
  expect(err).toContain(String.raw`there is no option called r\x1b[31mx`);
  expect(err).not.toContain('\u001B');
});
