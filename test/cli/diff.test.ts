import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
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
    out: 'No difference.\n',
    err: '',
  });
});

test('a new finding is exit 1, one that is gone is not', async () => {
  const [a, b] = [saved('a.json', without), saved('b.json', before)];
  const worse = await run(['diff', a, b]);
  expect(worse.status).toBe(1);
  expect(worse.out).toContain(`  + ${first?.severity} ${first?.rule}: `);
  expect((await run(['diff', '--fail-on', 'never', a, b])).status).toBe(0);
  const better = await run(['diff', b, a]);
  expect(better.status).toBe(0);
  expect(better.out).toContain(`  - ${first?.severity}`);
  expect(parsed<object>((await run(['diff', '--json', b, a])).out)).toMatchObject({
    findings: { came: [], went: [{ rule: first?.rule }] },
    windows: { came: [], went: [], changed: [] },
    sameSources: true,
  });
});

test('windows that are gone are told', async () => {
  const [a, b] = [saved('a.json', before), saved('b.json', { ...before, windows: [] })];
  expect((await run(['diff', a, b])).out).toContain(
    `Windows: 0 came, ${before.windows.length} went, 0 changed\n`,
  );
});
