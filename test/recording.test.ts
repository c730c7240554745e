import { expect, test } from '@jest/globals';
import { tracedFunctions } from '../src/model/event/index.ts';
import { lackText, missing, parts } from '../src/model/recording.ts';
import { decoderRows } from '../parsers/trace/decoders.ts';
import { formats } from '../parsers/index.ts';
import { qemuEventNames } from '../parsers/qemu/decode.ts';

const named: ReadonlySet<string> = new Set([
  ...decoderRows.flatMap(({ gives }) => gives),
  ...tracedFunctions,
  ...qemuEventNames,
  ...formats.map(({ id }) => id),
  ...formats.flatMap((format) =>
    format.reads === 'lines' ? format.samples.flatMap(({ gives }) => gives) : [],
  ),
]);

test.each(parts.flatMap(({ id, shownBy }) => shownBy.map((one) => [id, one] as const)))(
  '%s is shown by %s, which there is',
  (_id, one) => {
    expect(named).toContain(one);
  },
);

test('of nothing everything is missing, with what it costs and how to record it', () => {
  const lacking = missing(new Set());
  expect(lacking).toHaveLength(parts.length);
  for (const { what, cost, command } of lacking) {
    expect(what).not.toBe('');
    expect(cost.length).toBeGreaterThan(20);
    expect(command).toMatch(/[a-z]/);
  }
});

test('of a whole recording nothing is missing', () => {
  expect(missing(new Set(parts.flatMap(({ shownBy }) => shownBy)))).toEqual([]);
});

test.each<[what: string, seen: readonly string[], lacking: readonly string[]]>([
  [
    'irq_vectors and interrupts alone',
    ['irq_handler_entry', 'vector_teardown', 'vector_setup', 'vector_alloc'],
    ['guest-view', 'kernel-log', 'intx'],
  ],
  [
    "QEMU's log alone",
    ['vfio_msix_vector_do_use', 'vfio_msix_enable'],
    ['teardowns', 'enable-bit', 'interrupts', 'returns', 'kernel-log', 'intx'],
  ],
  [
    'a quiet kernel log',
    ['kernel-log'],
    ['teardowns', 'enable-bit', 'interrupts', 'vectors', 'returns', 'guest-view', 'intx'],
  ],
  [
    "an event of QEMU's with the name of a function",
    ['vfio_msi_disable', 'vfio_msix_vector_do_use'],
    ['teardowns', 'enable-bit', 'interrupts', 'returns', 'kernel-log', 'intx'],
  ],
  [
    'the function of that name',
    ['vfio_msi_disable', 'call'],
    ['enable-bit', 'interrupts', 'vectors', 'returns', 'guest-view', 'kernel-log', 'intx'],
  ],
  [
    'probes and a log',
    [
      'vfio_pci_set_irqs_ioctl',
      'call_return',
      'request_threaded_irq',
      'pci_free_irq_vectors',
      'no_irq_handler',
    ],
    ['interrupts', 'guest-view', 'intx'],
  ],
])('%s: what is missing', (_what, seen, lacking) => {
  const whats = parts.filter(({ id }) => lacking.includes(id)).map(({ what }) => what);
  expect(missing(new Set(seen)).map(({ what }) => what)).toEqual(whats);
});

test('as one line it says what is missing and what that costs', () => {
  const [first] = missing(new Set());
  expect(first === undefined ? '' : lackText(first)).toMatch(
    /setup and teardown of MSI-X; without it when/,
  );
});
