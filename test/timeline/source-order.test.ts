/** The order in which sources are given changes nothing. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildCase, type ReadSource } from '../../src/timeline/case.ts';
import { readLog } from '../support/timeline.ts';
import { formatOf, HEAD_LINES } from '../support/trace-forms.ts';

const NAMES = ['trace-cmd-report.txt', 'qemu.log', 'dmesg.txt'] as const;

/** Folds are read once and then asked by every case. */
const sources = NAMES.map((name): ReadSource => {
  const text = readFileSync(`fixtures/nvme-resize/${name}`, 'utf8');
  const lines = text.replace(/\n$/, '').split('\n');
  return readLog({ format: formatOf(lines.slice(0, HEAD_LINES)), lines, name });
});

const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

const inOrder = (order: readonly number[]): readonly ReadSource[] =>
  order.flatMap((place) => sources[place] ?? []);

const first = buildCase(sources, { offsets: new Map() });

test.each(orders)('%i, %i, %i', (...order) => {
  expect(buildCase(inOrder(order), { offsets: new Map() })).toEqual(first);
});

test('the case is not empty', () => {
  expect(first.sources.map(({ name }) => name)).toEqual([
    'trace-cmd-report.txt',
    'dmesg.txt',
    'qemu.log',
  ]);
  expect(first.devices.flatMap(({ windows }) => windows)).toHaveLength(4);
});
