import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Result } from '../../src/model/result.ts';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';
import { type Run, run } from '../support/run.ts';
import { teardowns } from '../support/teardowns.ts';

const dir = folder();
const trace = teardowns(dir);

interface Found {
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
  readonly windows: readonly { readonly id: string }[];
  readonly coverage: { readonly limits: readonly string[] };
}

async function found(...argv: readonly string[]): Promise<Found> {
  return parsed<Found>((await run(['-q', '-f', 'json', ...argv, trace])).out);
}

const rulesOf = ({ findings }: Found): readonly string[] => findings.map(({ rule }) => rule);

test('a part of the time is looked at', async () => {
  const all = await found();
  expect(all.windows).toHaveLength(2);
  const second = await found('--since', '40.01');
  expect(second.windows).toHaveLength(1);
  expect(second.coverage.limits).toContain(
    'only 40.010000000 to the end was looked at; counts and rates of vectors are those of the whole log',
  );
  expect((await found('--until', '40.001')).windows).toEqual([]);
});

test.each([
  [['--since', '2026-11-22'], 'the wall time is not known'],
  [['--device', '0000:09:00.0'], 'no device is called 0000:09:00.0; there is 0000:01:00.0'],
])('%j cannot be looked at: exit 2', async (argv, message) => {
  const { status, err } = await run([...argv, trace]);
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(message) });
});

test('a device is found without its domain', async () => {
  expect(await found('--device', '01:00.0')).toMatchObject({ windows: (await found()).windows });
});

test('of CPUs without an interrupt the windows are told all the same, and that nothing was counted', async () => {
  const { status, out } = await run(['--cpu', '77', '-f', 'json', trace]);
  expect(status).toBe(1);
  expect(parsed<Result>(out).coverage).toMatchObject({
    unobserved: expect.arrayContaining([expect.stringContaining('every interrupt of')]),
    limits: ['only interrupts of CPUs 77 were counted'],
  });
});

test('findings of a baseline are known from then on', async () => {
  const baseline = ['--baseline', join(dir, 'known.json')];
  expect(await run(['--update-baseline', ...baseline, trace])).toMatchObject({
    status: 0,
    err: '',
  });
  const known = await run([...baseline, '-f', 'json', trace]);
  expect(known).toMatchObject({ status: 0, err: '' });
  expect(parsed<Found>(known.out)).toMatchObject({
    findings: [],
    coverage: { limits: ['not shown: 3 known from the baseline'] },
  });
  // The first lines only: what is in the baseline may not be taken out of it by a part.
  const before = readFileSync(join(dir, 'known.json'), 'utf8');
  await run(['--update-baseline', ...baseline, '--until', '39', trace]);
  expect(readFileSync(join(dir, 'known.json'), 'utf8')).toBe(before);
});

test('a baseline that is not read whole is not used', async () => {
  const path = join(dir, 'bad-baseline.json');
  writeFileSync(path, '{"schema":"msixray.baseline/1","entries":[{"rule":"x"}]}');
  const { status, err } = await run(['--baseline', path, trace]);
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(`${path}:1:`) });
});

test('an entry past its day is told', async () => {
  const path = join(dir, 'old.json');
  await run(['--update-baseline', '--baseline', path, trace]);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replaceAll('"count":1', '"count":1,"expires":"2026-11-21"'),
  );
  const { status, err } = await run(['--baseline', path, trace]);
  expect(status).toBe(1);
  expect(err).toContain('live-vectors-disabled of 0000:01:00.0 is past its day (2026-11-21)');
});

const rule = `
id: site/any-window
title: Any window at all
severity: critical
match: {start: {on: window}}
message: "{device}: a window ({cause})"
`;

test('rules of users are judged beside those that ship', async () => {
  const path = join(dir, 'rules.yaml');
  writeFileSync(path, rule);
  expect(rulesOf(await found('--rules', path))).toContain('site/any-window');
  expect((await found('--rules', path, '--rule', 'site/any-window=low')).findings).toContainEqual(
    expect.objectContaining({ rule: 'site/any-window', severity: 'low' }),
  );
  expect(await run(['--rules', path, '--rules', path, trace])).toMatchObject({
    status: 2,
    err: expect.stringContaining('another file has a rule called site/any-window'),
  });
});

test('a fault in a rule file is told with its place, and nothing is judged', async () => {
  const path = join(dir, 'bad.yaml');
  writeFileSync(path, rule.replace('severity: critical', 'sevrity: critical'));
  const { status, out, err } = await run(['--rules', path, trace]);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(`${path}:4:1: `);
});

test('a tracker decides output and width, and quotes the command', async () => {
  const lkml = await run(['--for', 'lkml', trace]);
  expect(lkml.out).toContain(`msixray --for lkml ${trace}`);
  const github = await run(['--for', 'github', trace]);
  expect(github.out).toContain('<details>');
  const file = join(dir, 'mail.txt');
  const both = await run(['--for', 'lkml', '-f', `text=${file}`, '-f', 'json', trace]);
  expect(both.out).toMatch(/^\{/u);
  expect(readFileSync(file, 'utf8')).toContain('msixray --for lkml');
});

test('a tracker without its output is refused before anything is read', async () => {
  const json = join(dir, 'never.json');
  const refused: Run = await run(['--for', 'lkml', '-f', `json=${json}`, trace]);
  expect(refused).toMatchObject({ status: 2, err: expect.stringContaining('add -f text=FILE') });
  expect(existsSync(json)).toBe(false);
});

test('an offset is taken for the source that it names', async () => {
  const { out } = await run([
    '-f',
    'json',
    '--offset',
    'qemu.log=-1795342812.2752',
    trace,
    'fixtures/nvme-resize/qemu.log',
  ]);
  const { sources } = parsed<{ sources: readonly object[] }>(out);
  expect(sources).toContainEqual(
    expect.objectContaining({ name: 'qemu.log', offsetBasis: 'declared' }),
  );
});
