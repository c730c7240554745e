/**
 * What scripts rely on, with the package as npm installs it, on every Node that is supported: statuses, streams, bytes that
 * do not change, and the published schemas. Run by `npm run test:package`; npm's package `node` brings the other versions.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';
import { install, logs, nodeOf, runner } from '../support/packed.ts';

const MAJORS = [20, 22, 24] as const;
const TRACE = 'trace-cmd-report.txt';

const home = folder();
const cwd = folder();
const runs = new Map<number, ReturnType<typeof runner>>();
/** What the first Node wrote, by format. */
const first = new Map<string, string>();
let packed = '';

beforeAll(() => {
  packed = install(home);
  for (const major of MAJORS) runs.set(major, runner(nodeOf(home, major), packed, cwd));
  logs(cwd, on(20));
}, 600_000);

const windows = (out: string): number =>
  parsed<{ readonly windows: readonly object[] }>(out).windows.length;

const schema = (name: string): object =>
  parsed<object>(readFileSync(join(packed, 'schema', `${name}.schema.json`), 'utf8'));

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

function on(major: number): ReturnType<typeof runner> {
  const run = runs.get(major);
  if (run === undefined) throw new Error(`no Node ${major}`);
  return run;
}

test('the package holds what runs and what is told, and no tests', () => {
  const files = readdirSync(packed, { recursive: true, encoding: 'utf8' });
  for (const wanted of [
    'LICENSE',
    'README.md',
    'dist/bin/msixray.js',
    'docs/rules/late-vector.md',
    'schema/result-1.schema.json',
  ])
    expect(files).toContain(wanted);
  expect(files.filter((name) => /^(?:test|fixtures|dist\/test)\b|\.map$/u.test(name))).toEqual([]);
});

describe.each(MAJORS)('on Node %i', (major) => {
  test('statuses and streams', () => {
    const run = on(major);
    expect(run(['--version'])).toEqual({ status: 0, out: expect.stringMatching(/^\d/u), err: '' });
    expect(run([TRACE])).toMatchObject({ status: 1, err: '' });
    expect(run(['--fail-on', 'critical', TRACE])).toMatchObject({ status: 0, err: '' });
    expect(run(['--no-such-option'])).toMatchObject({ status: 2, out: '' });
    expect(run(['-f', 'json=x', '-f', 'nothing'])).toMatchObject({ status: 2, out: '' });
    expect(run([], '')).toMatchObject({ status: 3, err: expect.stringContaining('stdin: empty') });
    expect(run(['no-such-file'])).toMatchObject({
      status: 3,
      err: expect.stringContaining('no-such-file'),
    });
    expect(run(['no-such-file', TRACE]).status).toBe(1);
    expect(run(['--strict', 'no-such-file', TRACE]).status).toBe(3);
  });

  test('a pipe, a file and an archive of it say the same', () => {
    const run = on(major);
    const text = readFileSync(join(cwd, TRACE), 'utf8');
    expect(windows(run(['-f', 'json'], text).out)).toBe(4);
    expect(windows(run(['-f', 'json', `${TRACE}.gz`]).out)).toBe(4);
    expect(windows(run(['-f', 'json', `${TRACE}.xz`]).out)).toBe(4);
    expect(windows(run(['-f', 'json', `${TRACE}.zst`]).out)).toBe(4);
    expect(windows(run(['-f', 'json', `${TRACE}.bz2`]).out)).toBe(4);
  });

  test.each(['json', 'html', 'text'])('the same %s in any order and on any Node', (format) => {
    const sources = [TRACE, 'qemu.log', 'dmesg.txt'];
    const said = on(major)(['-f', format, ...(major === 20 ? sources : sources.toReversed())]);
    expect(said).toMatchObject({ status: 1, err: '' });
    first.set(format, first.get(format) ?? said.out);
    expect(said.out).toBe(first.get(format));
  });

  test('a scan with worker threads', () => {
    const { status, out } = on(major)(['scan', '--jobs', '2', 'fleet']);
    expect(status).toBe(1);
    expect(out).toBe(on(20)(['scan', '--jobs', '1', 'fleet']).out);
  });
});

test('what is written is of the schemas in the package', () => {
  const ajv = new Ajv2020({ schemas: ['result-1', 'record-1', 'host-1'].map(schema) });
  const holds = (id: string, text: string): void => {
    const validate = ajv.getSchema(id);
    expect(validate?.(parsed<unknown>(text))).toBe(true);
  };
  holds('msixray:result-1', on(20)(['-f', 'json', TRACE]).out);
  for (const line of lines(on(20)(['-f', 'ndjson', TRACE]).out)) holds('msixray:record-1', line);
  for (const line of lines(on(20)(['scan', 'fleet']).out)) holds('msixray:host-1', line);
});
