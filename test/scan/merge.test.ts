import { expect, test } from '@jest/globals';
import type { HostResult } from '../../src/model/host.ts';
import { assemble, partsOf } from '../../src/scan/assemble.ts';
import { Merge, mergeHosts } from '../../src/scan/merge.ts';
import { aCasePart, aFile, aHost } from '../support/hosts.ts';

const night = (name: string): HostResult =>
  assemble({
    host: 'web1',
    files: [
      aFile('web1/trace.txt', { case: aCasePart(name).head.key, digest: name.padEnd(64, '0') }),
      aFile('web1/photo.jpg', { status: 'skipped', reason: 'no known format' }),
    ],
    skipped: [{ reason: 'no known format', files: name.length }],
    cases: [aCasePart(name)],
  });

const [a, b, c] = [night('a'), night('bb'), night('ccc')];

test('a line is its parts', () => {
  for (const line of [a, aHost('x')]) expect(assemble(partsOf(line))).toEqual(line);
  expect(JSON.stringify(assemble(partsOf(a)))).toBe(JSON.stringify(a));
});

test('merging is associative, commutative and idempotent', () => {
  const all = mergeHosts(mergeHosts(a, b), c);
  expect(JSON.stringify(mergeHosts(a, mergeHosts(b, c)))).toBe(JSON.stringify(all));
  expect(JSON.stringify(mergeHosts(c, mergeHosts(b, a)))).toBe(JSON.stringify(all));
  expect(JSON.stringify(mergeHosts(all, b))).toBe(JSON.stringify(all));
  expect(JSON.stringify(mergeHosts(a, a))).toBe(JSON.stringify(a));
});

test('a merged host has every case, renumbered, with its own findings', () => {
  const all = mergeHosts(mergeHosts(a, b), c);
  expect(all.cases.map(({ id }) => id)).toEqual(['C1', 'C2', 'C3']);
  expect(all.findings).toHaveLength(3 * a.findings.length);
  expect(new Set(all.findings.map((finding) => finding.case))).toEqual(new Set(['C1', 'C2', 'C3']));
  expect(all.summary.files).toEqual({ read: 3, incomplete: 0, failed: 0, skipped: 3 });
});

test('hosts come back in order of their names, the same bytes as went in', async () => {
  const merge = await Merge.open();
  const lines = ['web10', 'web2', 'alpha', 'Z'].map((host) => aHost(host));
  for (const line of lines) await merge.add(line);
  const out: HostResult[] = [];
  for await (const line of merge.results()) out.push(line);
  await merge.close();
  expect(out.map(({ host }) => host)).toEqual(['Z', 'alpha', 'web10', 'web2']);
  expect(JSON.stringify(out[2])).toBe(JSON.stringify(lines[0]));
});
