/** QEMU's log alone, as each class of versions writes it: windows, live vectors, bounds, cause. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { qemuLog } from '../../parsers/qemu-log/index.ts';
import { QemuSpeaker, type SpokenClass, type Stamps } from '../support/qemu-speaker.ts';
import { SpokenDevice } from '../support/spoken-device.ts';
import { caseOf, foundBy, windowsIn, windowWords } from '../support/timeline.ts';

const spoken: readonly (readonly [SpokenClass, Stamps])[] = [
  ['A', 'epoch'],
  ['B', 'epoch'],
  ['B', 'none'],
  ['C', 'epoch'],
  ['C', 'none'],
  ['D', 'epoch'],
  ['D', 'iso'],
  ['D', 'none'],
  ['E', 'epoch'],
  ['E', 'iso'],
  ['E', 'none'],
];

const read = ({ lines }: QemuSpeaker): Case => caseOf({ format: qemuLog, lines });

interface Heard {
  readonly qemu: QemuSpeaker;
  readonly of: Case;
  readonly words: readonly string[];
  readonly found: readonly string[];
}

/** What a guest does with a device that is there from the start of the log on. */
function hear(
  of: SpokenClass,
  stamps: Stamps,
  act: (device: SpokenDevice, qemu: QemuSpeaker) => void,
): Heard {
  const qemu = new QemuSpeaker(of, stamps);
  const device = new SpokenDevice(qemu);
  device.plug();
  act(device, qemu);
  const found = read(qemu);
  return { qemu, of: found, words: windowWords(found), found: foundBy(found) };
}

const isOld = (of: SpokenClass): boolean => of === 'A' || of === 'B' || of === 'C';

describe.each(spoken)('class %s, stamps: %s', (of, stamps) => {
  const grows = of !== 'E';
  const heard = (act: (device: SpokenDevice, qemu: QemuSpeaker) => void): Heard =>
    hear(of, stamps, act);

  test('Linux unmasks 0, 1, 2: every one but the first tears down what is live', () => {
    const { words, found } = heard((device) => {
      device.enable();
      device.maskAll(false);
      device.unmask(0, 1, 2);
    });
    expect(words).toEqual(grows ? ['resize 0 closed', 'resize 0,1 closed'] : []);
    expect(found).toEqual(grows ? ['live-vectors-disabled'] : []);
  });

  test('the highest first: lower ones find room', () => {
    const { words, found } = heard((device) => {
      device.enable();
      device.maskAll(false);
      device.unmask(3, 1, 2, 0);
    });
    expect(words).toEqual(isOld(of) ? ['handshake - closed'] : []);
    expect(found).toEqual([]);
  });

  test('vector 1 first: the phantom 0 that goes down with it is nobody’s', () => {
    const { words, found } = heard((device) => {
      device.enable();
      device.maskAll(false);
      device.unmask(1, 0);
      device.unmask(2);
    });
    const handshake = isOld(of) ? ['handshake - closed'] : [];
    expect(words).toEqual(grows ? [...handshake, 'resize 0,1 closed'] : []);
    expect(found).toEqual(grows ? ['live-vectors-disabled'] : []);
  });

  test('enabled with vectors unmasked: only the oldest add them one by one', () => {
    const { words, found } = heard((device) => {
      device.unmask(0, 1, 2);
      device.enable({ maskAll: false });
    });
    expect(words).toEqual(of === 'A' ? ['resize 0 closed', 'resize 0,1 closed'] : []);
    expect(found).toEqual(of === 'A' ? ['live-vectors-disabled'] : []);
  });

  test('growth after such an enable', () => {
    const { words } = heard((device) => {
      device.unmask(0, 1);
      device.enable({ maskAll: false });
      device.unmask(2);
    });
    const chain = of === 'A' ? ['resize 0 closed'] : [];
    expect(words).toEqual(grows ? [...chain, 'resize 0,1 closed'] : []);
  });

  test('one vector unmasked at the enable', () => {
    const { words } = heard((device) => {
      device.unmask(1);
      device.enable({ maskAll: false });
      device.mask(1);
      device.unmask(0);
      device.unmask(1);
    });
    expect(words).toEqual(of === 'A' ? ['handshake - closed'] : []);
  });

  test('masking and unmasking what is there', () => {
    const { words, found } = heard((device) => {
      device.unmask(0, 1, 2);
      device.enable({ maskAll: false });
      for (let turn = 0; turn < 5; turn += 1) {
        device.mask(1);
        device.unmask(1);
        device.mask(0, 2);
        device.unmask(2, 0);
      }
    });
    expect(words).toEqual(of === 'A' ? ['resize 0 closed', 'resize 0,1 closed'] : []);
    expect(found).toEqual(of === 'A' ? ['live-vectors-disabled'] : []);
  });

  test('a masked vector is not live', () => {
    const { words } = heard((device) => {
      device.enable();
      device.maskAll(false);
      device.unmask(0, 1);
      device.mask(0);
      device.unmask(2);
    });
    expect(words).toEqual(grows ? ['resize 0 closed', 'resize 1 closed'] : []);
  });

  test('mask-all set and cleared', () => {
    const { words } = heard((device) => {
      device.enable();
      device.maskAll(false);
      device.unmask(1, 0);
      device.maskAll(true);
      device.unmask(2);
      device.maskAll(false);
    });
    const handshake = isOld(of) ? ['handshake - closed'] : [];
    expect(words).toEqual(grows ? [...handshake, 'resize 0,1 closed'] : []);
  });

  test('the guest takes MSI-X away, and brings it back', () => {
    const { words, found } = heard((device) => {
      device.enable();
      device.maskAll(false);
      device.unmask(0);
      device.disable();
      device.enable({ maskAll: false });
      device.disable();
    });
    expect(words).toEqual(['guest-disable 0 closed', 'guest-disable 0 final']);
    expect(found).toEqual([]);
  });

  test('a reset prints every release twice and no config write', () => {
    const { words, found } = heard((device) => {
      device.enable();
      device.maskAll(false);
      device.unmask(1, 0);
      device.reset();
      device.enable();
      device.maskAll(false);
      device.unmask(0);
    });
    const handshake = isOld(of) ? ['handshake - closed'] : [];
    expect(words).toEqual([...handshake, 'reset 0,1 closed']);
    expect(found).toEqual([]);
  });

  test('a migrated guest arrives', () => {
    const { words, found } = heard((device) => {
      device.migrateIn(0, 1, 2);
      device.mask(1);
      device.unmask(1);
      device.unmask(3);
    });
    const chain = of === 'A' ? ['migration 0 closed', 'migration 0,1 closed'] : [];
    expect(words).toEqual(grows ? [...chain, 'resize 0,1,2 closed'] : []);
    expect(found).toEqual(grows ? ['live-vectors-disabled'] : []);
  });

  test('unplugged, and plugged again under the same name', () => {
    const { words, found } = heard((device, qemu) => {
      device.enable();
      device.maskAll(false);
      device.unmask(1, 0);
      device.unplug();
      qemu.wait(1_000_000);
      const again = new SpokenDevice(qemu);
      again.plug();
      again.enable();
      again.maskAll(false);
      again.unmask(0);
    });
    const handshake = isOld(of) ? ['handshake - closed'] : [];
    expect(words).toEqual([...handshake, expect.stringMatching(/^close .* final$/)]);
    expect(found).toEqual([]);
  });

  test('QEMU is killed: nothing is printed and nothing is made up', () => {
    const { words, found } = heard((device) => {
      device.enable();
      device.maskAll(false);
      device.unmask(0);
    });
    expect(words).toEqual([]);
    expect(found).toEqual([]);
  });

  test('the bounds hold what QEMU did between its lines', () => {
    const { qemu, of: found } = heard((device, speaker) => {
      device.enable();
      device.maskAll(false);
      device.unmask(0, 1);
      speaker.wait(5000);
      device.unmask(4);
    });
    const windows = windowsIn(found);
    expect(windows.map(({ live }) => live)).toEqual(qemu.teardowns.map(({ live }) => live));
    const epoch = Number(found.clock.epoch) - 1_795_342_800e9;
    const bounds = windows.map(({ start, end, startBound, endBound }) => ({
      start,
      end,
      startBound,
      endBound,
    }));
    expect(bounds).toEqual(
      qemu.teardowns.map(({ from, to }) => {
        if (stamps === 'none') return { start: null, end: null, startBound: null, endBound: null };
        const [start, end] = [from * 1000 - epoch, (to + 7) * 1000 - epoch];
        return { start, end, startBound: [start, end], endBound: [start, end] };
      }),
    );
  });
});
