/** Kernel traces of which a part is missing: the rest is read, and what it cannot show is said and not made up. */
import { expect, test } from '@jest/globals';
import { tracefs } from '../../parsers/tracefs/index.ts';
import type { Case } from '../../src/model/timeline.ts';
import { verdictOf } from '../../src/verdict.ts';
import { KernelSpeaker, type Seen } from '../support/kernel-speaker.ts';
import { TracedDevice, type Refusal } from '../support/traced-device.ts';
import { caseOf, foundBy, windowsIn, windowWords } from '../support/timeline.ts';

const VMM = { comm: 'CPU 0/KVM', tid: 4242 };

/** Two growths in a row, as a trace that shows `seen`; of its lines those stay that `keeps` says. */
function grown(
  seen: readonly Seen[],
  keeps: (line: string) => boolean = () => true,
  refuse: Refusal = null,
): Case {
  const kernel = new KernelSpeaker(...seen);
  const device = new TracedDevice(kernel, { task: VMM });
  device.enable(1);
  device.fire(0, 20);
  device.disable();
  device.enable(2);
  device.fire(0, 20);
  device.disable();
  device.enable(3, [0, 1, 2], refuse);
  device.fire(0, 20);
  return caseOf({ format: tracefs, lines: kernel.lines.filter((line) => keeps(line)) });
}

const only =
  (...functions: readonly string[]) =>
  (line: string): boolean =>
    line.includes('irq_handler') || functions.some((fn) => line.includes(`: ${fn} <-`));

const isGeneric = (line: string): boolean => !line.includes(': vfio_');
const isVectorOrSetIrqs = (line: string): boolean =>
  line.includes(': vector_') || only('vfio_pci_set_irqs_ioctl')(line);

const call = (us: number, fn: string): string =>
  `       CPU 0/KVM-4242    [000] .....   100.${String(us).padStart(6, '0')}: ${fn} <-vfio_pci_set_irqs_ioctl`;

test('teardowns whose vectors no line shows are counted, and none is said not to be', () => {
  const of = grown(['functions', 'fires'], only('vfio_msi_disable'));
  expect(windowWords(of)).toEqual([]);
  expect(of.blindTeardowns).toBe(2);
  expect(of.limits.join()).toContain('vfio_msi_disable ran 2 times');
  expect(verdictOf(of, [])).toContain('MSI-X was taken down 2 times and no line shows which');
});

test('vectors of a teardown and of the enable after it are not mixed', () => {
  const of = grown(['functions'], only('vfio_msi_disable', 'vfio_msi_set_vector_signal'));
  expect(windowWords(of)).toEqual([]);
  expect(of.blindTeardowns).toBe(2);
});

test('an allocation stands between them', () => {
  const of = grown(
    ['functions'],
    only('vfio_msi_disable', 'vfio_msi_set_vector_signal', 'pci_alloc_irq_vectors_affinity'),
  );
  expect(foundBy(of)).not.toContain('host-enable-failed');
  expect(windowsIn(of).map(({ state }) => state)).toEqual(['closed', 'closed']);
});

test('without a line that could show MSI-X off nothing is said of it', () => {
  const of = grown(['fires']);
  expect(verdictOf(of, [])).toContain('Whether MSI-X went off is not known');
  const shown = grown(['functions', 'fires'], only('vfio_pci_set_irqs_ioctl'));
  expect(verdictOf(shown, [])).not.toContain('is not known');
});

test('a set that is allocated at once is no growth of a live one, wherever the allocator is traced', () => {
  const of = grown(['functions', 'vectors', 'fires'], isGeneric);
  expect(windowWords(of)).toEqual(['resize 0 closed', 'resize 0,1 closed']);
  expect(of.devices).toMatchObject([{ dynamicMsix: false }]);
});

test('functions of VFIO alone show an enable that failed', () => {
  const of = grown(['vfio-functions'], undefined, 'request');
  expect(windowWords(of)).toEqual(['resize 0 closed', 'enable-failed 0,1 open']);
  expect(foundBy(of)).toContain('host-enable-failed');
});

test('the clean-up of a failure is one wherever SET_IRQS is traced', () => {
  const of = grown(['functions', 'vectors'], isVectorOrSetIrqs, 'request');
  expect(windowWords(of)).toEqual(['resize ? closed', 'enable-failed 0,1 open']);
});

test('a log that ends right after a teardown does not tell a growth from a close', () => {
  const kernel = new KernelSpeaker('vectors', 'fires');
  const device = new TracedDevice(kernel, { task: VMM });
  device.enable(2);
  device.fire(0, 20);
  device.fire(1, 20);
  device.disable();
  const [window] = windowsIn(caseOf({ format: tracefs, lines: kernel.lines }));
  expect(window).toMatchObject({ cause: 'unknown', confidence: 'low' });
});

test('a handler is back after it was asked for, not before', () => {
  const enable = (us: number): readonly string[] => [
    call(us, 'vfio_pci_set_msi_trigger'),
    call(us + 10, 'pci_alloc_irq_vectors_affinity'),
    call(us + 20, 'vfio_msi_set_vector_signal'),
    call(us + 30, 'vfio_pci_memory_lock_and_enable'),
    call(us + 40, 'pci_intx'),
    call(us + 50, 'request_threaded_irq'),
    call(us + 90, 'vfio_pci_core_ioctl'),
  ];
  const of = caseOf({
    format: tracefs,
    lines: [
      ...enable(0),
      call(1000, 'vfio_pci_set_msi_trigger'),
      call(1010, 'vfio_msi_disable'),
      call(1020, 'vfio_msi_set_vector_signal'),
      call(1030, 'free_irq'),
      ...enable(2000),
    ],
  });
  expect(windowsIn(of)).toMatchObject([{ end: 2_090_000, endBound: [2_050_000, 2_090_000] }]);
});

test.each([
  [1000, 'high'],
  [60_000, 'medium'],
] as const)('%d us between the halves: %s', (pause, confidence) => {
  const kernel = new KernelSpeaker('functions', 'vectors', 'fires');
  const device = new TracedDevice(kernel, { task: VMM });
  device.enable(1);
  device.fire(0, 20);
  device.disable();
  kernel.wait(pause);
  device.enable(2);
  device.fire(0, 20);
  const of = caseOf({ format: tracefs, lines: kernel.lines });
  expect(windowsIn(of)).toMatchObject([{ cause: 'resize', confidence }]);
});
