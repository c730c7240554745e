import { expect, test } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { everything } from '../../src/analyze.ts';
import { follow } from '../../src/follow/follow.ts';
import { standardLimits } from '../../src/model/limits.ts';
import type { Told } from '../../src/model/told.ts';

const stamp = (us: number): string =>
  `${100 + Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`;

const WINDOW = [
  'function:             vfio_pci_core_ioctl',
  'function:                vfio_pci_set_irqs_ioctl',
  'function:                   vfio_msi_disable',
  'vector_deactivate:    irq=34 is_managed=0 can_reserve=1 reserve=0',
  'function:                      pci_free_irq_vectors',
  'vector_teardown:      irq=34 is_managed=0 has_reserved=1',
  'function:             vfio_pci_core_ioctl',
  'function:                vfio_pci_set_irqs_ioctl',
  'function:                   pci_alloc_irq_vectors_affinity',
  'function:                      __pci_enable_msix_range',
  'vector_setup:         irq=34 is_legacy=0 ret=0',
  'vector_activate:      irq=34 is_managed=0 can_reserve=1 reserve=1',
  'vector_activate:      irq=34 is_managed=0 can_reserve=1 reserve=0',
  'vector_update:        irq=34 vector=40 cpu=0 prev_vector=0 prev_cpu=0',
] as const;

/** A second of a device: some interrupts, then a window. */
function second(number: number): string {
  const lines: string[] = [];
  for (let i = 0; i < 10; i += 1) {
    const at = stamp(number * 1e6 + i * 20_000);
    lines.push(
      `          <idle>-0     [000]   ${at}: irq_handler_entry:    irq=34 name=vfio-msix[0](0000:01:00.0)`,
    );
  }
  for (const [i, what] of WINDOW.entries()) {
    lines.push(` qemu-system-x86-144   [001]   ${stamp(number * 1e6 + 500_000 + i * 10)}: ${what}`);
  }
  return `${lines.join('\n')}\n`;
}

async function* day(): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < 500; i += 1) {
    yield Buffer.from(second(i));
    await nextTurn();
  }
  yield Buffer.from(second(500).split(' qemu', 1)[0] ?? '');
}
test('a source that is longer than what is kept loses no window and tells none twice', async () => {
  const told: Told[] = [];
  const { result, isBeyond } = await follow([{ name: 'trace', format: null, open: day }], {
    ...everything,
    limits: { ...standardLimits, operations: 60 },
    onNews: async (news) => void told.push(...news),
    onNote: () => undefined,
    giveUp: () => undefined,
  });
  const starts = told.flatMap((one) => (one.is === 'window' && !one.again ? one.window.start : []));
  expect(starts).toEqual(Array.from({ length: 500 }, (_, i) => `${100 + i}.500020000`));
  expect(result.windows).toHaveLength(30);
  expect(isBeyond).toBe(true);
  const rules = told.flatMap((one) => (one.is === 'finding' ? [one.finding.rule] : []));
  expect(rules).toContain('live-vectors-disabled');
});
