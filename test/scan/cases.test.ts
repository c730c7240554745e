import { expect, test } from '@jest/globals';
import { groupCases, type Placed, type Span } from '../../src/scan/cases.ts';

const s = (from: number, to: number): Span => [
  BigInt(from) * 1_000_000_000n,
  BigInt(to) * 1_000_000_000n,
];

const at = (
  path: string,
  format: string,
  spans: Partial<Pick<Placed, 'wall' | 'boot'>> = {},
): Placed => ({
  name: path,
  folders: path.split('/').slice(0, -1),
  format,
  wall: null,
  boot: null,
  ...spans,
});

const groups = (...sources: readonly Placed[]): readonly (readonly string[])[] =>
  groupCases(sources).map((group) => group.map(({ name }) => name));

test('one folder is one case: trace, kernel log, QEMU, snapshot', () => {
  const names = groups(
    at('h/trace', 'trace-cmd', { boot: s(30, 90) }),
    at('h/dmesg', 'kernel-log', { boot: s(0, 60) }),
    at('h/qemu.log', 'qemu-log', { wall: s(1e9, 1e9 + 100) }),
    at('h/interrupts', 'proc-interrupts'),
  );
  expect(names).toEqual([['h/trace', 'h/dmesg', 'h/qemu.log', 'h/interrupts']]);
});

test('folders by kind of log are one case, too', () => {
  const names = groups(
    at('h/kernel/dmesg', 'kernel-log', { boot: s(0, 60) }),
    at('h/trace/t', 'trace-cmd', { boot: s(30, 90) }),
    at('h/qemu/vm', 'qemu-log', { wall: s(1e9, 1e9 + 100) }),
  );
  expect(names).toHaveLength(1);
});

test('folders that hold the same kind of boot log are boots or nights of their own', () => {
  const names = groups(
    at('h/21/dmesg', 'kernel-log', { boot: s(0, 60) }),
    at('h/21/sub/trace', 'trace-cmd', { boot: s(10, 20) }),
    at('h/22/dmesg', 'kernel-log', { boot: s(0, 60) }),
    at('h/22/trace', 'trace-cmd', { boot: s(10, 20) }),
  );
  expect(names).toEqual([
    ['h/21/dmesg', 'h/21/sub/trace'],
    ['h/22/dmesg', 'h/22/trace'],
  ]);
});

test('wall time joins and separates whatever the folders', () => {
  const names = groups(
    at('h/a/vm1', 'qemu-log', { wall: s(1000, 2000) }),
    at('h/b/vm2', 'qemu-log', { wall: s(2030, 3000) }),
    at('h/c/vm3', 'qemu-log', { wall: s(3061, 4000) }),
  );
  expect(names).toEqual([['h/a/vm1', 'h/b/vm2'], ['h/c/vm3']]);
});

test('spans since boot that do not meet are apart', () => {
  const names = groups(
    at('h/mon', 'trace-cmd', { boot: s(100, 200) }),
    at('h/tue', 'trace-cmd', { boot: s(86_500, 86_600) }),
  );
  expect(names).toEqual([['h/mon'], ['h/tue']]);
});

test('what meets the same log is together', () => {
  const names = groups(
    at('h/mon', 'trace-cmd', { boot: s(100, 200) }),
    at('h/tue', 'trace-cmd', { boot: s(86_500, 86_600) }),
    at('h/dmesg', 'kernel-log', { boot: s(0, 90_000) }),
  );
  expect(names).toHaveLength(1);
});

test('nothing is no case', () => {
  expect(groupCases([])).toEqual([]);
});
