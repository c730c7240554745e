import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folder } from '../support/folder.ts';
import { run } from '../support/run.ts';
import { teardowns } from '../support/teardowns.ts';

const dir = folder();
const trace = teardowns(dir);

test('a redacted report names neither device nor source', async () => {
  const { status, out } = await run(['--redact', trace]);
  expect(status).toBe(1);
  expect(out).toMatch(/^ffff:00:01\.0: MSI-X was taken down 2 times/u);
  expect(out).not.toContain('0000:01:00.0');
  expect(out).not.toContain('trace.txt');
});

test('the map is private and kept from run to run', async () => {
  const map = join(dir, 'names.json');
  const first = await run(['--redact-map', map, '--redact-check', trace]);
  expect(statSync(map).mode & 0o777).toBe(0o600);
  const text = readFileSync(map, 'utf8');
  expect(JSON.parse(text)).toMatchObject({ names: { device: { '0000:01:00': 'ffff:00:01' } } });
  expect(await run(['--redact-map', map, trace])).toEqual(first);
  expect(readFileSync(map, 'utf8')).toBe(text);
});

test('a saved result can be redacted, and a tracker quotes no command then', async () => {
  const json = join(dir, 'result.json');
  await run(['-f', `json=${json}`, trace]);
  const { out } = await run(['report', '--redact', '--for', 'lkml', json]);
  expect(out).toContain('ffff:00:01.0');
  expect(out).not.toContain(dir);
});

test('a name that survives stops everything', async () => {
  const json = join(dir, 'odd.json');
  await run(['-f', `json=${json}`, trace]);
  // A map that leaves a device as it is.
  const map = join(dir, 'odd-map.json');
  const names = { device: { '0000:01:00': '0000:01:00' } };
  writeFileSync(map, JSON.stringify({ schema: 'msixray.redact-map/1', names }));
  const target = join(dir, 'never.txt');
  expect(
    await run(['report', '--redact-check', '--redact-map', map, '-f', `text=${target}`, json]),
  ).toEqual({
    status: 2,
    out: '',
    err: 'msixray: 1 name survives in text: 0000:01:00\n  nothing was written\n',
  });
  expect(existsSync(target)).toBe(false);
});

test('a map that is none is refused', async () => {
  const path = join(dir, 'no-map.json');
  writeFileSync(path, '{"schema":"msixray.redact-map/1","names":{"device":{"a":1}}}');
  expect(await run(['--redact-map', path, trace])).toMatchObject({
    status: 2,
    err: expect.stringContaining('is no map of pseudonyms'),
  });
});
