/** Logs that name more than is kept: what is over a limit is told, and what was kept stays right. */
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { analyze } from '../../src/analyze.ts';
import { type LimitName, standardLimits } from '../../src/model/limits.ts';
import type { Result } from '../../src/model/result.ts';
import { defaults } from '../support/analyze-files.ts';

const run = (lines: readonly string[], name: LimitName, limit: number): Promise<Result> =>
  analyze(
    [{ name: 'log', format: null, open: () => Readable.from([Buffer.from(lines.join('\n'))]) }],
    { ...defaults, limits: { ...standardLimits, [name]: limit } },
  );

const many = (line: (i: number) => string): readonly string[] =>
  Array.from({ length: 40 }, (_, i) => line(i));

const fired = (i: number, irq: number, device: string): string =>
  ` <idle>-0     [000] ${100 + i}.000000: irq_handler_entry:    irq=${irq} name=vfio-msix[${i}](${device})`;

const cases: readonly (readonly [LimitName, readonly string[]])[] = [
  ['irqs', many((i) => fired(i, 24 + i, '0000:01:00.0'))],
  ['vectors', many((i) => fired(i, 24 + i, '0000:01:00.0'))],
  ['devices', many((i) => fired(i, 24 + i, `0000:${10 + i}:00.0`))],
  [
    'threads',
    many((i) => ` qemu-${i + 1}  [000] ${100 + i}.000000: vector_setup: irq=24 is_legacy=0 ret=0`),
  ],
  [
    'cpu-vectors',
    many(
      (i) =>
        ` qemu-1  [000] ${100 + i}.000000: vector_update: irq=24 vector=${40 + i} cpu=0 prev_vector=0 prev_cpu=0`,
    ),
  ],
  ['devices', many((i) => `1@${100 + i}.000000:vfio_msix_vector_do_use  (dev${i}) vector 1 used`)],
];

test.each(cases)('%s', async (name, lines) => {
  const all = await run(lines, name, 40);
  expect(all.sources[0]?.problems).toEqual([]);
  const some = await run(lines, name, 10);
  const [problem] = some.sources[0]?.problems ?? [];
  expect(problem?.key).toBe('limit-reached');
  expect(problem?.count).toBe(30);
  expect(some.coverage.limits.join('\n')).toContain(`--limit ${name}=N`);
});
