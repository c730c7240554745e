/** What drivers say: vfio-pci and KVM on the host, and those that missed an interrupt, on either side. */
import type { Sample } from '../../../src/model/format.ts';

const vfio: readonly Sample[] = [
  {
    line: '[   50.139010] vfio-pci 0000:01:00.0: resetting',
    gives: ['vfio_pci_message'],
    from: 'constructed from pci_reset_function, Linux 6.13 on',
  },
  {
    line: '[   12.700001] vfio-pci 0000:01:00.0: enabling device (0000 -> 0003)',
    gives: ['vfio_pci_message'],
    from: 'constructed from pcibios_enable_device',
  },
  {
    line: '[  105.426952] vfio-pci 10000:e1:00.0: not ready 2047ms after FLR; waiting',
    gives: ['vfio_pci_message'],
    from: 'constructed from pci_dev_wait, behind VMD',
  },
  {
    line: '[   60.000001] mlx5_vfio_pci 0000:3a:00.1: Relaying device request to user (#0)',
    gives: ['vfio_pci_message'],
    from: 'constructed from vfio_pci_core_request, Linux 5.19 on',
  },
  {
    line: '[    4.501104] VFIO - User Level meta-driver version: 0.3',
    gives: [],
    from: 'dmesg, Linux 6.12',
  },
  {
    line: '[  300.000001] vfio-pci 0000:3a:00.1: irq bypass producer (token 000000008f08224d) registration fails:66311',
    gives: ['irq_bypass_failed'],
    from: 'constructed from vfio_msi_set_vector_signal, Linux 4.4 on',
  },
  {
    line: '[  300.000002] vfio-pci 0000:3a:00.1: irq bypass producer (eventfd 00000000a03c32e5) registration fails: -22',
    gives: ['irq_bypass_failed'],
    from: 'constructed from vfio_msi_set_vector_signal, Linux 6.17 on',
  },
  {
    line: '[  300.000003] kvm: irq bypass consumer (token 00000000a03c32e5) registration fails: -16',
    gives: ['irq_bypass_failed'],
    from: 'constructed from kvm_irqfd_assign, Linux 4.4 on',
  },
  {
    line: '[  300.000004] vhost-vdpa 0000:65:00.2: vq 1, irq bypass producer (token 00000000a03c32e5) registration fails, ret =  -16',
    gives: ['irq_bypass_failed'],
    from: 'constructed from vhost_vdpa_setup_vq_irq, Linux 5.9 on',
  },
  {
    line: '[  300.000005] kvm: pi_update_irte: failed to update PI IRTE',
    gives: ['irq_bypass_failed'],
    from: 'constructed from vmx_pi_update_irte, Linux 4.4 on',
  },
  {
    line: '[  300.000006] kvmppc_set_passthru_irq (irq 58, gsi 4970) fails: -2',
    gives: ['irq_bypass_failed'],
    from: 'constructed from kvmppc_set_passthru_irq, powerpc',
  },
];

const nvme: readonly Sample[] = [
  {
    line: '[   66.890825] nvme nvme0: I/O 8 QID 0 timeout, completion polled',
    gives: ['lost_interrupt_symptom'],
    from: 'guest console, Linux 6.1',
  },
  {
    line: '[   37.920588][  T117] nvme nvme1: I/O tag 457 (11c9) QID 1 timeout, completion polled',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from nvme_timeout, Linux 6.7 on, PRINTK_CALLER',
  },
  {
    line: '[   76.784046] nvme nvme0: I/O tag 425 (01a9) opcode 0x2 (I/O Cmd) QID 3 timeout, aborting req_op:READ(0) size:4096',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from nvme_timeout, Linux 6.8 on',
  },
];

const network: readonly Sample[] = [
  {
    line: '[  512.000001] NETDEV WATCHDOG: eth0 (ixgbe): transmit queue 3 timed out',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from dev_watchdog, Linux 3.x to 6.2',
  },
  {
    line: '[  512.000001] ixgbe 0000:17:00.0 eth0: NETDEV WATCHDOG: CPU: 3: transmit queue 3 timed out 5120 ms',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from dev_watchdog, Linux 6.6 on',
  },
  {
    line: '[Thu Oct 22 08:56:04 2026] mlx5_core 0000:42:00.2: mlx5_cmd_eq_recover:248:(pid 123): Recovered 1 EQEs on cmd_eq',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from mlx5_cmd_eq_recover, Linux 5.10 on',
  },
  {
    line: '[  512.000002] mlx5_core 0000:42:00.2 eth2: Recovered 5 eqes on EQ 0x9',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from mlx5e_health_channel_eq_recover, Linux 4.20 on',
  },
  {
    line: '[  512.000003] mlx5_core 0000:42:00.2: cmd[0]: ENABLE_HCA(0x104) recovered after timeout',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from wait_func, Linux 5.10 on',
  },
  {
    line: '[  512.000004] mlx5_core 0000:42:00.2 eth2: TX timeout detected',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from mlx5e_tx_timeout',
  },
  {
    line: '[  512.000005] virtio_net virtio0 eth0: TX timeout on queue: 1, sq: output.1, vq: 0x3, name: output.1, 5120000 usecs ago',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from virtnet_tx_timeout, Linux 5.17 on',
  },
  {
    line: '[  512.000006] e1000e 0000:00:05.0 eth0: Detected Hardware Unit Hang:',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from e1000_print_hw_hang',
  },
  {
    line: '[  512.000007] ixgbe 0000:17:00.0 eth0: tx hang 2 detected on queue 1, resetting adapter',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from ixgbe_check_tx_hang',
  },
  {
    line: '[  512.000008] ixgbe 0000:17:00.0 eth0: initiating reset due to tx timeout',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from ixgbe_tx_timeout',
  },
  {
    line: '[  512.000009] i40e 0000:17:00.0 eth0: tx_timeout: VSI_seid: 390, Q 3, NTC: 0x1b7, HWB: 0x1c9, NTU: 0x1c9, TAIL: 0x1c9, INT: 0x1',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from i40e_tx_timeout',
  },
];

const others: readonly Sample[] = [
  {
    line: '[  600.000001] ata1: lost interrupt (Status 0x50)',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from ata_sff_lost_interrupt',
  },
  {
    line: '[  600.000002] ata1.00: qc timeout after 5000 msecs (cmd 0xec)',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from ata_exec_internal_sg, Linux 6.1 on',
  },
  {
    line: '[  600.000003] sd 0:0:1:0: attempting task abort!scmd(0x00000000f539e0f4), outstanding for 30388 ms & timeout 30000 ms',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from scsih_abort (mpt3sas), Linux 5.3 on',
  },
  {
    line: '[  600.000004] megaraid_sas 0000:23:00.0: [10]waiting for 3 commands to complete for scsi0',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from megasas_wait_for_outstanding_fusion',
  },
  {
    line: '[  600.000005] mmc0: Timeout waiting for hardware interrupt.',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from sdhci_timeout_timer',
  },
  {
    line: '[  600.000006] snd_hda_intel 0000:00:1b.0: azx_get_response timeout, switching to polling mode: last cmd=0x00170500',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from azx_rirb_get_response',
  },
  {
    line: '[ 2040.039444] xhci_hcd 0000:8a:00.7: xHCI host not responding to stop endpoint command',
    gives: ['lost_interrupt_symptom'],
    from: 'constructed from xhci_handle_command_timeout',
  },
];

export const driverSamples: readonly Sample[] = [...vfio, ...nvme, ...network, ...others];
