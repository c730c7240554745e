/** Nights over two hundred hosts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type MadeHost, makeFleet } from '../../fixtures/fleet/generate.ts';
import type { HostResult } from '../../src/model/host.ts';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';
import { msixray, type Ran } from '../support/msixray.ts';

const dir = folder();
const fleet = join(dir, 'fleet');
const state = join(dir, 'state');
const quiet = ['scan', '-q', '--fail-on', 'never', '--size-limit', '100M'];
let made: readonly MadeHost[] = [];
let first: Ran;

beforeAll(async () => {
  made = await makeFleet(fleet, 200, 60);
  first = await msixray(...quiet, '--jobs', '2', '--state', state, fleet);
});

const hostsOf = ({ out }: Ran): ReadonlyMap<string, HostResult> =>
  new Map(
    out
      .trimEnd()
      .split('\n')
      .map((line) => parsed<HostResult>(line))
      .map((host) => [host.host, host]),
  );

const verdicts = (hosts: ReadonlyMap<string, HostResult>, what: string): readonly string[] => [
  ...new Set(
    made
      .filter((host) => host.what === what)
      .map(
        ({ host }) =>
          hosts
            .get(host)
            ?.summary.verdict.replaceAll(/0000:\w\w:/gu, '0000:xx:')
            .replaceAll(/node\d+/gu, 'node') ?? 'none',
      ),
  ),
];

test('every host has its verdict, in order', () => {
  const hosts = hostsOf(first);
  expect([...hosts.keys()]).toEqual(
    made.map(({ host }) => host).toSorted((a, b) => (a < b ? -1 : 1)),
  );
  for (const { summary } of hosts.values()) expect(summary.verdict).not.toBe('');
});

test.each(['plain', 'packed', 'rotated', 'dated', 'sosreport', 'tar', 'zip', 'huge'])(
  'a %s host has both teardowns',
  (what) => {
    const found = verdicts(hostsOf(first), what);
    expect(found).toEqual([
      expect.stringMatching(/^0000:xx:00\.0: MSI-X was taken down 2 times with vectors 0, 1 live/u),
    ]);
  },
);

test('folders of nights are cases of their own', () => {
  const hosts = hostsOf(first);
  const nights = made.filter(({ what }) => what === 'nights').map(({ host }) => hosts.get(host));
  expect(new Set(nights.map((host) => host?.cases.length))).toEqual(new Set([2]));
});

test.each([
  ['cut gzip', /trace\.txt\.gz \(the gzip data is cut or damaged\)/u],
  ['cut tar', /files were not read to their end/u],
  ['damaged zip', /^Nothing to analyse \(node\/logs\.zip: /u],
  ['only noise', /^Nothing to analyse \(no known format: 2\)/u],
  ['empty files', /^Nothing to analyse \(empty: 2\)/u],
  ['hostile names', /taken down 2 times/u],
  ['hostile text', /taken down 2 times/u],
  ['climbing tar', /taken down 2 times/u],
  ['bomb', /taken down 2 times/u],
  ['log bomb', /taken down 2 times/u],
  ['an empty folder', /^Nothing to analyse \(a folder without files: 1\)/u],
  ['a pipe that nobody writes to', /^Nothing to analyse \(not a file: 1\)/u],
])('%s: a verdict with its reason', (what, says) => {
  const found = verdicts(hostsOf(first), what);
  expect(found.length).toBeGreaterThan(0);
  for (const verdict of found) expect(verdict).toMatch(says);
});

test('the second night of an unchanged fleet costs under 5 %, and says the same', async () => {
  const shares: number[] = [];
  for (let tries = 0; tries < 2; tries += 1) {
    const again = await msixray(...quiet, '--jobs', '2', '--state', state, fleet);
    expect(again.out).toBe(first.out);
    shares.push(again.cpu / first.cpu);
  }
  expect(Math.min(...shares)).toBeLessThan(0.05);
});

test('one worker gives the same bytes as two', async () => {
  expect((await msixray(...quiet, '--jobs', '1', fleet)).out).toBe(first.out);
});

test.each([
  ['hash', []],
  // What was read already need not be read again to be told apart.
  ['size', ['--state', state]],
])('three parts by %s, merged, are one scan', async (by, remembering) => {
  const parts = [1, 2, 3].map((i) => join(dir, `${by}-${i}.ndjson`));
  for (const [index, path] of parts.entries()) {
    const part = ['--shard', `${index + 1}/3`, '--shard-by', by, '-f', `ndjson=${path}`];
    await msixray(...quiet, ...remembering, ...part, fleet);
  }
  const { out } = await msixray('merge', '-q', '--fail-on', 'never', ...parts.toReversed());
  expect(out).toBe(first.out);
});

test('a list of files is read and nothing else', async () => {
  const list = join(dir, 'list');
  const some = made.filter(({ what }) => what === 'plain').slice(0, 3);
  writeFileSync(list, some.map(({ host }) => join(fleet, host, 'trace.txt')).join('\n'));
  const hosts = hostsOf(await msixray(...quiet, '--files-from', list, fleet));
  expect([...hosts.keys()]).toEqual(some.map(({ host }) => host));
  for (const { files } of hosts.values()) expect(files).toHaveLength(1);
});
