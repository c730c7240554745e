/** Guests that do whatever comes to their mind: the windows are those that QEMU made, and no others. */
import { describe, expect, test } from '@jest/globals';
import type { Window } from '../../src/model/timeline.ts';
import { qemuLog } from '../../parsers/qemu-log/index.ts';
import { QemuSpeaker, type SpokenClass } from '../support/qemu-speaker.ts';
import { chance, seeds, type Chance } from '../support/random.ts';
import { SpokenDevice } from '../support/spoken-device.ts';
import { caseOf, windowsIn } from '../support/timeline.ts';

const VECTORS = 6;
const EPOCH_US = 1_795_342_800_000_000;

/** One whim of a guest's driver. */
function act(device: SpokenDevice, qemu: QemuSpeaker, { below, once }: Chance): void {
  const vector = below(VECTORS);
  const whim = below(20);
  if (whim === 0) device.reset();
  else if (whim === 1 && device.isOn) device.disable();
  else if (whim <= 3 && !device.isOn) device.enable({ maskAll: once(0.7) });
  else if (whim <= 5 && device.isOn) device.maskAll(once(0.3));
  else if (whim <= 9) device.mask(vector);
  else if (whim <= 17) device.unmask(vector);
  else qemu.virtio();
  qemu.wait(3000);
}

function live(of: SpokenClass, seed: number): QemuSpeaker {
  const luck = chance(seed);
  const qemu = new QemuSpeaker(of);
  const devices = [
    new SpokenDevice(qemu, { name: '0000:3b:00.0' }),
    new SpokenDevice(qemu, { name: '0000:5e:00.0', vcpu: 28862, vf: true }),
  ] as const;
  for (const device of devices) {
    device.plug();
    device.enable();
    device.maskAll(false);
  }
  for (let turn = 0; turn < 60; turn += 1) act(luck.pick(devices), qemu, luck);
  return qemu;
}

/** Resizes by device, live vectors and the microsecond of their last line. */
function resizesOf(lines: readonly string[]): readonly (readonly [Window, string])[] {
  const of = caseOf({ format: qemuLog, lines });
  return windowsIn(of)
    .filter(({ cause }) => cause === 'resize')
    .toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0))
    .map((window) => {
      const end = (Number(of.clock.epoch) + (window.end ?? 0)) / 1000 - EPOCH_US;
      return [window, `${window.device} ${window.live.join()} ${Math.round(end)}`];
    });
}

const truth = ({ teardowns }: QemuSpeaker): readonly string[] =>
  teardowns.map((one) => `${one.device} ${one.live.join()} ${one.to + 7}`);

describe.each(['A', 'B', 'C', 'D', 'E'] as const)('class %s', (of) => {
  test.each(seeds(12))('guest %i', (seed) => {
    const qemu = live(of, seed);
    expect(resizesOf(qemu.lines).map(([, words]) => words)).toEqual(truth(qemu));
  });

  test('they cost teardowns, where MSI-X cannot grow', () => {
    const counts = seeds(12).map((seed) => live(of, seed).teardowns.length);
    const all = counts.reduce((sum, count) => sum + count, 0);
    expect(all > 24).toBe(of !== 'E');
  });

  test.each(seeds(6))('guest %i, whose log is cut', (seed) => {
    const qemu = live(of, seed);
    const right = truth(qemu);
    const from = chance(seed).below(qemu.lines.length);
    const sure = resizesOf(qemu.lines.slice(from)).filter(
      ([{ confidence }]) => confidence !== 'low',
    );
    for (const [, words] of sure) expect(right).toContain(words);
  });

  test.each(seeds(6))('guest %i, whose log has lost lines', (seed) => {
    const qemu = live(of, seed);
    const luck = chance(seed + 1);
    const lines = qemu.lines.filter(() => !luck.once(0.1));
    for (const [{ device, live: vectors }] of resizesOf(lines)) {
      for (const vector of vectors) {
        expect(lines.join('\n')).toContain(`(${device}) vector ${vector} used`);
      }
    }
  });
});
