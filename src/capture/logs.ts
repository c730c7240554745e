/** What is kept beside the trace: the kernel log, snapshots, the guest. */
import { type Host, isArm, isX86 } from './host.ts';
import { type Step, step } from './step.ts';

export function logSteps(host: Host): readonly Step[] {
  const journal = host.programs === null || host.programs.has('journalctl');
  return [
    step(
      'The kernel log',
      [
        'A stray vector, a blocked interrupt or a line that was switched off is said here and nowhere else. The journal as json has both clocks of each record.',
      ],
      [
        ...(journal ? ['journalctl -k -b -o json > kernel.json'] : []),
        'dmesg > dmesg.txt                # without a journal',
      ],
    ),
    step(
      'Snapshots, before and after',
      [
        'They tell which irq is which vector, and by their difference which vectors were at work. PIN, NPI and PIW are the rows of interrupts that went to vCPUs directly.',
      ],
      [
        'cat /proc/interrupts > proc-interrupts.$(date +%s).txt',
        ...devicesOf(host).map(
          (device) => `lspci -D -vv -s ${device} > lspci.${device}.$(date +%s).txt`,
        ),
      ],
    ),
    step(
      'In the guest',
      [
        'The guest alone knows whether a vector fell silent where interrupts are posted, and which driver noticed. Its stamps are its own: give the files all the same.',
      ],
      ['cat /proc/interrupts > guest-interrupts.$(date +%s).txt', 'dmesg > guest-dmesg.txt'],
    ),
  ];
}

const devicesOf = ({ devices }: Host): readonly string[] =>
  devices.length === 0 ? ['0000:BB:DD.F'] : devices;

/** What this host cannot show, and what to do about it. */
export function limitSteps(host: Host): readonly Step[] {
  return [
    ...(host.posted === false ? [] : [posted(host)]),
    ...(isArm(host) === true || host.arch === null ? [arm] : []),
  ];
}

const posted = (host: Host): Step =>
  step(
    host.posted === true ? 'Interrupts are posted here' : 'If interrupts are posted',
    [
      'With VT-d posted interrupts or AVIC the processor delivers an interrupt to the vCPU and no host handler runs: irq_handler_entry and /proc/interrupts stay still. Teardowns show all the same, by probes, irq_vectors and kvm_pi_irte_update; rates and losses do not.',
      'Either compare the guest’s own counts before and after, or let the host handle them for the time of the measurement, which changes the timing: load the module with the option below, with no VM running.',
    ],
    isX86(host) === false
      ? []
      : [
          'modprobe -r kvm_intel && modprobe kvm_intel enable_apicv=0',
          'modprobe -r kvm_amd && modprobe kvm_amd avic=0',
        ],
  );

const arm: Step = step(
  'On arm64',
  [
    'There are no irq_vectors events. The probes of the VFIO and PCI functions, with the registers %x0 to %x5, show every teardown; for the interrupt controller’s side trace its functions:',
    'A teardown is the rule there still: up to Linux 6.12 neither ITS nor GICv2m adds a vector to a running device.',
  ],
  [
    "trace-cmd record … -p function -l its_irq_domain_activate -l its_irq_domain_deactivate -l 'its_irq_domain_free' -l 'its_send_*'",
  ],
);
