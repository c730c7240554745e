import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createProgram } from '../src/cli/program.ts';
import { run } from './support/run.ts';
import { streams } from './support/streams.ts';

const usage = readFileSync('docs/usage.md', 'utf8');
const program = createProgram({ streams: streams(), argv: [], status: 0 });

test.each(program.commands.map((command) => command.name()))('usage tells of %s', (name) => {
  expect(usage).toMatch(
    new RegExp(`msixray (?:\\[${name}\\]|${name}\\b)|, msixray ${name}\\b`, 'u'),
  );
});

test('usage tells of every option of the main job', () => {
  const analyze = program.commands.find((command) => command.name() === 'analyze');
  const longs = (analyze?.options ?? []).map(({ long }) => long ?? '');
  expect(longs.length).toBeGreaterThan(20);
  expect(
    longs.filter((long) => !usage.includes(`\`${long}`) && !usage.includes(`\`${long} `)),
  ).toEqual([]);
});

test('the output in the readme is that of the demo', async () => {
  const readme = readFileSync('README.md', 'utf8');
  const [, block = ''] = /^```\n\$ trace-cmd report \| msixray\n(.*?)^```/msu.exec(readme) ?? [];
  const { out } = await run(['fixtures/nvme-resize/trace-cmd-report.txt']);
  const parts = block.split('...\n');
  expect(parts).toHaveLength(2);
  for (const part of parts) expect(out).toContain(part);
});
