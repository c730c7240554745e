import { expect, test } from '@jest/globals';
import { hostsOfShard, parseShard, type ShardBy } from '../../src/scan/shard.ts';

test.each([
  ['1/3', {}, { index: 1, count: 3 }],
  ['3/3', {}, { index: 3, count: 3 }],
  ['auto', { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_COUNT: '4' }, { index: 2, count: 4 }],
  [
    'auto',
    { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_COUNT: '4' },
    { index: 1, count: 4 },
  ],
  [
    'auto',
    {
      SLURM_ARRAY_TASK_ID: '14',
      SLURM_ARRAY_TASK_MIN: '10',
      SLURM_ARRAY_TASK_STEP: '2',
      SLURM_ARRAY_TASK_COUNT: '4',
    },
    { index: 3, count: 4 },
  ],
  ['auto/4', { JOB_COMPLETION_INDEX: '0' }, { index: 1, count: 4 }],
  ['auto', { JOB_COMPLETION_INDEX: '3', MSIXRAY_SHARDS: '4' }, { index: 4, count: 4 }],
])('%s with %j', (text, env, shard) => {
  expect(parseShard(text, env)).toEqual(shard);
});

test.each([
  ['0/3', {}],
  ['4/3', {}],
  ['1', {}],
  ['x/3', {}],
  ['auto', {}],
  ['auto', { JOB_COMPLETION_INDEX: '0' }],
  ['auto', { SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_TASK_COUNT: '4' }],
  ['auto', { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_COUNT: '4' }],
])('%s with %j is refused in words', (text, env) => {
  expect(parseShard(text, env)).toEqual(expect.any(String));
});

const fleet = Array.from({ length: 200 }, (_, i) => ({
  host: `web${i}`,
  bytes: (i * 7919) % 1000,
}));

test.each<ShardBy>(['hash', 'size'])('parts by %s are all hosts, each once, in order', (by) => {
  const parts = [1, 2, 3].map((index) => hostsOfShard(fleet, { index, count: 3 }, by));
  expect(parts.flat()).toHaveLength(200);
  expect(new Set(parts.flat())).toEqual(new Set(fleet));
  for (const part of parts) expect(part).toEqual(fleet.filter((host) => part.includes(host)));
});

test('by hash a host stays where it is when others come and go', () => {
  const some = fleet.filter((_, index) => index % 2 === 0);
  const before = hostsOfShard(fleet, { index: 2, count: 5 }, 'hash');
  const after = hostsOfShard(some, { index: 2, count: 5 }, 'hash');
  expect(after).toEqual(before.filter((host) => some.includes(host)));
});

test('by size the parts weigh about the same', () => {
  const weights = [1, 2, 3].map((index) =>
    hostsOfShard(fleet, { index, count: 3 }, 'size').reduce((sum, { bytes }) => sum + bytes, 0),
  );
  expect(Math.max(...weights) - Math.min(...weights)).toBeLessThan(1000);
});

const partOf = (host: string): readonly number[] =>
  [1, 2, 3, 4].filter(
    (index) => hostsOfShard([{ host, bytes: 0 }], { index, count: 4 }, 'hash').length > 0,
  );

test('the part of a name never changes: results of years are split by it', () => {
  expect(['web1', 'web2', 'web3', 'web4', 'web5'].map(partOf)).toEqual([[4], [2], [2], [3], [4]]);
});
