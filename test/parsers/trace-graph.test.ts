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

test('a task keeps its number through the switches that name it', () => {
  const { events } = readLines(tracefs, [
    leaf(1),
    ' 1)     vt-207     =>     vt-208    ',
    leaf(1),
    ' 1)     vt-208     =>     vt-207    ',
    leaf(1),
    ' 0)    <idle>-0    =>     vt-207    ',
    leaf(0),
  ]);
  const tids = events.filter((event) => event.type === 'call').map((event) => event.tid);
  expect(tids).toEqual([-3, 208, -3, -3]);
});
