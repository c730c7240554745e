/** Why MSI-X went off, by the kernel's side alone: refusals, closes, guests. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker, type Seen } from '../support/kernel-speaker.ts';
import { TracedDevice, type Refusal, type TracedOptions } from '../support/traced-device.ts';
import { caseOf, foundBy, windowWords } from '../support/timeline.ts';

const read = ({ lines }: KernelSpeaker): Case => caseOf({ format: tracefs, lines });

interface Heard {
  readonly of: Case;
  readonly words: readonly string[];
  readonly found: readonly string[];
}

function heard(
  seen: readonly Seen[],
  act: (device: TracedDevice, kernel: KernelSpeaker) => void,
  options: TracedOptions = {},
): Heard {
  const kernel = new KernelSpeaker(...seen);
  act(new TracedDevice(kernel, options), kernel);
  const of = read(kernel);
  return { of, words: windowWords(of), found: foundBy(of) };
}

const BOTH: readonly Seen[] = ['functions', 'vectors', 'fires'];
const PROBES: readonly Seen[] = ['probes', 'vdev'];

/** Long enough for a trace to tell a device in use from one that was let go. */
const GO_ON_US = 2_000_000;

const refused = (seen: readonly Seen[], why: Refusal, after?: (d: TracedDevice) => void): Heard =>
  heard(seen, (device, kernel) => {
    device.enable(1);
    device.fire(0, 50);
    device.disable();
    device.enable(2, [0, 1], why);
    kernel.wait(GO_ON_US);
    after?.(device);
    kernel.say('fires', 'irq_handler_entry: irq=30 name=nvme0q0', { comm: '<idle>', tid: 0 });
    kernel.say('functions', 'pci_intx <-other', { comm: 'bash', tid: 1 });
    kernel.say(
      'probes',
      'vfio_set_irqs: (vfio_pci_set_irqs_ioctl+0x4/0xd0 [vfio_pci_core]) flags=9 index=0 start=0 count=1',
      { comm: 'CPU 0/KVM', tid: 9999 },
    );
  });

const released = (seen: readonly Seen[]): Heard =>
  heard(seen, (device, kernel) => {
    device.enable(2);
    device.fire(0, 50);
    for (const vector of [0, 1]) device.set(vector); // QEMU takes every vector to itself
    device.disable();
    kernel.wait(30_000);
    device.enable(1);
    device.fire(0, 50);
  });

describe('the host refuses the larger set', () => {
  test.each([
    ['all', 'alloc', [...BOTH, ...PROBES]],
    ['all', 'short', [...BOTH, ...PROBES]],
    ['all', 'request', [...BOTH, ...PROBES]],
    ['functions and irq_vectors', 'request', BOTH],
    ['irq_vectors', 'request', ['vectors', 'fires']],
    ['functions', 'request', ['functions']],
    ['functions and the return of the allocation', 'alloc', ['functions', 'allocs']],
    ['probes', 'alloc', PROBES],
    ['probes', 'short', PROBES],
    ['probes', 'request', PROBES],
    ['probes with the name', 'short', ['probes', 'name']],
  ] as const satisfies readonly (readonly [string, Refusal, readonly Seen[]])[])(
    '%s show it: %s',
    (_, why, seen) => {
      const { words, found } = refused(seen, why);
      expect(words).toEqual(['enable-failed 0 open']);
      expect(found).toEqual(
        expect.arrayContaining([
          'host-enable-failed',
          'live-vectors-disabled',
          'msix-left-disabled',
        ]),
      );
    },
  );

  test.each([
    ['all', [...BOTH, ...PROBES]],
    ['functions and irq_vectors', BOTH],
    ['probes', PROBES],
  ] as const)('%s: a second try that works ends it', (_, seen) => {
    const { words, found } = refused(seen, 'request', (device) => {
      device.enable(2);
      device.fire(0);
    });
    expect(words).toEqual(['enable-failed 0 closed']);
    expect(found).not.toContain('msix-left-disabled');
  });

  test('a single vector of a working set: no window, but a failure', () => {
    const { words, of } = heard([...BOTH, ...PROBES], (device) => {
      device.enable(2, [0]);
      device.fire(0, 20);
      device.set(1, 101, true);
    });
    expect(words).toEqual([]);
    expect(of.devices[0]?.failures).toMatchObject([{ of: 'set', vector: 1, error: 'ENOSPC' }]);
  });
});

describe('nobody asked for it', () => {
  test.each([
    ['functions and irq_vectors', BOTH],
    ['functions', ['functions', 'fires']],
  ] as const)('%s: the device file is released', (_, seen) => {
    const { words, found } = heard(seen, (device, kernel) => {
      device.enable(2);
      device.fire(1, 20);
      device.close();
      kernel.wait(GO_ON_US);
      kernel.say('functions', 'pci_intx <-other', { comm: 'bash', tid: 1 });
    });
    expect(words).toEqual(['close 0,1 final']);
    expect(found).toEqual([]);
  });

  test('the process ends first', () => {
    const { words, found } = heard(['vectors', 'fires', 'ends'], (device, kernel) => {
      device.enable(2);
      device.fire(1, 20);
      kernel.end(device.task);
      device.close();
    });
    expect(words).toEqual(['close 0,1 final']);
    expect(found).toEqual([]);
  });

  test('a SET_IRQS without an ioctl above it, where ioctls are traced', () => {
    const kernel = new KernelSpeaker(...BOTH);
    const device = new TracedDevice(kernel);
    device.enable(2);
    device.fire(1, 20);
    device.close();
    const traced = kernel.lines.filter((line) => !/: vfio_(device_fops|pci_core_[cd])/.test(line));
    const of = caseOf({ format: tracefs, lines: traced });
    expect(windowWords(of)).toEqual(['close 0,1 final']);
    expect(foundBy(of)).toEqual([]);
  });

  test('a reset before it, whose return is not traced, is not the ioctl above it', () => {
    const kernel = new KernelSpeaker(...BOTH);
    const device = new TracedDevice(kernel);
    device.enable(2);
    device.fire(1, 20);
    device.close();
    const closing = kernel.lines.findIndex((line) => line.includes('vfio_device_fops_release'));
    const reset = (kernel.lines[closing] ?? '').replace(
      /vfio_device_fops_release.*/u,
      'vfio_pci_core_ioctl',
    );
    const late = kernel.lines
      .slice(closing)
      .filter((line) => !/: vfio_(?:device_fops|pci_core_[cd])/u.test(line))
      .map((line) => line.replace(/ <-vfio_pci_core_disable/u, ''))
      .map((line) => line.replace(/(\d+)(?=\.\d{6}:)/u, (seconds) => String(Number(seconds) + 1)));
    const of = caseOf({
      format: tracefs,
      lines: [...kernel.lines.slice(0, closing), reset, ...late],
    });
    expect(windowWords(of)).toEqual(['close 0,1 final']);
    expect(foundBy(of)).toEqual([]);
  });

  test('who called tells a close, and an ioctl above it does not matter', () => {
    const kernel = new KernelSpeaker('functions');
    const device = new TracedDevice(kernel);
    device.enable(2);
    device.close();
    const traced = kernel.lines.map((line) =>
      line.replace(
        /vfio_(?:device_fops_release|pci_core_(?:close_device|disable)) <-.*/u,
        'vfio_pci_core_ioctl',
      ),
    );
    expect(windowWords(caseOf({ format: tracefs, lines: traced }))).toEqual(['close 0,1 final']);
  });

  test('the release may come in another thread than the one that drove it', () => {
    const { words, found } = heard(BOTH, (device) => {
      device.enable(2);
      device.fire(1, 20);
      device.task = { comm: 'qemu-system-x86', tid: 4230 };
      device.close();
    });
    expect(words).toEqual(['close 0,1 final']);
    expect(found).toEqual([]);
  });
});

describe('the guest switches MSI-X off', () => {
  test.each([
    ['functions and irq_vectors', BOTH],
    ['irq_vectors', ['vectors', 'fires']],
    ['all', [...BOTH, ...PROBES]],
  ] as const)('%s: a virtual function, which has no INTx to go to', (_, seen) => {
    const { words, found } = released(seen);
    expect(words).toEqual(['guest-disable 0,1 closed']);
    expect(found).toEqual([]);
  });

  test('and a smaller set much later is no pair with it', () => {
    const { words } = heard(BOTH, (device, kernel) => {
      device.enable(3);
      device.fire(0, 50);
      device.disable();
      kernel.wait(5_000_000);
      device.enable(2);
      device.fire(0, 50);
    });
    expect(words).toEqual(['unknown 0,1,2 closed']);
  });
});
