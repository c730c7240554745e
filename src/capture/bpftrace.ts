/**
 * A bpftrace script whose lines read like those of the file `trace`, so that msixray takes them as they are. Its clock is
 * CLOCK_MONOTONIC.
 */
import type { Host } from './host.ts';
import { type ProbeLine, probesOn } from './probes.ts';

interface Printed {
  readonly format: string;
  readonly values: readonly string[];
}

const u32 = (at: number): string => `(uint32)arg${at}`;

/** What each function's entry prints; functions that are not here print their name alone. */
const entries: ReadonlyMap<string, Printed> = new Map([
  [
    'vfio_pci_set_irqs_ioctl',
    {
      format: 'vdev=0x%lx flags=0x%x index=%u start=%u count=%u',
      values: ['arg0', u32(1), u32(2), u32(3), u32(4)],
    },
  ],
  ['vfio_msi_disable', { format: 'vdev=0x%lx msix=%u', values: ['arg0', '(uint8)arg1'] }],
  [
    'vfio_msi_set_vector_signal',
    {
      format: 'vdev=0x%lx vector=%d fd=%d msix=%u',
      values: ['arg0', '(int32)arg1', '(int32)arg2', '(uint8)arg3'],
    },
  ],
  ['pci_alloc_irq_vectors_affinity', { format: 'pdev=0x%lx', values: ['arg0'] }],
  ['pci_free_irq_vectors', { format: 'pdev=0x%lx', values: ['arg0'] }],
  [
    'request_threaded_irq',
    { format: String.raw`irq=%u name=\"%s\"`, values: [u32(0), 'str(arg4)'] },
  ],
]);

export interface Block {
  /** The function that must be there for it; null if none need be. */
  readonly fn: string | null;
  readonly lines: readonly string[];
}

/** The blocks of the script. */
export const bpftraceBlocks = (host: Host): readonly Block[] => [
  ...probesOn(host).lines.map((line) => ({ fn: line.fn, lines: functionProbe(line) })),
  { fn: null, lines: interrupts },
];

function functionProbe({ fn, event, filter }: ProbeLine): readonly string[] {
  const isReturn = event !== fn;
  const printed = isReturn
    ? { format: 'ret=%ld', values: [fn === 'pci_msix_alloc_irq_at' ? 'retval' : '(int32)retval'] }
    : (entries.get(fn) ?? { format: '', values: [] });
  const where = isReturn ? `(0x0 <- ${fn})` : `(${fn}+0x0/0x0)`;
  const only = filter === null ? '' : ' /strncmp(str(arg4), "vfio", 4) == 0/';
  return probe(`${isReturn ? 'kretprobe' : 'kprobe'}:${fn}${only}`, '.....', {
    format: `${event}: ${where} ${printed.format}`.trimEnd(),
    values: printed.values,
  });
}

const interrupts = probe(
  'tracepoint:irq:irq_handler_entry /strncmp(str(args->name), "vfio", 4) == 0/',
  'd.h1.',
  { format: 'irq_handler_entry: irq=%d name=%s', values: ['args->irq', 'str(args->name)'] },
);

/** The clock is read once: both halves of a stamp are of one instant. */
function probe(where: string, flags: string, { format, values }: Printed): readonly string[] {
  const head = ['comm', 'tid', 'cpu', '$t / 1000000000', '($t % 1000000000) / 1000'];
  return [
    `${where} {`,
    '  $t = nsecs;',
    String.raw`  printf("%16s-%-7d [%03d] ${flags} %5lu.%06lu: ${format}\n",`,
    `    ${[...head, ...values].join(', ')});`,
    '}',
  ];
}
