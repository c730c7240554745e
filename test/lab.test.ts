// The lab records on a machine with QEMU; here its own parts are tested that need none.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  type Call,
  differences,
  expectedWindows,
  type FoundWindow,
} from '../fixtures/lab/truth.ts';

const LAB = join('fixtures', 'lab');
const NVME = '0000:01:00.0';

/** One call, a millisecond long. */
const call = (begin: number, over: Partial<Call>): Call => ({
  call: 'set_irqs',
  device: NVME,
  tid: 1,
  begin: begin.toFixed(6),
  end: (begin + 0.001).toFixed(6),
  result: 0,
  index: 2,
  start: 0,
  ...over,
});

const enable = (begin: number, fds: readonly number[], over: Partial<Call> = {}): Call =>
  call(begin, { flags: 0x24, count: fds.length, fds, ...over });

const disable = (begin: number, over: Partial<Call> = {}): Call =>
  call(begin, { flags: 0x21, count: 0, ...over });

const intx = (begin: number): Call => call(begin, { index: 0, flags: 0x24, count: 1, fds: [9] });

test('a teardown and a larger set up by the same thread is a resize', () => {
  expect(expectedWindows([enable(1, [7]), disable(2), enable(2.002, [7, 8])])).toEqual([
    { device: NVME, cause: 'resize', start: [2, 2.001], end: [2.002, 2.003], live: [0] },
  ]);
});

test.each<[what: string, calls: readonly Call[], cause: string]>([
  ['another thread', [enable(1, [7]), disable(2), enable(3, [7, 8], { tid: 2 })], 'other'],
  ['INTx between', [enable(1, [7]), disable(2), intx(2.1), enable(3, [7, 8])], 'other'],
  ['not larger', [enable(1, [7]), disable(2), enable(3, [7])], 'other'],
  ['never again', [enable(1, [7]), disable(2)], 'other'],
  ['refused', [enable(1, [7]), disable(2), enable(3, [7, 8], { result: 1 })], 'enable-failed'],
])('%s: %p', (_what, calls, cause) => {
  expect(expectedWindows(calls).map((window) => window.cause)).toEqual([cause]);
});

test('a vector without an eventfd is not live, and a teardown of nothing is no window', () => {
  const swapped = [enable(1, [7, 8]), enable(2, [-1], { start: 1 }), disable(3)];
  expect(expectedWindows(swapped).map(({ live }) => live)).toEqual([[0]]);
  expect(expectedWindows([enable(1, [-1]), disable(2), enable(3, [7])])).toEqual([]);
});

const found = (over: Partial<FoundWindow> = {}): FoundWindow => ({
  id: 'W1',
  kind: 'msix-disabled',
  device: NVME,
  cause: 'resize',
  start: '2.000500000',
  end: '2.002500000',
  live: [0],
  ...over,
});

const resized = expectedWindows([enable(1, [7]), disable(2), enable(2.002, [7, 8])]);

test('a window that lies in the calls is as expected', () => {
  expect(differences(resized, [found()])).toEqual([]);
});

test.each<[over: Partial<FoundWindow>, says: RegExp]>([
  [{ start: '2.100000000' }, /^not found/],
  [{ device: '0000:02:00.0' }, /^not found/],
  [{ cause: 'guest-disable' }, /has the cause guest-disable/],
  [{ end: '2.100000000' }, /ends at 2\.1/],
  [{ live: [0, 1] }, /has 0, 1 live/],
  [{ live: [] }, /nothing live/],
])('%j differs', (over, says) => {
  expect(differences(resized, [found(over)])[0]).toMatch(says);
});

test('a resize that did not happen differs', () => {
  expect(differences([], [found()])).toEqual([`W1 of ${NVME} at 2.000500000 did not happen`]);
});

const scripts = readdirSync(LAB, { recursive: true, encoding: 'utf8' })
  .map((name) => join(LAB, name))
  .filter(
    (path) => statSync(path).isFile() && /^#!\/bin|^# shellcheck/.test(readFileSync(path, 'utf8')),
  );

test('the scripts of the lab are found', () => {
  expect(scripts.length).toBeGreaterThan(10);
});

test.each(scripts)('%s is one that its shell can read', (path) => {
  const shell = readFileSync(path, 'utf8').startsWith('#!/bin/sh') ? 'sh' : 'bash';
  const { status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

const hasShellcheck = spawnSync('shellcheck', ['--version']).error === undefined;

test(`shellcheck finds nothing in ${hasShellcheck ? scripts.length : 0} scripts`, () => {
  const { stdout } = hasShellcheck
    ? spawnSync('shellcheck', scripts, { encoding: 'utf8' })
    : { stdout: '' };
  expect(stdout).toBe('');
});
