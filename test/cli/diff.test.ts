import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { differenceOf } from '../../src/cli/commands/diff.ts';
import type { Result } from '../../src/model/result.ts';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';
import { nvmeResize } from '../support/result.ts';
import { run } from '../support/run.ts';

const dir = folder();
const before = nvmeResize();
const [first, ...others] = before.findings;

const without: Result = { ...before, findings: others };

function saved(name: string, result: Result): string {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify(result));
  return path;
}

test('a result does not differ from itself', async () => {
  const path = saved('a.json', before);
  expect(await run(['diff', path, path])).toEqual({
    status: 0,
    out: `0 new, 0 gone, 0 changed, ${before.findings.length} the same\n`,
    err: '',
  });
});

test('a new finding is exit 1, one that is gone is not', async () => {
  const [a, b] = [saved('a.json', without), saved('b.json', before)];
  const worse = await run(['diff', a, b]);
  expect(worse.status).toBe(1);
  expect(worse.out).toContain(`+ ${first?.severity} (${first?.confidence}) ${first?.rule}: `);
  expect((await run(['diff', '--fail-on', 'never', a, b])).status).toBe(0);
  const better = await run(['diff', b, a]);
  expect(better.status).toBe(0);
  expect(better.out).toContain(`- ${first?.severity}`);
  expect(parsed<object>((await run(['diff', '--json', b, a])).out)).toMatchObject({
    added: [],
    gone: [{ rule: first?.rule }],
  });
});

test('times and counts are no difference, severity and confidence are', () => {
  const later = before.findings.map((finding) => ({ ...finding, at: '99.000000000', id: 'F9' }));
  expect(differenceOf(before, { ...before, findings: later })).toMatchObject({
    added: [],
    gone: [],
    changed: [],
  });
  const surer = before.findings.map((finding) => ({ ...finding, severity: 'info' as const }));
  expect(differenceOf(before, { ...before, findings: surer }).changed.length).toBeGreaterThan(0);
});

test('findings of one fingerprint are paired one by one', () => {
  const twice = { ...before, findings: [...before.findings, ...before.findings] };
  const { added, gone, same } = differenceOf(before, twice);
  expect([added.length, gone.length, same]).toEqual([
    before.findings.length,
    0,
    before.findings.length,
  ]);
});

test('a rule that could judge only once is told', () => {
  const id = 'remap-fault';
  const rulesWith = (outcome: 'pass' | 'findings' | 'not-applicable'): Result => ({
    ...before,
    rules: [{ id, outcome, missing: [] }],
  });
  expect(differenceOf(rulesWith('pass'), rulesWith('not-applicable')).rules).toEqual([
    { rule: id, before: 'pass', after: 'not-applicable' },
  ]);
  expect(differenceOf(rulesWith('pass'), rulesWith('findings')).rules).toEqual([]);
});

test('numbers of windows and devices are told', () => {
  expect(differenceOf(before, { ...before, windows: [] }).counts).toEqual([
    { of: 'windows', before: before.windows.length, after: 0 },
  ]);
});
