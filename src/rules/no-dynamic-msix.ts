/** Host or QEMU cannot grow MSI-X without a teardown. */
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import type { DeviceTimeline } from '../model/timeline.ts';
import { quote } from './cite.ts';
import { TEARDOWN_SIGNALS } from './signals.ts';
import { before } from './versions.ts';

type Message = 'old-kernel' | 'old-qemu' | 'both-old' | 'host' | 'unclear';

export const noDynamicMsix = defineRule<Message>(
  {
    id: 'no-dynamic-msix',
    since: '0.1.0',
    severity: 'info',
    status: 'stable',
    summary: 'Host or QEMU cannot grow MSI-X without a teardown',
    requires: [
      [
        'vfio_msix_early_setup',
        'pci_msix_alloc_irq_at',
        'vfio_user_get_irq_info',
        ...TEARDOWN_SIGNALS,
      ],
    ],
    messages: {
      'old-kernel':
        '{device}: every new highest vector takes MSI-X down: Linux {kernel} cannot add one to a running device (6.5 can)',
      'old-qemu':
        '{device}: every new highest vector takes MSI-X down: QEMU {qemu} does not ask the host to add one (8.2 does)',
      'both-old':
        '{device}: every new highest vector takes MSI-X down: Linux {kernel} cannot add one to a running device (6.5 can), and QEMU {qemu} would not ask it to (8.2 does)',
      host: '{device}: every new highest vector takes MSI-X down: VFIO reports NORESIZE on Linux {kernel}, so the interrupt domain of this host cannot add one',
      unclear:
        '{device}: every new highest vector takes MSI-X down; the log does not tell whether the kernel (dynamic since 6.5) or the user of VFIO (QEMU since 8.2) is the reason',
    },
    remedy: {
      'old-kernel':
        'Upgrade the host to Linux 6.5 or later. On x86 that is enough with QEMU 8.2 or later; arm64 hosts with ITS or GICv2m tear down still.',
      'old-qemu': 'Upgrade QEMU to 8.2 or later; the host needs Linux 6.5 or later beside it.',
      'both-old':
        'Upgrade the host to Linux 6.5 or later and QEMU to 8.2 or later; one alone changes nothing. arm64 hosts with ITS or GICv2m tear down still.',
      host: 'No version helps on this kind of host (arm64 with ITS or GICv2m, powerpc, riscv). Have the guest unmask all its vectors before there is traffic.',
      unclear:
        'Check both: uname -r on the host (6.5 or later, x86) and qemu-system-x86_64 --version (8.2 or later). Newer ones are needed together.',
    },
  },
  function* (input) {
    for (const device of input.devices) {
      if (device.dynamicMsix === false) yield draftOf(device);
    }
  },
  (input) =>
    input.devices.some((device) => device.dynamicMsix !== null)
      ? []
      : [
          'a sign of how this host grows MSI-X (vfio_msix_early_setup with noresize, pci_msix_alloc_irq_at)',
        ],
);

function messageOf(device: DeviceTimeline): Message {
  const oldKernel = before(device.kernel, 6, 5);
  const oldQemu = before(device.qemu, 8, 2);
  if (oldKernel === true && oldQemu === true) return 'both-old';
  if (oldKernel === true) return 'old-kernel';
  if (oldQemu === true) return 'old-qemu';
  return oldKernel === false && oldQemu === false ? 'host' : 'unclear';
}

const draftOf = (device: DeviceTimeline): Draft<Message> => ({
  message: messageOf(device),
  data: { kernel: device.kernel, qemu: device.qemu },
  device: device.name,
  vectors: [],
  windows: [],
  at: null,
  evidence: quote([{ evidence: device.dynamicEvidence }]),
  confidence: 'high',
});
