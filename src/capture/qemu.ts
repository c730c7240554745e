/** QEMU's own trace: for a VM that is started, and for one that runs. */
import { atLeast, type Host } from './host.ts';
import { quoted, type Step, step } from './step.ts';
import type { Wish } from './wish.ts';

/**
 * Patterns of QEMU's events that matter, and no others: `vfio_*` would log each access to a region. A pattern that matches
 * nothing is no error, so that one list fits all versions.
 */
export const qemuPatterns: readonly string[] = [
  'vfio_msi*',
  'vfio_intx*',
  'vfio_pci_intx_eoi*',
  'vfio_pci_*_config*',
  'vfio_pci_reset*',
  'vfio_pci_hot_reset*',
  'vfio_*realize*',
  'vfio_*attach*',
  'vfio_*detach*',
  'vfio_*reset_handler*',
  'vfio_load_*state*',
  'vfio_*vmstate_change*',
  'vfio_user_*irq*',
  'iommufd_cdev_*',
  'cpr_state*',
  'msix_write_config*',
  'kvm_irqchip_*',
];

const DOMAIN = 'VM';

/** The arguments of a command line; `log` is a path. */
export const qemuArguments = (log: string): readonly string[] => [
  '-msg',
  'timestamp=on',
  '-D',
  log,
  ...qemuPatterns.flatMap((pattern) => ['-trace', pattern]),
];

export function qemuSteps(host: Host, { domain }: Wish): readonly Step[] {
  return [
    step(
      'QEMU, when the VM is started',
      [stampNote(host), noBackEnd],
      [`qemu-system-x86_64 … ${qemuArguments('qemu.log').map(quoted).join(' ')}`],
    ),
    step(
      'QEMU, a VM of libvirt that is started (virsh edit)',
      ['libvirt sets -msg timestamp=on itself and keeps the log in /var/log/libvirt/qemu.'],
      libvirtXml(),
    ),
    step(
      'QEMU, a VM that runs',
      [
        'Lines go where QEMU was told to log, else to its standard error: with libvirt /var/log/libvirt/qemu. Stamps are on only if it was started with -msg timestamp=on, as libvirt does. libvirt calls the domain tainted afterwards.',
      ],
      running(domain ?? DOMAIN, 'on'),
    ),
    step('… and off again', [], running(domain ?? DOMAIN, 'off')),
    step(
      'The same over QMP or the monitor',
      [],
      [
        '{"execute": "trace-event-set-state", "arguments": {"name": "vfio_msi*", "enable": true}}',
        '(qemu) trace-event vfio_msi* on',
      ],
    ),
  ];
}

function stampNote({ qemu }: Host): string {
  if (atLeast(qemu, 10, 1) === true)
    return `QEMU ${qemu} prints no thread before an event (since 10.1), so that its lines are paired with kernel calls by order and time alone.`;
  if (atLeast(qemu, 6, 0) === false)
    return `QEMU ${qemu} stamps each event by itself; -msg timestamp=on does no harm.`;
  return 'Without -msg timestamp=on QEMU 6.0 and later print no time at all, and order is all that is left. Up to 10.0 the thread stands before the event, which pairs it with the calls in the kernel.';
}

const noBackEnd =
  'If nothing is logged, QEMU was built without the log back end: `qemu-system-x86_64 -trace help` lists nothing then. RHEL has SystemTap instead, see docs/formats/qemu-stap.md.';

const libvirtXml = (): readonly string[] => [
  "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>",
  '  …',
  '  <qemu:commandline>',
  ...qemuPatterns.flatMap((pattern) => [
    "    <qemu:arg value='-trace'/>",
    `    <qemu:arg value='${pattern}'/>`,
  ]),
  '  </qemu:commandline>',
  '</domain>',
];

/** One command for each pattern. */
export const running = (domain: string, state: 'on' | 'off'): readonly string[] =>
  qemuPatterns.map(
    (pattern) =>
      `virsh qemu-monitor-command ${quoted(domain)} --hmp ${quoted(`trace-event ${pattern} ${state}`)}`,
  );
