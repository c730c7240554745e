/** QEMU's log of many devices, of takeovers and resets, and with errors of the host. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { qemuLog } from '../../parsers/qemu-log/index.ts';
import { QemuSpeaker } from '../support/qemu-speaker.ts';
import { SpokenDevice } from '../support/spoken-device.ts';
import { working } from '../support/spoken-guest.ts';
import { caseOf, foundBy, windowsIn, windowWords } from '../support/timeline.ts';

const read = (lines: readonly string[]): Case => caseOf({ format: qemuLog, lines });

const refused = (text: string, after: (device: SpokenDevice) => void): Case => {
  const [device, qemu] = working('C', 0);
  device.failWith = text;
  device.unmask(1);
  device.failWith = null;
  after(device);
  qemu.wait(2_000_000);
  qemu.virtio();
  return read(qemu.lines);
};

const isError = (line: string): boolean => line.includes('qemu-system');

test('a virtual function has no INTx to hand over to', () => {
  const qemu = new QemuSpeaker('C');
  const device = new SpokenDevice(qemu, { vf: true });
  device.plug();
  device.enable();
  device.maskAll(false);
  device.unmask(0);
  device.disable();
  expect(windowWords(read(qemu.lines))).toEqual(['guest-disable 0 final']);
});

test('a new QEMU takes over a running machine: vectors are live, and all are set up', () => {
  const qemu = new QemuSpeaker('D', 'iso');
  const device = new SpokenDevice(qemu);
  qemu.say('cpr_state_load cpr-transfer mode', 28860);
  device.plug();
  qemu.say('vfio_device_reset_handler ', 28860);
  for (const vector of [0, 1, 2]) {
    qemu.say(`vfio_msix_vector_release  (0000:3b:00.0) vector ${vector} released`, 28861);
    qemu.say(`vfio_msix_vector_do_use  (0000:3b:00.0) vector ${vector} used`, 28861);
    qemu.say('vfio_msix_pba_disable  (0000:3b:00.0)', 28861);
  }
  qemu.say('vfio_msix_vector_do_use  (0000:3b:00.0) vector 5 used', 28861);
  qemu.say('vfio_msix_pba_disable  (0000:3b:00.0)', 28861);
  expect(windowWords(read(qemu.lines))).toEqual([]);
  device.enable(); // after a disable it grows like any other
  device.maskAll(false);
  device.unmask(0, 1);
  expect(windowWords(read(qemu.lines)).at(-1)).toBe('resize 0 closed');
});

test('two devices and a virtio beside, line by line in turn', () => {
  const qemu = new QemuSpeaker('C');
  const nic = new SpokenDevice(qemu, { name: '0000:3b:00.0' });
  const disk = new SpokenDevice(qemu, { name: '10000:e1:00.0', vcpu: 28862 });
  for (const device of [nic, disk]) device.plug();
  nic.enable();
  qemu.virtio();
  disk.enable();
  nic.maskAll(false);
  disk.maskAll(false);
  qemu.virtio();
  disk.unmask(0);
  nic.unmask(0);
  qemu.virtio();
  nic.unmask(1);
  disk.unmask(2);
  qemu.virtio();
  nic.disable();
  disk.mask(0);
  disk.unmask(3);
  const of = read(qemu.lines);
  expect(windowWords(of, '0000:3b:00.0')).toEqual(['resize 0 closed', 'guest-disable 0,1 final']);
  expect(windowWords(of, '10000:e1:00.0')).toEqual(['resize 0 closed', 'resize 2 closed']);
});

test('a bus reset takes the devices beside with it', () => {
  const qemu = new QemuSpeaker('D');
  const devices = ['0000:3b:00.0', '0000:3b:00.1'].map((name) => new SpokenDevice(qemu, { name }));
  for (const device of devices) {
    device.plug();
    device.enable();
    device.maskAll(false);
    device.unmask(0);
  }
  const [first, second] = devices;
  if (second !== undefined) first?.hotReset(second);
  for (const device of devices) {
    device.enable();
    device.maskAll(false);
  }
  const of = read(qemu.lines);
  expect(windowsIn(of).map(({ cause, state }) => [cause, state])).toEqual([
    ['reset', 'closed'],
    ['reset', 'closed'],
  ]);
  expect(foundBy(of)).toEqual([]);
});

test('the line that ends a use is missing while another vector is pending', () => {
  const [device, qemu] = working('C', 0);
  device.silentEnd = true;
  device.unmask(1);
  const ends = qemu.us;
  qemu.virtio();
  device.silentEnd = false;
  qemu.wait(1_000_000);
  device.unmask(2);
  const of = read(qemu.lines);
  expect(windowWords(of)).toEqual(['resize 0 closed', 'resize 0,1 closed']);
  const [window] = windowsIn(of);
  const epoch = Number(of.clock.epoch) - 1_795_342_800e9;
  expect(window?.end).toBe((ends + 7) * 1000 - epoch); // the next line of QEMU, whatever it is about
});

test("libvirt's log: the machine is shut down", () => {
  const [, qemu] = working('C', 0);
  const down = '2026-11-22 10:21:00.101+0000: shutting down, reason=destroyed';
  expect(windowWords(read([...qemu.lines, down]))).toEqual(['close 0 final']);
});

describe('the host refuses', () => {
  test.each([
    'vfio: failed to enable vectors, -1',
    'vfio: failed to enable vectors, 7',
    'vfio: failed to enable vectors, No space left on device',
    'vfio: failed to enable vectors, Unknown error -7',
  ])('%s: MSI-X stays off', (text) => {
    const of = refused(text, () => undefined);
    expect(windowWords(of)).toEqual(['enable-failed 0 open']);
    expect(of.devices[0]?.failures).toMatchObject([{ of: 'enable', basis: ['qemu-report'] }]);
    expect(foundBy(of)).toEqual(
      expect.arrayContaining(['host-enable-failed', 'msix-left-disabled', 'live-vectors-disabled']),
    );
  });

  test('the next growth that works brings all back', () => {
    const of = refused('vfio: failed to enable vectors, -1', (device) => device.unmask(2, 3));
    expect(windowWords(of)).toEqual(['enable-failed 0 closed', 'resize 0,1,2 closed']);
    expect(foundBy(of)).not.toContain('msix-left-disabled');
  });

  test('so does the next enable', () => {
    const of = refused('vfio: failed to enable vectors, -1', (device) => {
      device.disable();
      device.enable();
    });
    expect(windowWords(of)).toEqual(['enable-failed 0 closed']);
  });

  test('a guest that gives MSI-X up no longer waits for it', () => {
    const of = refused('vfio: failed to enable vectors, -1', (device) => device.disable());
    expect(windowWords(of)).toEqual(['enable-failed 0 final']);
  });

  test('refused twice is one window', () => {
    const [device, qemu] = working('C', 0);
    device.failWith = 'vfio: failed to enable vectors, -1';
    device.unmask(1, 2);
    const of = read(qemu.lines);
    expect(windowWords(of)).toEqual(['enable-failed 0 open']);
    expect(of.devices[0]?.failures).toHaveLength(2);
  });

  test('the refusal of a single vector proves that nothing was torn down', () => {
    const qemu = new QemuSpeaker('E');
    const device = new SpokenDevice(qemu);
    device.enable();
    device.maskAll(false);
    device.unmask(0);
    device.failWith =
      'vfio 0000:3b:00.0: Failed to set up TRIGGER eventfd signaling for interrupt MSIX-1: VFIO_DEVICE_SET_IRQS failure: No space left on device';
    device.unmask(1);
    const of = read(qemu.lines);
    expect(windowWords(of)).toEqual([]);
    expect(of.devices[0]?.failures).toMatchObject([{ of: 'set', vector: 1 }]);
  });

  test('errors in a file of their own', () => {
    const [device, qemu] = working('C', 0);
    device.failWith = 'vfio: failed to enable vectors, -1';
    device.unmask(1);
    const of = caseOf(
      { format: qemuLog, lines: qemu.lines.filter((line) => !isError(line)), name: 'trace.log' },
      { format: qemuLog, lines: qemu.lines.filter(isError), name: 'stderr.log' },
    );
    expect(windowWords(of)).toEqual(['enable-failed 0 open']);
    expect(of.devices[0]?.failures).toMatchObject([{ of: 'enable', basis: ['qemu-report'] }]);
  });
});

const started = (version: string): string =>
  `2026-11-22 10:00:00.000+0000: starting up libvirt version: 9.0.0, package: 1 (Example), qemu version: ${version}qemu-${version}-1, kernel: 6.1.6, hostname: host1`;
const vm = (name: string): readonly string[] => {
  const qemu = new QemuSpeaker('C');
  const device = new SpokenDevice(qemu, { name });
  device.plug();
  device.enable();
  device.maskAll(false);
  device.unmask(0);
  return qemu.lines;
};

test('the version of a VM is that of its own log, and of another only where all agree', () => {
  const of = caseOf(
    { format: qemuLog, name: 'a', lines: [started('7.2.0'), ...vm('0000:01:00.0')] },
    { format: qemuLog, name: 'b', lines: [started('8.1.0'), ...vm('0000:02:00.0')] },
    { format: qemuLog, name: 'c', lines: vm('0000:03:00.0') },
  );
  expect(of.devices.map(({ qemu }) => qemu)).toEqual(['7.2.0', '8.1.0', '8.1 or earlier']);
});
