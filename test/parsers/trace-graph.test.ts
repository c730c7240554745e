import { expect, test } from '@jest/globals';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { facts, readLines } from '../support/read-lines.ts';

test('a loss ends what was open: an exit behind it is not paired with the entry before it', () => {
  const entry = ' 1)               |          vfio_msi_disable [vfio_pci_core]() {';
  const exit = ' 1) # 6291.107 us |          }';
  const { events } = readLines(tracefs, [entry, 'CPU:1 [LOST 5 EVENTS]', exit, entry, exit]);
  expect(events.map((event) => event.type)).toEqual(['call', 'loss', 'call', 'call_return']);
  expect(facts(events[3])).toMatchObject({ fn: 'vfio_msi_disable', took: 6_291_107 });
});

test('an exit belongs to the entry of its depth, through whatever stands between', () => {
  const { events } = readLines(tracefs, [
    ' 1)               |  vfio_pci_set_irqs_ioctl [vfio_pci_core]() {',
    ' 1)               |    vfio_pci_set_msi_trigger [vfio_pci_core]() {',
    ' 1)               |      untraced() {',
    ' 1)   1.000 us    |      }',
    ' 1)   2.000 us    |    }',
    ' 0)   9.000 us    |  }',
    ' 1)   3.000 us    |  }',
  ]);
  expect(events.map((event) => [event.line, event.type])).toEqual([
    [1, 'call'],
    [2, 'call'],
    [5, 'call_return'],
    [7, 'call_return'],
  ]);
});

const leaf = (cpu: number): string => ` ${cpu})   1.000 us    |  pci_intx();`;

test('a task has its name from the switch that ends its first turn', () => {
  const { events } = readLines(tracefs, [
    leaf(1),
    ' 1)     vt-207     =>     vt-208    ',
    leaf(1),
    ' 1)     vt-208     =>     vt-207    ',
    leaf(1),
    ' 0)    <idle>-0    =>     vt-207    ',
    leaf(0),
  ]);
  const calls = events.filter((event) => event.type === 'call');
  expect(calls.map(({ line, tid, comm }) => [line, tid, comm])).toEqual([
    [1, 207, 'vt'],
    [3, 208, 'vt'],
    [5, 207, 'vt'],
    [7, 207, 'vt'],
  ]);
});

test('events of a task that nothing names come in their order, under a number of their own', () => {
  const { events } = readLines(tracefs, [leaf(1), 'CPU:1 [LOST 5 EVENTS]', leaf(0)]);
  const told = events.filter((event) => event.type !== 'call_return');
  expect(told.map((event) => ('comm' in event ? event.tid : event.type))).toEqual([-3, 'loss', -2]);
});

test('a call that began before its task had a name ends behind it', () => {
  const { events } = readLines(tracefs, [
    ' 1)               |  vfio_msi_disable [vfio_pci_core]() {',
    ' 1)     vt-207     =>     vt-208    ',
    ' 1)     vt-208     =>     vt-207    ',
    ' 1)   9.000 us    |  }',
  ]);
  expect(events.map(facts)).toMatchObject([
    { type: 'call', tid: 207 },
    { type: 'call_return', fn: 'vfio_msi_disable', tid: 207 },
  ]);
});

test('not everything waits for a name: a task that was told without one keeps its number', () => {
  const many = Array.from({ length: 3000 }, () => leaf(1));
  const { events } = readLines(tracefs, [
    ...many,
    ' 1)     vt-207     =>     vt-208    ',
    ' 1)     vt-208     =>     vt-207    ',
    leaf(1),
  ]);
  const tids = new Set(events.map((event) => ('comm' in event ? event.tid : null)));
  expect([...tids]).toEqual([-3]);
});

test.each([
  [' 1)   7.231 us    |  pci_intx();', 7_231],
  [' 1) * 39161.55 us |  pci_intx();', 39_161_550],
  [' 1) $ 1234567 us  |  pci_intx();', 1_234_567_000],
  [' 1)               |  pci_intx();', null],
])('the duration of %s', (line, took) => {
  const [, ended] = readLines(tracefs, [line]).events;
  expect(facts(ended)).toMatchObject({ type: 'call_return', took });
});

test.each([
  [' 1)   7.231       |  pci_intx();'],
  [' 1)   x.231 us    |  pci_intx();'],
  ['| a | pci_intx(); |'],
  [' 1) pci_intx'],
  [' 1)               |  pci_intx'],
])('no line of a graph: %s', (line) => {
  expect(readLines(tracefs, [line]).events).toEqual([]);
});
