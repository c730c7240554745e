/** Kernel traces by what they show: functions, irq_vectors, probes, and any of them together. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker, type Seen } from '../support/kernel-speaker.ts';
import { TracedDevice, type TracedOptions } from '../support/traced-device.ts';
import { caseOf, foundBy, windowsIn, windowWords } from '../support/timeline.ts';

const read = ({ lines }: KernelSpeaker): Case => caseOf({ format: tracefs, lines });

function heard(
  seen: readonly Seen[],
  act: (device: TracedDevice, kernel: KernelSpeaker) => void,
  options: TracedOptions = {},
): { readonly kernel: KernelSpeaker; readonly of: Case; readonly words: readonly string[] } {
  const kernel = new KernelSpeaker(...seen);
  act(new TracedDevice(kernel, options), kernel);
  const of = read(kernel);
  return { kernel, of, words: windowWords(of) };
}

/** What people trace; `fires` only adds counts. */
const views: readonly (readonly [string, readonly Seen[]])[] = [
  ['all', ['functions', 'vectors', 'fires', 'probes', 'vdev', 'name', 'signals', 'requests']],
  ['functions and irq_vectors', ['functions', 'vectors', 'fires']],
  ['irq_vectors and interrupts', ['vectors', 'fires']],
  ['irq_vectors alone', ['vectors']],
  ['functions and interrupts', ['functions', 'fires']],
  ['functions alone', ['functions']],
  ['functions of VFIO and interrupts', ['vfio-functions', 'fires']],
  ['functions of VFIO alone', ['vfio-functions']],
  ['probes with vdev', ['probes', 'vdev']],
  ['probes with the name', ['probes', 'name']],
  ['probes alone', ['probes']],
  ['probes and irq_vectors', ['probes', 'vectors', 'fires']],
  ['probes on signals and requests', ['probes', 'signals', 'requests']],
];

test.each([
  ['functions and irq_vectors', ['functions', 'vectors', 'fires']],
  ['probes and irq_vectors', ['probes', 'vdev', 'vectors', 'fires']],
  ['irq_vectors', ['vectors', 'fires']],
] as const)('%s: growth without a teardown is told, and that it was late', (_, seen) => {
  const { of } = heard(seen, (device) => {
    device.enable(1);
    device.fire(0, 20);
    device.grow(2);
    device.fire(2, 20);
  });
  expect(of.devices).toMatchObject([
    { dynamicMsix: true, lateVectors: [{ vector: 2, othersFired: 20, window: null }] },
  ]);
});

test('names of functions to Linux 5.14', () => {
  const { words } = heard(
    ['functions', 'probes', 'vdev', 'fires'],
    (device) => {
      device.enable(1);
      device.disable();
      device.enable(2);
    },
    { old: true },
  );
  expect(words).toEqual(['resize 0 closed']);
});

describe.each(views)('%s', (_, seen) => {
  /** A single new entry may be any; only lines about more than irqs tell which. */
  const lone = seen.join() === 'vectors' ? '?' : '0';

  test('growing from 1 to 3 costs two windows', () => {
    const { words, of, kernel } = heard(seen, (device) => {
      device.enable(1);
      device.fire(0, 20);
      device.disable();
      device.enable(2);
      device.fire(0, 20);
      device.fire(1, 20);
      device.disable();
      device.enable(3);
      device.fire(0, 20);
    });
    expect(words).toEqual([`resize ${lone} closed`, 'resize 0,1 closed']);
    expect(foundBy(of)).toContain('live-vectors-disabled');
    for (const [place, { start, end }] of windowsIn(of).entries()) {
      const { from, to } = kernel.outages[place] ?? { from: 0, to: 0 };
      const epoch = Number(of.clock.epoch) / 1000;
      expect(Math.abs((start ?? 0) / 1000 + epoch - from)).toBeLessThan(120);
      expect(Math.abs((end ?? 0) / 1000 + epoch - (to ?? 0))).toBeLessThan(150);
    }
  });

  test('taking one handler away and giving it back is no window', () => {
    const { words, of } = heard(seen, (device) => {
      device.enable(2);
      device.fire(1, 20);
      for (let turn = 0; turn < 3; turn += 1) {
        device.set(1);
        device.fire(1, 5);
      }
    });
    expect(words).toEqual([]);
    expect(foundBy(of)).toEqual([]);
  });

  test('MSI-X that grows by itself has no window', () => {
    const { words } = heard(seen, (device) => {
      device.enable(1);
      device.fire(0, 20);
      device.grow(1);
      device.grow(2);
      device.fire(0, 20);
    });
    expect(words).toEqual([]);
  });

  test('enabled without a handler, as QEMU from 8.2 on does, nothing is live', () => {
    const { words } = heard(seen, (device, kernel) => {
      device.enable(1, []);
      kernel.wait(20_000);
      device.disable();
      device.enable(1);
      device.fire(0, 20);
    });
    expect(words).toEqual([]);
  });

  test('the guest takes MSI-X away: INTx comes next', () => {
    const { words, of } = heard(seen, (device) => {
      device.enable(2);
      device.fire(0, 20);
      device.disable();
      device.intx(true);
    });
    expect(words.map((word) => word.split(' ')[0])).toEqual(['guest-disable']);
    expect(foundBy(of)).toEqual([]);
  });
});
