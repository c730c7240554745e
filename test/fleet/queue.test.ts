/** A fleet on a real Redis: two workers, one of them killed in the middle of a job, and the server restarted once. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeFleet } from '../../fixtures/fleet/generate.ts';
import type { HostResult } from '../../src/model/host.ts';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';
import { msixray, type Running, start } from '../support/msixray.ts';
import { type OwnRedis, ownRedis } from '../support/redis.ts';

const dir = folder();
const fleet = join(dir, 'fleet');
let redis: OwnRedis;
const running: Running[] = [];

beforeAll(async () => {
  mkdirSync(join(dir, 'redis'));
  redis = await ownRedis(join(dir, 'redis'));
  await makeFleet(fleet, 40, 30);
});

afterAll(async () => {
  for (const one of running) one.kill('SIGKILL');
  await redis.stop();
});

const work = (...options: readonly string[]): Running => {
  const one = start([
    'fleet',
    'work',
    '--redis',
    redis.url,
    '--lock',
    '3',
    '--jobs',
    '1',
    ...options,
  ]);
  running.push(one);
  return one;
};

const submit = (...options: readonly string[]): ReturnType<typeof msixray> =>
  msixray('fleet', 'submit', '--redis', redis.url, '-q', ...options);

/** How many host jobs are in a state; BullMQ keeps a list or a sorted set for each. */
async function count(state: 'active' | 'completed'): Promise<number> {
  const client = redis.client();
  const key = `bull:msixray-hosts:${state}`;
  const number = state === 'active' ? await client.llen(key) : await client.zcard(key);
  client.disconnect();
  return number;
}

const hostsOf = (out: string): readonly string[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => parsed<HostResult>(line).host);

test('every host is in the merge exactly once, whatever happens on the way', async () => {
  const out = join(dir, 'merged.ndjson');
  const whole = await msixray('scan', '-q', '--fail-on', 'never', fleet);
  expect((await submit('--run', 'night-1', '--out', out, fleet)).status).toBe(0);
  expect((await submit('--run', 'night-1', '--out', out, fleet)).status).toBe(0);
  const killed = work();
  const survivor = work('--drain');
  while ((await count('completed')) < 4) await sleep(20);
  while ((await count('active')) < 2) await sleep(5);
  killed.kill('SIGKILL');
  expect((await killed.done).status).toBeNull();
  while ((await count('completed')) < 12) await sleep(20);
  await redis.restart(1000);
  const { status, err } = await survivor.done;
  expect({ status, err }).toEqual({
    status: 0,
    err: expect.stringContaining('night-1: all hosts are done'),
  });
  expect(readFileSync(out, 'utf8')).toBe(whole.out);
  const told = await msixray('fleet', 'status', '--redis', redis.url);
  expect(told.out).toBe('night-1  done: 43 of 43 hosts\n');
  const asked = await msixray(
    'fleet',
    'status',
    '--redis',
    redis.url,
    '-q',
    '-f',
    'ndjson',
    'night-1',
  );
  expect(asked.out).toBe(whole.out);
});

test('the second night reads nothing that was read, on any machine', async () => {
  const worker = work();
  const began = performance.now();
  const ran = await submit('--run', 'night-2', '--wait', '--fail-on', 'never', fleet);
  const seconds = (performance.now() - began) / 1000;
  worker.kill('SIGTERM');
  expect((await worker.done).status).toBe(0);
  expect(ran.out).toBe(readFileSync(join(dir, 'merged.ndjson'), 'utf8'));
  expect(seconds).toBeLessThan(15);
});

test('files behind URLs are fetched by a command, without a shell', async () => {
  const fetch = join(dir, 'fetch.sh');
  writeFileSync(fetch, `#!/bin/sh\nexec cat "${fleet}/\${1#store://bucket/}"\n`, { mode: 0o755 });
  const list = join(dir, 'list');
  writeFileSync(
    list,
    ['node0000/trace.txt', 'node0001/trace.txt.gz', 'node0002/none', 'node0005/$(touch x)']
      .map((name) => `store://bucket/${name}`)
      .join('\n'),
  );
  const worker = work('--fetch', fetch, '--drain');
  const ran = await submit('--run', 'urls', '--wait', '--files-from', list, 'store://bucket');
  await worker.done;
  expect(ran.status).toBe(1);
  expect(hostsOf(ran.out)).toEqual(['node0000', 'node0001', 'node0002', 'node0005']);
  const files = ran.out
    .trimEnd()
    .split('\n')
    .map((line) => parsed<HostResult>(line).files[0]);
  expect(files.map((file) => file?.status)).toEqual(['read', 'read', 'failed', 'failed']);
  expect(files[2]?.reason).toContain('ended with 1');
});

test('who is not there is told', async () => {
  const { status, err } = await msixray(
    'fleet',
    'status',
    '--redis',
    'redis://:secret@127.0.0.1:1',
  );
  expect({ status, err }).toEqual({
    status: 2,
    err: 'msixray: no Redis answers at redis://127.0.0.1:1\n',
  });
});
