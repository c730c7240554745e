/** Logs that name more than any host has. Each is lines by number, made while they are read: nothing lies on a disk. */

/** One flood: the text of its step `i`, and how many lines that is, about. */
export interface Flood {
  readonly step: (i: number) => string;
  readonly lines: number;
  /** What the result must tell. */
  readonly tells: string;
  readonly args?: readonly string[];
}

const SECOND = 1_000_000;
const stamp = (us: number): string =>
  `${Math.floor(us / SECOND)}.${String(Math.floor(us % SECOND)).padStart(6, '0')}`;
const START = 100 * SECOND;

/** A trace-cmd line `us` microseconds after the start. */
const line = (us: number, what: string, task = 'qemu-1'): string =>
  ` ${task} [000] ${stamp(START + us)}: ${what}\n`;

/** Several lines of one thread, 10 µs apart. */
const burst = (us: number, whats: readonly string[], task = 'qemu-1'): string =>
  whats.map((what, place) => line(us + 10 * place, what, task)).join('');

const bdf = (i: number): string => {
  const hex = i.toString(16).padStart(8, '0');
  return `${hex.slice(0, 4)}:${hex.slice(4, 6)}:${(i & 31).toString(16).padStart(2, '0')}.${(i >> 5) & 7}`;
};

const entry = (irq: number, vector: number, device = '0000:01:00.0'): string =>
  `irq_handler_entry: irq=${irq} name=vfio-msix[${vector}](${device})`;
const freed = (irq: number): string =>
  `vector_deactivate: irq=${irq} is_managed=0 can_reserve=0 reserve=0`;
const tornDown = (irq: number): string =>
  `vector_teardown: irq=${irq} is_managed=0 can_reserve=0 has_reserved=0`;
const setUp = (irq: number): string => `vector_setup: irq=${irq} is_legacy=0 ret=0`;
const asked = (irq: number): string =>
  `vector_activate: irq=${irq} is_managed=0 can_reserve=0 reserve=0`;
const armed = (irq: number, cpu = 0): string =>
  `vector_update: irq=${irq} vector=${(irq % 200) + 33} cpu=${cpu} prev_vector=0 prev_cpu=0`; // prettier-ignore

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 24);

/** A teardown of so many vectors that fired, and a set-up of others. */
function resize(us: number, from: number, to: number): string {
  const fires = upTo(from).map((irq) => entry(irq, irq - 24));
  return (
    burst(us, fires, '<idle>-0') +
    burst(us + 10 * from, [
      ...upTo(from).map(freed),
      ...upTo(from).map(tornDown),
      ...upTo(to).map(setUp),
      ...upTo(to).flatMap((irq) => [asked(irq), armed(irq)]),
    ])
  );
}

const qemu = (us: number, what: string): string => `1@${stamp(START + us)}:${what}\n`;

const limit = 'limit-reached';

export const floods: Readonly<Record<string, Flood>> = {
  irqs: { lines: 1, tells: limit, step: (i) => line(i * 10, entry(i + 24, i % 2048), '<idle>-0') },
  devices: { lines: 1, tells: limit, step: (i) => line(i * 10, entry(24, 0, bdf(i)), '<idle>-0') },
  vectors: {
    lines: 1,
    tells: limit,
    step: (i) => line(i * 999, entry(24 + (i % 40_000), i % 512, bdf(Math.floor((i % 40_000) / 512))), '<idle>-0'), // prettier-ignore
  },
  threads: { lines: 1, tells: limit, step: (i) => line(i * 10, setUp(i + 24), `qemu-${i + 1}`) },
  'busy threads': {
    lines: 2,
    tells: limit,
    step: (i) => line(i, setUp(24), `qemu-${(i % 30_000) + 1}`) + line(i, asked(24), 'other-7'),
  },
  'cpu-vectors': { lines: 1, tells: limit, step: (i) => line(i * 10, armed(i + 24, i % 100_000)) },
  operations: {
    lines: 5,
    tells: limit,
    step: (i) => burst(i * 10_000, [freed(24), tornDown(24), setUp(24), asked(24), armed(24)]),
  },
  windows: { lines: 10, tells: limit, step: (i) => resize(i * 10_000, 1 + (i % 2), 2 - (i % 2)) },
  'wide windows': { lines: 384, tells: limit, step: (i) => resize(i * 10_000, 64, 64) },
  'one call': { lines: 1, tells: limit, step: () => line(0, asked(24)) },
  pointers: {
    lines: 1,
    tells: limit,
    step: (i) => {
      const vdev = `0xff${i.toString(16).padStart(14, '0')}`;
      const args = `vdev=${vdev}, flags=36, index=2, start=0, count=1, data=0x0`;
      return line(i * 300, `function: vfio_pci_set_irqs_ioctl(${args}) <-vfio_pci_core_ioctl`);
    },
  },
  refusals: {
    lines: 5,
    tells: limit,
    step: (i) =>
      burst(i * 10_000, [
        'vfio_pci_set_irqs_ioctl <-vfio_pci_core_ioctl',
        setUp(24),
        'vector_alloc: irq=24 vector=0 reserved=1 ret=-28',
        tornDown(24),
        entry(25, 0),
      ]),
  },
  losses: { lines: 1, tells: 'events-lost', step: (i) => `CPU:${i % 9} [LOST ${i} EVENTS]\n${line(i, setUp(24))}` },
  'qemu devices': {
    lines: 1,
    tells: limit,
    step: (i) => qemu(i, `vfio_msix_vector_do_use  (dev${i}) vector 1 used`),
  },
  'qemu windows': {
    lines: 2,
    tells: limit,
    step: (i) =>
      qemu(i * 1000, `vfio_msix_vector_do_use  (dev) vector ${(i % 2047) + 1} used`) +
      qemu(i * 1000 + 100, 'vfio_msix_pba_disable  (dev)') +
      (i % 2047 === 2046
        ? qemu(i * 1000 + 200, 'vfio_msix_disable  (dev)') + qemu(i * 1000 + 300, 'vfio_msix_enable  (dev)') // prettier-ignore
        : ''),
  },
  'qemu resets': {
    lines: 1,
    tells: limit,
    step: (i) =>
      i < 5000
        ? qemu(i, `vfio_msix_vector_do_use  (dev${i}) vector 1 used`)
        : qemu(i, 'vfio_device_reset_handler '),
  },
  'kernel messages': {
    lines: 2,
    tells: 'over the limit were counted',
    step: (i) =>
      `[${stamp(START + i)}] __common_interrupt: ${i % 64}.${33 + (i % 200)} No irq handler for vector\n` +
      `[${stamp(START + i)}] nvme nvme${i % 300}: I/O tag ${i % 1000} (1000) QID ${i % 64} timeout, completion polled\n`,
  },
  'nested json': {
    lines: 300,
    tells: 'no-irq-handler',
    step: (i) => {
      const record = `"_TRANSPORT":"kernel","_HOSTNAME":"h","MESSAGE":"do_IRQ: 3.${33 + (i % 99)} No irq handler for vector"`;
      const times = `"__REALTIME_TIMESTAMP":"17953543456${10_000 + (i % 80_000)}","__MONOTONIC_TIMESTAMP":"123${10_000 + (i % 80_000)}"`;
      const closed = i % 2 === 0 ? `${']'.repeat(30_000)}}` : '';
      return `{${record},${times},"X":${'['.repeat(30_000)}${closed}\n`;
    },
  },
}; // prettier-ignore
