// Probes print lines, and these lines must say to the parsers what they were made for.
import { expect, test } from '@jest/globals';
import type { Event } from '../../src/model/event/index.ts';
import { bpftraceBlocks } from '../../src/capture/bpftrace.ts';
import { type Host, unknownHost } from '../../src/capture/host.ts';
import { probesOn, takesNames } from '../../src/capture/probes.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { parsed } from '../support/parsed.ts';

const on = (over: Partial<Host>): Host => ({ ...unknownHost, ...over });

const linesOn = (host: Host): readonly string[] => probesOn(host).lines.map(({ line }) => line);

test('on x86 arguments are registers', () => {
  expect(linesOn(on({ arch: 'x86_64', kernel: '6.1' }))).toContain(
    'p:msixray/vfio_pci_set_irqs_ioctl vfio_pci_set_irqs_ioctl vdev=%di:x64 flags=%si:x32 index=%dx:u32 start=%cx:u32 count=%r8:u32',
  );
});

test('on arm64 they are other registers', () => {
  expect(linesOn(on({ arch: 'aarch64' }))).toContain(
    'p:msixray/request_threaded_irq request_threaded_irq irq=%x0:u32 name=+0(%x4):string',
  );
});

test('elsewhere they are counted', () => {
  expect(linesOn(on({ arch: 's390x' }))).toContain(
    'p:msixray/vfio_msi_disable vfio_msi_disable vdev=$arg1:x64 msix=$arg2:u8',
  );
});

test.each<[host: Partial<Host>, takes: boolean | null]>([
  [{ btf: true, kernel: '6.1' }, true],
  [{ btf: false, kernel: '6.12' }, false],
  [{ kernel: '6.12.117+deb12-amd64' }, null],
  [{ kernel: '6.6' }, null],
  [{ kernel: '6.5.0' }, false],
  [{ kernel: '5.14.0-503.el9' }, false],
  [{ kernel: 'strange' }, null],
  [{}, null],
])('%j takes arguments by name: %p', (host, takes) => {
  expect(takesNames(on(host))).toBe(takes);
});

test("where arguments have names, the device's name is fetched", () => {
  const [first] = probesOn(on({ btf: true })).lines;
  expect(first?.exact).toBe(
    'p:msixray/vfio_pci_set_irqs_ioctl vfio_pci_set_irqs_ioctl vdev flags index start count name=+0(vdev->pdev->dev.kobj.name):string',
  );
  expect(probesOn(on({ btf: false })).lines.every(({ exact }) => exact === null)).toBe(true);
});

test('functions that the kernel has not are named and left out', () => {
  const { lines, absent } = probesOn(
    on({ functions: new Set(['vfio_msi_disable', 'pci_free_irq_vectors']) }),
  );
  expect(lines.map(({ fn }) => fn)).toEqual(['vfio_msi_disable', 'pci_free_irq_vectors']);
  expect(absent).toContain('pci_msix_alloc_irq_at');
  expect(absent).not.toContain('vfio_msi_disable');
});

/** Values that the kernel would print of each argument. */
const VALUES: Readonly<Record<string, string>> = {
  vdev: '0xffff8e1d4279d800',
  pdev: '0xffff8dd680cd9000',
  flags: '0x24',
  index: '2',
  start: '0',
  count: '3',
  vector: '5',
  fd: '-1',
  msix: '1',
  irq: '28',
  name: '"vfio-msix[3](0000:3b:00.0)"',
  ret: '-28',
};

/** The line that the kernel prints when a probe is hit, by its definition. */
function lineOf(definition: string): string {
  const [head = '', fn = '', ...fetched] = definition.split(' ');
  const event = head.slice(head.indexOf('/') + 1);
  const where = head.startsWith('r:') ? `(caller+0x99/0x240 <- ${fn})` : `(${fn}+0x4/0xd0)`;
  const fields = fetched.map((one) => {
    const name = one.split('=')[0] ?? '';
    return `${name}=${VALUES[name] ?? '?'}`;
  });
  return ` qemu-system-x86-193     [001] .....    95.781399: ${[`${event}:`, where, ...fields].join(' ')}`;
}

const tellOf = (line: string): Event | undefined => parsed(tracefs, [line]).events[0];

test.each(
  probesOn(on({ btf: true })).lines.flatMap(({ fn, event, line, exact }) =>
    [line, exact].flatMap((one) => (one === null ? [] : [[one, fn, event !== fn] as const])),
  ),
)('%s is read as a call of its function', (definition, fn, isReturn) => {
  const event = tellOf(lineOf(definition));
  expect(event).toMatchObject({ type: isReturn ? 'call_return' : 'call', fn, via: 'kprobe' });
});

test.each<[event: string, args: object]>([
  ['vfio_pci_set_irqs_ioctl', { vdev: VALUES['vdev'], flags: 0x24, index: 2, start: 0, count: 3 }],
  ['vfio_msi_disable', { vdev: VALUES['vdev'], msix: true }],
  ['vfio_msi_set_vector_signal', { vdev: VALUES['vdev'], vector: 5, fd: -1, msix: true }],
  ['request_threaded_irq', { irq: 28, name: 'vfio-msix[3](0000:3b:00.0)' }],
  ['pci_free_irq_vectors', { pdev: VALUES['pdev'] }],
])('%s tells all its arguments', (wanted, args) => {
  const probe = probesOn(unknownHost).lines.find(({ event }) => event === wanted);
  expect(tellOf(lineOf(probe?.line ?? ''))).toMatchObject({ args });
});

/** What bpftrace prints for a block: its format with harmless values. */
function printedBy(lines: readonly string[]): string {
  const format = /printf\("(.*)\\n",/.exec(lines.join('\n'))?.[1] ?? '';
  const values = ['CPU 0/KVM', '144', '1', '95', '781399'];
  return format
    .replaceAll(String.raw`\"`, '"')
    .replaceAll(
      /%(-?)(0?)(\d*)(?:l?[dux]|s)/g,
      (conversion, left: string, zero: string, width: string) => {
        const value = values.shift() ?? (conversion === '%s' ? 'vfio-msix[3](0000:3b:00.0)' : '2');
        if (left === '-') return value.padEnd(Number(width));
        return value.padStart(Number(width), zero === '0' ? '0' : ' ');
      },
    );
}

test.each(bpftraceBlocks(unknownHost).map(({ fn, lines }) => [fn ?? 'interrupts', lines] as const))(
  'what bpftrace prints of %s is claimed and read as the kernel text',
  (fn, lines) => {
    const line = printedBy(lines);
    expect(tracefs.claims(line)).toBe(true);
    const { events, problems } = parsed(tracefs, [line]);
    expect(problems).toEqual([]);
    expect(events).toMatchObject([
      fn === 'interrupts' ? { type: 'irq_handler_entry', irq: 2 } : { fn, cpu: 1, tid: 144 },
    ]);
  },
);
