/** Which device an operation belongs to: several devices, threads and machines, irqs that change hands, cut traces. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker, type Seen } from '../support/kernel-speaker.ts';
import { TracedDevice } from '../support/traced-device.ts';
import { caseOf, foundBy, windowsIn, windowWords } from '../support/timeline.ts';

const read = (lines: readonly string[]): Case => caseOf({ format: tracefs, lines });

const BOTH: readonly Seen[] = ['functions', 'vectors', 'fires'];
const A = '0000:01:00.0';
const B = '10000:e1:00.0'; // behind a VMD its domain has five digits
const VF = '0000:3b:02.1';

const views: readonly (readonly [string, readonly Seen[]])[] = [
  ['functions and irq_vectors', BOTH],
  ['irq_vectors', ['vectors', 'fires']],
  ['probes with vdev, irq_vectors', ['probes', 'vdev', 'vectors', 'fires']],
  ['probes with the name', ['probes', 'name']],
  ['probes on signals and requests', ['probes', 'signals', 'requests']],
];

describe.each(views)('%s', (_, seen) => {
  test('two devices in one thread, each with its own windows', () => {
    const kernel = new KernelSpeaker(...seen);
    const [a, b] = [new TracedDevice(kernel, { name: A }), new TracedDevice(kernel, { name: B })];
    a.enable(1);
    b.enable(2);
    for (const device of [a, b]) device.fire(0, 20);
    a.disable();
    a.enable(2);
    for (const device of [a, b]) device.fire(1, 20);
    b.disable();
    b.enable(4);
    for (const device of [a, b]) device.fire(1, 20);
    b.fire(3, 5);
    const of = read(kernel.lines);
    expect(windowWords(of, A)).toEqual(['resize 0 closed']);
    expect(windowWords(of, B)).toEqual(['resize 0,1 closed']);
    expect(windowsIn(of)).toHaveLength(2);
  });

  test('one device driven by two threads', () => {
    const kernel = new KernelSpeaker(...seen);
    const device = new TracedDevice(kernel, { name: A });
    device.enable(1);
    device.fire(0, 20);
    device.task = { comm: 'CPU 1/KVM', tid: 4243 };
    device.disable();
    device.enable(2);
    device.fire(0, 20);
    device.task = { comm: 'CPU 0/KVM', tid: 4242 };
    device.disable();
    device.enable(3);
    device.fire(2, 20);
    expect(windowWords(read(kernel.lines))).toEqual(['resize 0 closed', 'resize 0,1 closed']);
  });

  test('the guest takes one away; the next that its thread sets up is another', () => {
    const kernel = new KernelSpeaker(...seen);
    const [a, b] = [new TracedDevice(kernel, { name: VF }), new TracedDevice(kernel, { name: B })];
    a.enable(1);
    a.fire(0, 20);
    a.disable();
    b.enable(4);
    b.fire(3, 20);
    b.fire(0, 20);
    const of = read(kernel.lines);
    expect(windowWords(of, B)).toEqual([]);
    expect(windowsIn(of, VF).every(({ cause }) => cause !== 'resize')).toBe(true);
  });

  test('a device that goes from one machine to another starts afresh', () => {
    const kernel = new KernelSpeaker(...seen);
    const first = new TracedDevice(kernel, { name: A });
    first.enable(3);
    first.fire(2, 20);
    first.close();
    kernel.wait(3_000_000);
    const second = new TracedDevice(kernel, { name: A, task: { comm: 'CPU 0/KVM', tid: 9242 } });
    second.enable(1);
    second.fire(0, 20);
    second.disable();
    second.enable(2);
    second.fire(0, 20);
    const of = read(kernel.lines);
    expect(windowWords(of)).toEqual(['close 0,1,2 final', 'resize 0 closed']);
  });
});

test('functions alone: two machines are told by the ids of their threads', () => {
  const kernel = new KernelSpeaker('functions');
  const devices = [4242, 9242].map(
    (tid) => new TracedDevice(kernel, { task: { comm: 'CPU 0/KVM', tid } }),
  );
  for (const device of devices) device.enable(1);
  for (const device of devices) device.disable();
  for (const device of devices) device.enable(2);
  const of = read(kernel.lines);
  expect(of.devices.map(({ name }) => name)).toEqual([
    'device of CPU 0/KVM-4242',
    'device of CPU 0/KVM-9242',
  ]);
  expect(windowWords(of)).toEqual(['resize 0 closed', 'resize 0 closed']);
});

test('a number that another device gets right after a teardown', () => {
  const kernel = new KernelSpeaker('vectors', 'fires');
  const [a, b] = [new TracedDevice(kernel, { name: A }), new TracedDevice(kernel, { name: B })];
  a.enable(1);
  a.fire(0, 20);
  const irq = a.irqOf(0);
  a.disable();
  b.task = { comm: 'CPU 3/KVM', tid: 4245 };
  b.enable(1);
  expect(b.irqOf(0)).toBe(irq);
  b.fire(0, 30);
  a.enable(2);
  a.fire(0, 20);
  a.fire(1, 5);
  const of = read(kernel.lines);
  expect(windowWords(of, A)).toEqual(['resize 0 closed']);
  expect(windowWords(of, B)).toEqual([]);
  const fired = of.devices.map(({ name, vectors }) => [name, vectors.map((one) => one.fired)]);
  expect(fired).toEqual([
    [A, [40, 5]],
    [B, [30]],
  ]);
});

test('moving a vector to another CPU takes no handler away', () => {
  const kernel = new KernelSpeaker(...BOTH);
  const device = new TracedDevice(kernel);
  device.enable(2);
  for (let turn = 0; turn < 5; turn += 1) {
    device.fire(0, 10);
    device.move(0);
  }
  const of = read(kernel.lines);
  expect(windowWords(of)).toEqual([]);
  expect(of.devices[0]?.vectors.map(({ rearms }) => rearms)).toEqual([null, null]);
});

test('swaps are counted, each once', () => {
  const kernel = new KernelSpeaker(...BOTH);
  const device = new TracedDevice(kernel);
  device.enable(2);
  device.fire(0, 10);
  for (let turn = 0; turn < 5; turn += 1) device.set(0);
  device.set(1, -1);
  device.fire(0, 10);
  device.set(1);
  const of = read(kernel.lines);
  expect(of.devices[0]?.vectors.map(({ rearms }) => rearms?.count)).toEqual([5, 1]);
});

/** A growth from 2 to 3. */
const whole = (): readonly string[] => {
  const kernel = new KernelSpeaker(...BOTH);
  const device = new TracedDevice(kernel);
  device.enable(2);
  device.fire(0, 20);
  device.fire(1, 20);
  device.disable();
  device.enable(3);
  device.fire(0, 20);
  device.fire(2, 20);
  return kernel.lines;
};

describe('a trace that is cut', () => {
  test('at its start, anywhere: never more live vectors than there were, never another cause', () => {
    const lines = whole();
    for (let from = 0; from < lines.length; from += 1) {
      const windows = windowsIn(read(lines.slice(from)));
      expect([from, windows.length]).toEqual([from, Math.min(1, windows.length)]);
      for (const { cause, live } of windows) {
        expect([from, cause]).toEqual([from, 'resize']);
        expect([0, 1, null]).toEqual(expect.arrayContaining([...live]));
      }
    }
  });

  test('at its end, anywhere: open, unless the vectors are back', () => {
    const lines = whole();
    const off = lines.findIndex((line) => line.includes('vfio_msi_disable'));
    const back = lines.findLastIndex((line) => line.includes('vector_update: irq=35'));
    for (let to = off + 1; to < lines.length; to += 1) {
      const words = windowWords(read(lines.slice(0, to)));
      const freed = lines.slice(off, to).some((line) => line.includes('vector_deactivate'));
      if (!freed) continue;
      const closed = to > back;
      expect([to, words]).toEqual([
        to,
        [expect.stringMatching(closed ? /^resize 0,1 closed$/ : /^(resize|unknown|close) /)],
      ]);
    }
  });

  test('inside a window: what comes back is not known to have been away', () => {
    const lines = whole();
    const middle = lines.findIndex((line) => line.includes('vector_teardown')) + 2;
    expect(windowWords(read(lines.slice(middle)))).toEqual([]);
  });

  test('lost events between: said, and less sure', () => {
    const lines = whole();
    const off = lines.findIndex((line) => line.includes('pci_free_irq_vectors'));
    const lossy = [...lines.slice(0, off), 'CPU:0 [LOST 687 EVENTS]', ...lines.slice(off + 4)];
    const of = read(lossy);
    expect(windowsIn(of)).toMatchObject([{ cause: 'resize', live: [0, 1], confidence: 'medium' }]);
    expect(of.losses).toMatchObject([{ cpu: 0, count: 687 }]);
    expect(foundBy(of)).toContain('live-vectors-disabled');
  });
});

test('an entry that was never requested is torn down and was not live', () => {
  const kernel = new KernelSpeaker(...BOTH);
  const device = new TracedDevice(kernel);
  device.enable(4, [0, 2]);
  device.fire(0, 20);
  device.disable();
  device.enable(5, [0, 2]);
  device.fire(2, 20);
  expect(windowsIn(read(kernel.lines))).toMatchObject([
    { cause: 'resize', live: [0, 2], sizeBefore: 4, sizeAfter: 5 },
  ]);
});

test('none of the live vectors comes back: the window ends with the bit', () => {
  const kernel = new KernelSpeaker(...BOTH);
  const device = new TracedDevice(kernel);
  device.enable(2, [0]);
  device.fire(0, 20);
  device.disable();
  device.enable(3, [1]);
  const [window] = windowsIn(read(kernel.lines));
  expect(window).toMatchObject({ cause: 'resize', live: [0], state: 'closed' });
  expect(window?.end).toBe(window?.offEnd);
  expect(window?.vectors).toMatchObject([{ vector: 0, end: null }]);
});
