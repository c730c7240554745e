import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { formats } from '../../parsers/index.ts';
import { readSource } from '../../src/input/read-source.ts';
import { inChunks } from '../support/chunks.ts';

/** Every log that is shipped, and every sample of every format with its neighbours. */
const logs: (readonly [name: string, text: Uint8Array])[] = [
  ...readdirSync('fixtures', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:txt|log)(?:\.gz)?$/u.test(name) && !name.startsWith('report/'))
    .map((name) => [name, readFileSync(join('fixtures', name))] as const),
  ...formats.flatMap((format) =>
    format.reads === 'lines' && format.needles !== null
      ? [[`samples of ${format.id}`, Buffer.from(samplesOf(format.samples))] as const]
      : [],
  ),
];

function samplesOf(
  samples: readonly { readonly line: string; readonly before?: readonly string[] }[],
): string {
  return samples
    .flatMap(({ line, before }) => [...(before ?? []), line, 'nothing that anybody wants'])
    .join('\n');
}

/** Everything that the reader tells, one text each. */
async function toldOf(bytes: Uint8Array, everything: boolean, size: number): Promise<string[]> {
  const told: string[] = [];
  const tell = (value: unknown): void => {
    told.push(
      JSON.stringify(value, (_, each: unknown) =>
        typeof each === 'bigint' ? each.toString() : each,
      ),
    );
  };
  const sink = { event: tell, problem: (...problem: unknown[]) => tell(problem) };
  const options = { zone: 'UTC', year: 2026 };
  tell(
    await readSource(inChunks(bytes, size), { name: 'x', format: null, everything, options, sink }),
  );
  return told;
}

test('there are logs to compare', () => {
  expect(logs.length).toBeGreaterThan(5);
});

test.each(logs)('%s: the sieve loses nothing', async (_, bytes) => {
  const reference = await toldOf(bytes, true, 100_000);
  const sieved = await toldOf(bytes, false, 5_003);
  // The first difference: all of them would fill the screen.
  const at = sieved.findIndex((each, index) => each !== reference[index]);
  expect([sieved.length, sieved[at]]).toEqual([reference.length, reference[at]]);
});
