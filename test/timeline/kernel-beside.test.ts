/** What a kernel trace shows beside MSI-X: plain MSI, IMS, the host's own drivers. */
import { expect, test } from '@jest/globals';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker } from '../support/kernel-speaker.ts';
import { TracedDevice } from '../support/traced-device.ts';
import { caseOf, windowsIn, windowWords } from '../support/timeline.ts';

const lines = (...texts: readonly string[]): readonly string[] =>
  texts.map(
    (text, at) =>
      `       CPU 0/KVM-4242    [000] .....   100.${String(at).padStart(3, '0')}000: ${text}`,
  );
const probe = (flags: number, index: number, count: number): string =>
  `vfio_set_irqs: (vfio_pci_set_irqs_ioctl+0x4/0xd0 [vfio_pci_core]) vdev=0xff00 flags=${flags} index=${index} start=0 count=${count}`;

const call = (fn: string, caller: string): string => `${fn} <-${caller}`;

test('plain MSI, by the index', () => {
  const of = caseOf({
    format: tracefs,
    lines: lines(probe(36, 1, 1), probe(33, 1, 0), probe(36, 1, 4)),
  });
  expect(windowWords(of)).toEqual([]);
  expect(of.devices).toMatchObject([{ notMsix: ['msi'] }]);
});

test('plain MSI, by the functions', () => {
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
