/** Why MSI-X went off, by the kernel's side alone: refusals, closes, guests, resets, and what merely looks like it. */
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/model/timeline.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker, type Seen } from '../support/kernel-speaker.ts';
import { TracedDevice, type Refusal, type TracedOptions } from '../support/traced-device.ts';
import { caseOf, foundBy, windowsIn, windowWords } from '../support/timeline.ts';

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

describe('the host refuses the larger set', () => {
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

describe('what is no MSI-X', () => {
  const lines = (...texts: readonly string[]): readonly string[] =>
    texts.map(
      (text, at) =>
        `       CPU 0/KVM-4242    [000] .....   100.${String(at).padStart(3, '0')}000: ${text}`,
    );
  const probe = (flags: number, index: number, count: number): string =>
    `vfio_set_irqs: (vfio_pci_set_irqs_ioctl+0x4/0xd0 [vfio_pci_core]) vdev=0xff00 flags=${flags} index=${index} start=0 count=${count}`;

  test('plain MSI, by the index', () => {
    const of = caseOf({
      format: tracefs,
      lines: lines(probe(36, 1, 1), probe(33, 1, 0), probe(36, 1, 4)),
    });
    expect(windowWords(of)).toEqual([]);
    expect(of.devices).toMatchObject([{ notMsix: ['msi'] }]);
  });

  test('plain MSI, by the functions', () => {
    const call = (fn: string, caller: string): string => `${fn} <-${caller}`;
    const enable = [
      call('vfio_pci_set_irqs_ioctl', 'vfio_pci_core_ioctl'),
      call('vfio_pci_set_msi_trigger', 'vfio_pci_set_irqs_ioctl'),
      call('pci_alloc_irq_vectors_affinity', 'vfio_pci_set_msi_trigger'),
      call('__pci_enable_msi_range', 'pci_alloc_irq_vectors_affinity'),
      call('vfio_msi_set_vector_signal', 'vfio_msi_set_block'),
      call('request_threaded_irq', 'vfio_msi_set_vector_signal'),
    ];
    const disable = [
      call('vfio_pci_set_irqs_ioctl', 'vfio_pci_core_ioctl'),
      call('vfio_pci_set_msi_trigger', 'vfio_pci_set_irqs_ioctl'),
      call('vfio_msi_disable', 'vfio_pci_set_msi_trigger'),
      call('vfio_msi_set_vector_signal', 'vfio_msi_disable'),
      call('free_irq', 'vfio_msi_set_vector_signal'),
      call('pci_free_irq_vectors', 'vfio_msi_disable'),
    ];
    const of = caseOf({ format: tracefs, lines: lines(...enable, ...disable, ...enable) });
    expect(windowWords(of)).toEqual([]);
    expect(of.devices).toMatchObject([{ notMsix: ['msi'] }]);
  });

  test('plain MSI, by the names of its handlers', () => {
    const kernel = new KernelSpeaker('vectors', 'fires');
    const device = new TracedDevice(kernel);
    device.enable(1);
    device.fire(0, 20);
    device.disable();
    device.enable(2);
    device.fire(0, 20);
    device.fire(1, 20);
    const of = caseOf({
      format: tracefs,
      lines: kernel.lines.map((line) => line.replace('vfio-msix', 'vfio-msi')),
    });
    expect(windowWords(of)).toEqual([]);
    expect(of.devices).toMatchObject([{ notMsix: ['msi'] }]);
  });

  test('Interrupt Message Storage', () => {
    const of = caseOf({
      format: tracefs,
      lines: lines(
        'pci_create_ims_domain <-idxd_setup',
        'pci_ims_alloc_irq <-vidxd_alloc',
        'pci_ims_free_irq <-vidxd_free',
        'pci_ims_alloc_irq <-vidxd_alloc',
      ),
    });
    expect(windowWords(of)).toEqual([]);
    expect(of.devices.every(({ notMsix }) => notMsix.join() === 'ims')).toBe(true);
  });

  test('a driver of the host that sets MSI-X up and takes it down', () => {
    const kernel = new KernelSpeaker('vectors', 'fires', 'functions');
    const device = new TracedDevice(kernel, { task: { comm: 'modprobe', tid: 500 } });
    device.enable(4);
    device.disable();
    device.enable(8);
    const host = kernel.lines
      .filter((line) => !line.includes('vfio'))
      .map((line) => line.replace('<-vfio', '<-nvme'));
    const fired = `          <idle>-0       [000] .....   103.000000: irq_handler_entry: irq=34 name=nvme0q0`;
    const of = caseOf({ format: tracefs, lines: [...host, fired] });
    expect(windowsIn(of)).toEqual([]);
    expect(of.devices).toEqual([]);
  });
});
