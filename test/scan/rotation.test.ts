import { expect, test } from '@jest/globals';
import { byAge, rotationOf } from '../../src/scan/rotation.ts';

test.each([
  ['messages', 'messages'],
  ['messages.1', 'messages'],
  ['messages.2.gz', 'messages'],
  ['messages-20260101', 'messages'],
  ['messages-20260101.xz', 'messages'],
  ['messages-2026-01-01.zst', 'messages'],
  ['messages-20260101-1767225600.bz2', 'messages'],
  ['var/log/libvirt/qemu/vm1.log.0', 'var/log/libvirt/qemu/vm1.log'],
  ['web1/kern.log-20260101', 'web1/kern.log'],
  // Near misses: names of their own.
  ['trace-20260101.txt', 'trace-20260101.txt'],
  ['proc-interrupts.1795342846.txt', 'proc-interrupts.1795342846.txt'],
  ['proc-interrupts.1795342846', 'proc-interrupts.1795342846'],
  ['linux-6.12', 'linux-6'],
  ['host-10', 'host-10'],
  ['dump-99991399', 'dump-99991399'],
  ['1', '1'],
  ['.1', '.1'],
])('%s is of %s', (name, base) => {
  expect(rotationOf(name).base).toBe(base);
});

test.each([
  [
    ['log', 'log.1', 'log.2.gz', 'log.10.gz'],
    ['log.10.gz', 'log.2.gz', 'log.1', 'log'],
  ],
  [
    ['vm.log', 'vm.log.0', 'vm.log.1'],
    ['vm.log.1', 'vm.log.0', 'vm.log'],
  ],
  [
    ['m', 'm-20260102', 'm-20251231.gz', 'm-20260101'],
    ['m-20251231.gz', 'm-20260101', 'm-20260102', 'm'],
  ],
  [
    ['m-20260101-03', 'm-20260101-02', 'm-20260101'],
    ['m-20260101', 'm-20260101-02', 'm-20260101-03'],
  ],
])('%j were written in the order %j', (names, order) => {
  const sorted = names.toSorted((a, b) => byAge(rotationOf(a), rotationOf(b)));
  expect(sorted).toEqual(order);
});
