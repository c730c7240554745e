/** Hosts with two devices at work at once, their lines mixed: each has its own windows, whatever is traced or lost. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker, type Seen } from '../support/kernel-speaker.ts';
import { chance, seeds, type Chance } from '../support/random.ts';
import { TracedDevice } from '../support/traced-device.ts';
import { caseOf, windowsIn } from '../support/timeline.ts';

const NAMES = ['0000:01:00.0', '0000:02:00.0'] as const;

interface Lived {
  readonly lines: readonly string[];
  /** What the windows of a cause must be: their live vectors, in order. */
  readonly resizes: readonly string[];
  readonly released: readonly string[];
  /** Every vector that ever had a handler. */
  readonly armed: ReadonlySet<number>;
}

/** One device over some seconds, in a thread of its own. */
function live(place: 0 | 1, seed: number, seen: readonly Seen[]): Lived {
  const luck = chance(seed);
  const kernel = new KernelSpeaker(...seen);
  kernel.lastIrq += 1000 * place;
  kernel.us += 3 * place;
  const task = { comm: `CPU ${place}/KVM`, tid: 4242 + place };
  const device = new TracedDevice(kernel, { name: NAMES[place], task });
  const resizes: string[] = [];
  const released: string[] = [];
  const armed = new Set<number>();
  let size = 1;
  device.enable(size);
  for (let turn = 0; turn < 20; turn += 1) {
    for (const vector of device.live) armed.add(vector);
    for (const vector of device.live) device.fire(vector, 1 + luck.below(8));
    size = act(device, size, luck, resizes, released);
    kernel.wait(luck.below(20_000));
  }
  for (const vector of device.live) {
    armed.add(vector);
    device.fire(vector, 3);
  }
  return { lines: kernel.lines, resizes, released, armed };
}

function act(
  device: TracedDevice,
  size: number,
  { below, once }: Chance,
  resizes: string[],
  released: string[],
): number {
  const whim = below(10);
  const { live: before } = device;
  if (whim < 4) {
    const larger = size + 1 + below(2);
    if (before.length > 0) resizes.push(before.join());
    device.disable();
    device.enable(larger, once(0.5) ? undefined : [...before, larger - 1]);
    return larger;
  }
  if (whim < 6) {
    for (const vector of before) device.set(vector); // QEMU releases them all
    if (before.length > 0) released.push(before.join());
    device.disable();
    device.enable(1);
    return 1;
  }
  for (const vector of before) {
    if (once(0.3)) device.set(vector);
    else if (once(0.2)) device.move(vector);
  }
  return size;
}

const stampOf = (line: string): number => Number(/(\d+\.\d{6}): /.exec(line)?.[1] ?? 0);

/** Both devices' lines in the order of their stamps. */
const mixed = (...all: readonly Lived[]): readonly string[] =>
  all.flatMap(({ lines }) => lines).toSorted((a, b) => stampOf(a) - stampOf(b));

const read = (lines: readonly string[]): Case => caseOf({ format: tracefs, lines });

const liveOf = (of: Case, name: string, cause: string): readonly string[] =>
  windowsIn(of, name)
    .filter((window) => window.cause === cause)
    .map((window) => window.live.join());

const views: readonly (readonly [string, readonly Seen[]])[] = [
  ['functions and irq_vectors', ['functions', 'vectors', 'fires']],
  ['irq_vectors', ['vectors', 'fires']],
  ['probes and irq_vectors', ['probes', 'vectors', 'fires']],
  ['probes with vdev and irq_vectors', ['probes', 'vdev', 'vectors', 'fires']],
  ['probes on signals and requests, with names', ['probes', 'name', 'signals', 'requests']],
];

describe.each(views)('%s', (_, seen) => {
  test.each(seeds(4))('host %i', (seed) => {
    const both = [live(0, seed, seen), live(1, seed + 1, seen)] as const;
    const of = read(mixed(...both));
    for (const place of [0, 1] as const) {
      expect(liveOf(of, NAMES[place], 'resize')).toEqual(both[place].resizes);
    }
  });

  test.each(seeds(2))('host %i, whose trace has holes', (seed) => {
    const both = [live(0, seed, seen), live(1, seed + 1, seen)] as const;
    const luck = chance(seed + 2);
    const of = read(mixed(...both).filter(() => !luck.once(0.1)));
    for (const place of [0, 1] as const) {
      for (const { live: vectors } of windowsIn(of, NAMES[place])) {
        for (const vector of vectors) {
          expect(vector === null || both[place].armed.has(vector)).toBe(true);
        }
      }
    }
  });
});

test.each(seeds(4))('host %i: what its guests release is no finding', (seed) => {
  const seen: readonly Seen[] = ['functions', 'vectors', 'fires'];
  const both = [live(0, seed, seen), live(1, seed + 1, seen)] as const;
  const of = read(mixed(...both));
  for (const place of [0, 1] as const) {
    expect(liveOf(of, NAMES[place], 'guest-disable')).toEqual(both[place].released);
  }
});
