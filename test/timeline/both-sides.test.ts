/** QEMU's log and the host's trace of one run: each window once, with the kernel's times and the guest's view. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { qemuLog } from '../../parsers/qemu-log/index.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import type { Seen } from '../support/kernel-speaker.ts';
import { QemuSpeaker, type SpokenClass, type Stamps } from '../support/qemu-speaker.ts';
import { chance, seeds } from '../support/random.ts';
import { SpokenDevice } from '../support/spoken-device.ts';
import { TracedHost } from '../support/spoken-host.ts';
import { caseOf, foundBy, windowsIn, windowWords } from '../support/timeline.ts';

const NAME = '0000:3b:00.0';
/** The kernel's clock less QEMU's, ns. */
const OFFSET = 100_000_000_000n - 1_795_342_800_000_000_000n;

interface Run {
  readonly qemu: QemuSpeaker;
  readonly host: TracedHost;
  readonly device: SpokenDevice;
  readonly fire: (vector: number, times: number) => void;
}

function run(of: SpokenClass, seen: readonly Seen[], stamps: Stamps = 'epoch'): Run {
  const qemu = new QemuSpeaker(of, stamps);
  const host = new TracedHost(qemu, ...seen);
  const below = host.device(NAME);
  const device = new SpokenDevice(qemu, { name: NAME, host: below });
  device.plug();
  return { qemu, host, device, fire: (vector, times) => host.fire(below, vector, times) };
}

const read = ({ qemu, host }: Run): Case =>
  caseOf(
    { format: tracefs, lines: host.kernel.lines, name: 'trace.txt' },
    { format: qemuLog, lines: qemu.lines, name: 'qemu.log' },
  );

const views: readonly (readonly [string, readonly Seen[]])[] = [
  ['functions and irq_vectors', ['functions', 'vectors', 'fires']],
  ['irq_vectors', ['vectors', 'fires']],
  ['functions', ['functions']],
  ['probes', ['probes']],
  ['probes with vdev and irq_vectors', ['probes', 'vdev', 'vectors', 'fires']],
];

const classes: readonly SpokenClass[] = ['A', 'B', 'C', 'D'];
const table = classes.flatMap((of) => views.map(([name, seen]) => [of, name, seen] as const));

describe.each(table)('class %s, %s', (of, _, seen) => {
  test('Linux unmasks 0, 1, 2', () => {
    const one = run(of, seen);
    one.device.enable();
    one.device.maskAll(false);
    for (const vector of [0, 1, 2]) {
      one.qemu.wait(5000);
      one.device.unmask(vector);
      for (let fired = 0; fired <= vector; fired += 1) one.fire(fired, 10);
    }
    const found = read(one);
    expect(found.devices.map(({ name }) => name)).toEqual([NAME]);
    expect(windowWords(found)).toEqual(['resize 0 closed', 'resize 0,1 closed']);
    expect(foundBy(found)).toContain('live-vectors-disabled');
    for (const { basis, start, end, evidence } of windowsIn(found)) {
      expect(basis).toContain('qemu-trace');
      expect(basis.length).toBeGreaterThan(1);
      expect(start).not.toBeNull();
      expect(end).not.toBeNull();
      expect(new Set(evidence.map(({ source }) => source))).toEqual(new Set([0, 1]));
    }
    expect(found.sources).toMatchObject([
      { name: 'trace.txt' },
      { name: 'qemu.log', offsetBasis: 'anchors', contradictions: 0 },
    ]);
  });

  test('the clocks are put together as they were', () => {
    const one = run(of, seen);
    one.device.enable();
    one.device.maskAll(false);
    one.device.unmask(0, 1, 2, 3);
    const [, qemu] = read(one).sources;
    const off = Number((qemu?.offset ?? 0n) - OFFSET);
    expect(Math.abs(off)).toBeLessThanOrEqual((qemu?.offsetError ?? 0) + 1000);
    expect(qemu?.offsetError).toBeLessThan(2_000_000);
  });

  test('the guest takes MSI-X away and brings it back', () => {
    const one = run(of, seen);
    one.device.enable();
    one.device.maskAll(false);
    one.device.unmask(0, 1);
    one.fire(1, 20);
    one.qemu.wait(50_000);
    one.device.disable();
    one.device.mask(0, 1);
    one.qemu.wait(50_000);
    one.device.enable();
    one.device.maskAll(false);
    one.device.unmask(0);
    const words = windowWords(read(one));
    expect(words).toEqual(['resize 0 closed', 'guest-disable 0,1 closed']);
  });

  test('a reset is no finding', () => {
    const one = run(of, seen);
    one.device.enable();
    one.device.maskAll(false);
    one.device.unmask(0);
    one.fire(0, 20);
    one.device.reset();
    one.qemu.wait(50_000);
    one.device.enable();
    one.device.maskAll(false);
    const found = read(one);
    expect(windowWords(found)).toEqual(['reset 0 closed']);
    expect(foundBy(found)).toEqual([]);
  });
});

const logs = [
  ['A', 'epoch'],
  ['B', 'epoch'],
  ['C', 'epoch'],
  ['C', 'none'],
  ['D', 'epoch'],
  ['D', 'none'],
  ['D', 'iso'],
  ['E', 'epoch'],
] as const;

describe.each(logs)('class %s, stamps: %s, guests of all sorts', (of, stamps) => {
  test.each(seeds(4))('guest %i', (seed) => {
    const luck = chance(seed);
    const one = run(of, ['functions', 'vectors', 'fires'], stamps);
    one.device.enable();
    one.device.maskAll(false);
    for (let turn = 0; turn < 40; turn += 1) {
      const vector = luck.below(6);
      const whim = luck.below(12);
      if (whim === 0 && one.device.isOn) one.device.disable();
      else if (whim <= 2 && !one.device.isOn) one.device.enable({ maskAll: luck.once(0.7) });
      else if (whim === 3 && one.device.isOn) one.device.maskAll(luck.once(0.3));
      else if (whim <= 6) one.device.mask(vector);
      else one.device.unmask(vector);
      one.qemu.wait(2000);
      for (const used of one.device.live) one.fire(used, 1 + luck.below(3));
    }
    const resizes = windowsIn(read(one)).filter(({ cause }) => cause === 'resize');
    expect(resizes.map(({ live }) => live)).toEqual(one.qemu.teardowns.map(({ live }) => live));
  });
});

describe.each(['C', 'D'] as const)('class %s, a trace that begins later than the log', (of) => {
  const steps = [0, 200, 1000, 5000].flatMap((uneven) => [1, 2, 3].map((late) => [uneven, late]));

  test.each(steps)('steps uneven by %i us, %i growths late', (uneven, late) => {
    const luck = chance(uneven + late);
    const one = run(of, ['functions', 'vectors', 'fires']);
    one.device.enable();
    one.device.maskAll(false);
    let from = 0;
    for (const vector of [0, 1, 2, 3, 4, 5]) {
      if (vector === late + 1) from = one.host.kernel.lines.length;
      one.device.unmask(vector);
      one.qemu.wait(luck.below(uneven + 1));
      one.fire(0, 2);
    }
    const found = caseOf(
      { format: tracefs, lines: one.host.kernel.lines.slice(from), name: 'trace.txt' },
      { format: qemuLog, lines: one.qemu.lines, name: 'qemu.log' },
    );
    const [, qemu] = found.sources;
    const off = Math.abs(Number((qemu?.offset ?? 0n) - OFFSET));
    expect(off).toBeLessThanOrEqual((qemu?.offsetError ?? 0) + 1000);
    const live = windowsIn(found).map((window) =>
      window.live.map((vector) => vector ?? '?').join(),
    );
    const first = Array.from({ length: late + 1 }, () => '?').join();
    const all = ['0', '0,1', '0,1,2', '0,1,2,3', '0,1,2,3,4'];
    expect(live).toEqual(all.with(late, first));
  });
});
