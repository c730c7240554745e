/** A vector was first unmasked while others of its device were already delivering. */
import { defineRule } from '../model/rule.ts';
import { quote } from './cite.ts';
import { TEARDOWN_SIGNALS } from './signals.ts';
import { indices } from './windows.ts';
import { count, vectorList } from './words.ts';

type Message = 'torn-down' | 'grown' | 'unclear';

export const lateVector = defineRule<Message>(
  {
    id: 'late-vector',
    since: '0.1.0',
    severity: 'medium',
    status: 'stable',
    summary: 'A vector was first unmasked while others of its device were already delivering',
    requires: [
      TEARDOWN_SIGNALS,
      ['irq_handler_entry', 'vfio_msihandler', 'vfio_msix_vector_do_use'],
    ],
    messages: {
      'torn-down':
        '{device}: {vectorText} came into use after {othersFired} of other vectors, at the price of {windowText} of all live vectors',
      grown:
        '{device}: {vectorText} came into use after {othersFired} of other vectors; MSI-X grew without a teardown',
      unclear:
        '{device}: {vectorText} came into use after {othersFired} of other vectors; whether that cost a teardown the log does not show',
    },
    remedy: {
      'torn-down':
        'Let the guest unmask all vectors before there is traffic: fix the number of queues when the driver loads, open the interface before ' +
        'it gets load, do not bring CPUs online under load. Linux 6.5 and QEMU 8.2 or later on x86 take the price away.',
      grown:
        'Nothing to do on this host; on one without dynamic MSI-X each late vector costs a teardown of all the others.',
      unclear:
        'Record the kernel side too (vfio_pci_set_irqs_ioctl, irq_vectors): it shows whether the growth tore the other vectors down.',
    },
  },
  function* (input) {
    for (const device of input.devices) {
      const late = device.lateVectors;
      if (late.length === 0) continue;
      const windows = late.flatMap((one) => one.window ?? []);
      const dynamic = device.dynamicMsix === true;
      const message = windows.length > 0 ? 'torn-down' : dynamic ? 'grown' : 'unclear';
      yield {
        message,
        data: {
          vectors: indices(late.map((one) => one.vector)),
          vectorText: vectorList(late.map((one) => one.vector)),
          late: late.length,
          othersFired: count(Math.max(...late.map((one) => one.othersFired)), 'interrupt'),
          windowText: count(new Set(windows).size, 'teardown'),
          dynamic: device.dynamicMsix,
        },
        device: device.name,
        vectors: indices(late.map((one) => one.vector)),
        windows: [...new Set(windows)],
        at: late[0]?.at ?? null,
        evidence: quote(late),
        confidence: message === 'unclear' ? 'medium' : 'high',
        ...(message === 'grown' ? { severity: 'info' } : {}),
      };
    }
  },
);
