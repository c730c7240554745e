import { expect, test } from '@jest/globals';
import { Progress } from '../../src/cli/progress.ts';
import { type Captured, streams } from '../support/streams.ts';

function shown(world: Captured, total: number | null, quiet: boolean): string {
  let now = 0;
  const progress = new Progress(world.stderr, total, quiet, () => now);
  for (const [ms, bytes] of [
    [100, 1e6],
    [1000, 50e6],
    [1050, 51e6],
    [2000, 100e6],
  ] as const) {
    now = ms;
    progress.update(bytes);
  }
  progress.done();
  return world.err();
}

const terminal = (): Captured => streams({ stderrIsTerminal: true });

test('a terminal sees share, rate and what is left, not too soon and not too often', () => {
  expect(shown(terminal(), 200e6, false).split('\r\u001b[K')).toEqual([
    '',
    'reading: 25 % of 200 MB, 50 MB/s, 3 s left',
    'reading: 50 % of 200 MB, 50 MB/s, 2 s left',
    '',
  ]);
});

test('a pipe into the program has no share', () => {
  expect(shown(terminal(), null, false)).toContain('reading: 50 MB, 50 MB/s');
});

test('quiet, and standard error that is no terminal, see nothing', () => {
  expect(shown(terminal(), 200e6, true)).toBe('');
  expect(shown(streams(), 200e6, false)).toBe('');
});
