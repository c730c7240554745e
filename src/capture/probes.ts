/** Kprobes that make every step of an MSI-X setup visible, with its arguments. */
import { atLeast, type Host, isArm, isX86 } from './host.ts';

/** Group of the probes, so that they can be switched together. */
export const GROUP = 'msixray';

type Kind = 'entry' | 'return';

interface Argument {
  /** As the analysis knows it. */
  readonly name: string;
  /** Place among the function's arguments, from 0. */
  readonly at: number;
  /** How the kernel is to print it. */
  readonly type: 'x64' | 'x32' | 'u32' | 's32' | 'u8' | 'text';
}

interface Probe {
  readonly fn: string;
  readonly kind: Kind;
  readonly args: readonly Argument[];
  /** Set on the event, so that other devices stay out. */
  readonly filter: string | null;
  /** In the place of `args`, where the kernel knows their names: exact, with the device's name. */
  readonly btf: string | null;
  /** What it shows. */
  readonly shows: string;
}

const arg = (at: number, name: string, type: Argument['type']): Argument => ({ at, name, type });

const entry = (fn: string, args: readonly Argument[], shows: string, btf?: string): Probe => ({
  fn,
  kind: 'entry',
  args,
  filter: null,
  btf: btf ?? null,
  shows,
});

const back = (fn: string, shows: string): Probe => ({
  fn,
  kind: 'return',
  args: [],
  filter: null,
  btf: null,
  shows,
});

/** The device's name by way of `struct vfio_pci_core_device`; taken by Linux 6.12 and 7.2. */
const NAME = 'name=+0(vdev->pdev->dev.kobj.name):string';

const probes: readonly Probe[] = [
  entry(
    'vfio_pci_set_irqs_ioctl',
    [
      arg(0, 'vdev', 'x64'),
      arg(1, 'flags', 'x32'),
      arg(2, 'index', 'u32'),
      arg(3, 'start', 'u32'),
      arg(4, 'count', 'u32'),
    ],
    'each VFIO_DEVICE_SET_IRQS: flags, index, start, count, and the device',
    `vdev flags index start count ${NAME}`,
  ),
  back('vfio_pci_set_irqs_ioctl', 'what it returned: a positive number is a failure'),
  entry(
    'vfio_msi_disable',
    [arg(0, 'vdev', 'x64'), arg(1, 'msix', 'u8')],
    'the moment from which vectors are taken down',
    `vdev msix ${NAME}`,
  ),
  entry(
    'vfio_msi_set_vector_signal',
    [arg(0, 'vdev', 'x64'), arg(1, 'vector', 's32'), arg(2, 'fd', 's32'), arg(3, 'msix', 'u8')],
    'each vector that gets or loses its eventfd',
    `vdev vector fd msix ${NAME}`,
  ),
  back('vfio_msi_set_vector_signal', 'whether it did'),
  entry(
    'pci_alloc_irq_vectors_affinity',
    [arg(0, 'pdev', 'x64')],
    'MSI-X is about to be enabled again',
  ),
  back('pci_alloc_irq_vectors_affinity', 'how many vectors the host granted'),
  entry('pci_free_irq_vectors', [arg(0, 'pdev', 'x64')], 'the enable bit is about to be cleared'),
  {
    ...entry(
      'request_threaded_irq',
      [arg(0, 'irq', 'u32'), arg(4, 'name', 'text')],
      'which irq belongs to which vector of which device',
    ),
    filter: 'name ~ "vfio*"',
  },
  back('pci_msix_alloc_irq_at', 'vectors that were added without a teardown (Linux 6.5)'),
  entry('vfio_pci_core_disable', [], 'the device was closed: its last teardown is no fault'),
];

/** Registers of the first six arguments. */
const REGISTERS = {
  x86: ['%di', '%si', '%dx', '%cx', '%r8', '%r9'],
  arm: ['%x0', '%x1', '%x2', '%x3', '%x4', '%x5'],
} as const;

function placeOf(host: Host, at: number): string {
  if (isX86(host) ?? true) return REGISTERS.x86[at] ?? `$arg${at + 1}`;
  if (isArm(host) === true) return REGISTERS.arm[at] ?? `$arg${at + 1}`;
  return `$arg${at + 1}`;
}

const fetched = (host: Host, { name, at, type }: Argument): string =>
  type === 'text'
    ? `${name}=+0(${placeOf(host, at)}):string`
    : `${name}=${placeOf(host, at)}:${type}`;

export interface ProbeLine {
  readonly fn: string;
  /** Name of the event in its group. */
  readonly event: string;
  /** The line for kprobe_events, good on every kernel of this architecture. */
  readonly line: string;
  /** A better line, which only some kernels take; null where there is none. */
  readonly exact: string | null;
  readonly filter: string | null;
  readonly shows: string;
}

/** Do probes take arguments by name here? Null: nobody knows, so it is tried. */
export function takesNames(host: Host): boolean | null {
  if (host.btf !== null) return host.btf;
  return atLeast(host.kernel, 6, 6) === false ? false : null;
}

/** The probes that this host takes, and the functions that it has not. */
export function probesOn(host: Host): {
  readonly lines: readonly ProbeLine[];
  readonly absent: readonly string[];
} {
  const { functions } = host;
  const isThere = ({ fn }: Probe): boolean => functions === null || functions.has(fn);
  const lines = probes.filter(isThere).map((probe): ProbeLine => {
    const event = probe.kind === 'entry' ? probe.fn : `${probe.fn}_ret`;
    const head = `${probe.kind === 'entry' ? 'p' : 'r'}:${GROUP}/${event} ${probe.fn}`;
    const tail =
      probe.kind === 'return' ? [returned(probe.fn)] : probe.args.map((one) => fetched(host, one));
    return {
      fn: probe.fn,
      event,
      line: [head, ...tail].join(' '),
      exact: probe.btf === null || takesNames(host) === false ? null : `${head} ${probe.btf}`,
      filter: probe.filter,
      shows: probe.shows,
    };
  });
  const absent = probes.filter((probe) => !isThere(probe)).map(({ fn }) => fn);
  return { lines, absent: [...new Set(absent)] };
}

/** A `struct msi_map` comes back in one register of 64 bits, everything else as an int. */
const returned = (fn: string): string =>
  fn === 'pci_msix_alloc_irq_at' ? 'ret=$retval:x64' : 'ret=$retval:s32';

/** Functions for the function tracer, where there are no kprobes: order without arguments. */
export const tracedNames: readonly string[] = [
  ...new Set([
    ...probes.map(({ fn }) => fn),
    'vfio_pci_set_msi_trigger',
    'vfio_msi_set_block',
    'pci_disable_msix',
    '__pci_enable_msix_range',
    'free_irq',
    'pci_intx',
    'vfio_intx_handler',
  ]),
];
