/** QEMU's log as it is found in the field: rotated, partly traced, of an unknown version. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { qemuLog } from '../../parsers/qemu-log/index.ts';
import { QemuSpeaker, type SpokenClass } from '../support/qemu-speaker.ts';
import { SpokenDevice } from '../support/spoken-device.ts';
import { since, working } from '../support/spoken-guest.ts';
import { caseOf, inWords, windowsIn, windowWords } from '../support/timeline.ts';

const read = (lines: readonly string[]): Case => caseOf({ format: qemuLog, lines });

/** The end of such a log: the guest grows. */
const growing = (of: SpokenClass): readonly string[] => {
  const [device, qemu] = working(of, 0, 1);
  return since(qemu, () => {
    device.mask(1);
    device.unmask(1);
    qemu.wait(10_000);
    device.unmask(2);
    qemu.wait(10_000);
    device.unmask(3);
  });
};

/** Lines of these events. */
const traced = (lines: readonly string[], ...events: readonly string[]): readonly string[] =>
  lines.filter((line) => events.some((event) => line.includes(`:${event}`)));

/** A log without the device's setup. */
const bare = (of: SpokenClass): readonly string[] => {
  const qemu = new QemuSpeaker(of);
  const device = new SpokenDevice(qemu);
  device.enable();
  device.maskAll(false);
  device.unmask(0, 1);
  return qemu.lines;
};

const libvirt = (version: string): string =>
  `2026-11-22 10:19:59.043+0000: starting up libvirt version: 8.6.0, package: 3.fc37, qemu version: ${version}, kernel: 6.0.6-300.fc37.x86_64, hostname: fedora`;

describe('a log that begins when the guest is at work', () => {
  test.each(['A', 'C', 'D', 'E'] as const)('class %s: what it cannot know it says', (of) => {
    const windows = windowsIn(read(growing(of)));
    expect(windows.map((window) => inWords(window))).toEqual([
      'resize 1 closed',
      'resize 1,2 closed',
    ]);
    for (const { confidence, doubts } of windows) {
      expect(confidence).toBe('low');
      expect(doubts).toContain('the log begins after MSI-X was enabled');
      expect(doubts.join()).toContain("the log does not show QEMU's version");
    }
  });

  test('such a window is no proof that the host cannot grow', () => {
    expect(read(growing('E')).devices).toMatchObject([{ dynamicMsix: null }]);
  });

  test('unmasking what has its route already needs no room', () => {
    const [device, qemu] = working('C', 0, 1, 2);
    const rest = since(qemu, () => {
      device.unmask(3);
      device.mask(0, 1, 2, 3);
      qemu.lines.splice(0); // the rotation
      device.unmask(0, 1, 2, 3);
    });
    expect(rest).toEqual([]);
    expect(windowWords(read(qemu.lines))).toEqual([]);
  });

  test('the guest masks all for a moment, and goes on to grow', () => {
    const [device, qemu] = working('C', 0, 1);
    const rest = since(qemu, () => {
      device.maskAll(true);
      device.maskAll(false);
      device.unmask(2);
    });
    expect(windowWords(read(rest))).toEqual(['resize 0,1 closed']);
  });

  test('cut anywhere in an enable, nothing is made up', () => {
    const qemu = new QemuSpeaker('C');
    const device = new SpokenDevice(qemu);
    device.unmask(0, 1, 2);
    device.enable({ maskAll: false });
    for (let from = 0; from < qemu.lines.length; from += 1) {
      expect([from, windowWords(read(qemu.lines.slice(from)))]).toEqual([from, []]);
    }
  });

  test('from the next enable on it is known', () => {
    const [device, qemu] = working('D', 0, 1);
    const rest = since(qemu, () => {
      device.disable();
      device.enable();
      device.maskAll(false);
      device.unmask(0, 1);
    });
    const windows = windowsIn(read(rest));
    expect(windows.map((window) => inWords(window))).toEqual([
      'guest-disable - closed',
      'resize 0 closed',
    ]);
    expect(windows[1]?.doubts).not.toContain('the log begins after MSI-X was enabled');
  });
});

describe('which events are traced', () => {
  test.each(['A', 'B', 'C', 'D'] as const)('class %s, vfio_msi* alone', (of) => {
    const [device, qemu] = working(of, 0, 1);
    device.disable();
    device.unmask(2);
    device.enable({ maskAll: false });
    device.unmask(3);
    const chain = of === 'A' ? ['resize 0 closed', 'resize 0,1 closed'] : [];
    expect(windowWords(read(traced(qemu.lines, 'vfio_msi')))).toEqual([
      'resize 0 closed',
      'guest-disable - closed',
      ...chain,
      'resize 0,1,2 closed',
    ]);
  });

  test.each(['A', 'B', 'C', 'D'] as const)('class %s, uses and config writes', (of) => {
    const [device, qemu] = working(of, 0, 1);
    device.disable();
    device.enable();
    device.maskAll(false);
    const events = ['vfio_msix_early_setup', 'vfio_msix_vector', 'vfio_pci_write', 'msix_write'];
    expect(windowWords(read(traced(qemu.lines, ...events)))).toEqual([
      'resize 0 closed',
      'guest-disable 0,1 closed',
      'resize 0 closed',
    ]);
  });

  test('uses and releases alone: low confidence', () => {
    const [, qemu] = working('C', 0, 1);
    expect(windowsIn(read(traced(qemu.lines, 'vfio_msix_vector')))).toMatchObject([
      { cause: 'resize', live: [0], confidence: 'low' },
    ]);
  });
});

describe("QEMU's version", () => {
  test('shows in the phantom', () => {
    expect(windowsIn(read(bare('C')))).toMatchObject([{ cause: 'resize', confidence: 'medium' }]);
  });

  test('from 8.2 on it does not say how the host grows', () => {
    expect(windowsIn(read(bare('E')))).toMatchObject([{ cause: 'resize', confidence: 'low' }]);
    expect(read(bare('E')).devices).toMatchObject([{ dynamicMsix: null, qemu: '8.2 or later' }]);
  });

  test.each([
    ['7.0.0qemu-7.0.0-9.fc37', 'medium'],
    ['8.1.3', 'medium'],
    ['8.2.0', 'low'],
    ['10.0.2', 'low'],
  ])('libvirt says %s: %s confidence', (version, confidence) => {
    const [device, qemu] = working('C', 0);
    const rest = since(qemu, () => device.unmask(1, 2));
    const [, window] = windowsIn(read([libvirt(version), ...bare('E')])).toReversed();
    expect(window).toBeUndefined();
    expect(windowsIn(read([libvirt(version), ...bare('E')]))).toMatchObject([{ confidence }]);
    expect(windowsIn(read([libvirt(version), ...rest]))).toMatchObject([{ cause: 'resize' }]);
  });
});
