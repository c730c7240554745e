import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { expect, test } from '@jest/globals';

/** The executable as `npm run build` leaves it; `npm test` builds first. */
const bin = 'dist/bin/msixray.js';
const trace = 'fixtures/nvme-resize/trace-cmd-report.txt';

function shell(command: string): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, out: stdout, err: stderr };
}

test('the executable can be run', () => {
  expect(() => accessSync(bin, constants.X_OK)).not.toThrow();
  expect(shell(`${bin} --version`)).toMatchObject({ status: 0, err: '' });
});

test('statuses reach the shell', () => {
  expect(shell(`cat ${trace} | ${bin} | grep -c 'taken down 2 times'`).status).toBe(1);
  expect(shell(`${bin} --fail-on never ${trace}`).status).toBe(0);
  expect(shell(`${bin} --no-such-option`).status).toBe(2);
  expect(shell(`${bin} < /dev/null`)).toMatchObject({ status: 3, err: 'msixray: stdin: empty\n' });
});

test('a reader that leaves early is no error', () => {
  const { status, out, err } = shell(`${bin} --fail-on never -f json ${trace} | head -c 10`);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toHaveLength(10);
});
