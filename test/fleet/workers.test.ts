/**
 * What a second worker is worth. The logs are large: to begin costs each worker some seconds of compiling, which with one
 * worker another core does.
 */
import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folder } from '../support/folder.ts';
import { hugeTrace } from '../support/huge-trace.ts';
import { msixray, type Ran } from '../support/msixray.ts';

const HOSTS = 10;
const dir = folder();

/** Seconds that it would have taken on a machine of its own. */
const undisturbed = ({ seconds, waited }: Ran): number => seconds - waited;

test('two workers give the bytes of one, in at most 0.6 of the time', async () => {
  const fleet = join(dir, 'fleet');
  const log = join(dir, 'trace.txt');
  hugeTrace(log, 200);
  for (let i = 0; i < HOSTS; i += 1) {
    mkdirSync(join(fleet, `web${i}`), { recursive: true });
    linkSync(log, join(fleet, `web${i}`, 'trace.txt'));
  }
  const scan = (jobs: string): Promise<Ran> =>
    msixray('scan', '-q', '--fail-on', 'never', '--jobs', jobs, fleet);
  const ratios: number[] = [];
  // Other programs on the machine may slow one of the runs down.
  for (let tries = 0; tries < 3 && Math.min(1, ...ratios) > 0.6; tries += 1) {
    const [one, two] = [await scan('1'), await scan('2')];
    expect(two.out).toBe(one.out);
    expect(one.out.trimEnd().split('\n')).toHaveLength(HOSTS);
    ratios.push(undisturbed(two) / undisturbed(one));
  }
  expect(Math.min(...ratios)).toBeLessThanOrEqual(0.6);
});
