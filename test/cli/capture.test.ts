import { expect, test } from '@jest/globals';
import { run } from '../support/run.ts';

test('prints a recipe for a host that the user names, and ends well', async () => {
  const { status, out, err } = await run([
    'capture',
    '--kernel',
    '6.1',
    '--qemu',
    '7.2',
    '--arch',
    'x86_64',
  ]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain('Linux 6.1, x86_64, QEMU 7.2.');
  expect(out).toContain('vdev=%di:x64 flags=%si:x32');
  expect(out).not.toContain('name=+0(vdev->pdev');
});

test('prints a recipe for this host, whatever it is', async () => {
  const { status, out } = await run(['capture']);
  expect(status).toBe(0);
  expect(out).toContain('trace');
  expect(out).toContain('Not known: the version of QEMU');
});

test('prints one script', async () => {
  const { status, out } = await run([
    'capture',
    '--kernel',
    '6.12',
    '--script',
    '--rate',
    '500000',
    '--seconds',
    '60',
  ]);
  expect(status).toBe(0);
  expect(out).toMatch(/^#!\/bin\/bash\n/);
  expect(out).toContain('seconds=${2:-60}');
  expect(out).toContain('-b 131072');
});

test.each([
  [['--kernel', '6.1; reboot']],
  [['--clock', '$(id)']],
  [['--tool', 'magic']],
  [['--rate', '0']],
  [['--domain', 'a\nb']],
])('refuses %j', async (args) => {
  const { status, out } = await run(['capture', ...args]);
  expect(status).toBe(2);
  expect(out).toBe('');
});
