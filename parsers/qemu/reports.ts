/**
 * QEMU's own error and warning lines (error_report), as far as they are about a VFIO device. They go to standard error,
 * never to `-D`; libvirt's domain log and Proxmox' journal have them. Texts were checked against QEMU 4.2 to 11.1.
 */
import type { QemuEvent } from '../../src/model/event/index.ts';
import type { QemuOccurrence } from './row.ts';

/**
 * Where the message begins, after the program, a location and `warning:`:
 *
 *     qemu-system-x86_64: vfio: failed to enable vectors, -1
 *     kvm: -device vfio-pci,host=0000:01:00.0,id=hostpci1: vfio 0000:01:00.0: Failed to set up …
 *     qemu-system-x86_64:/var/lib/vm/qemu.conf:265: vfio 0000:04:00.0: Failed to set up …
 *     vfio 0000:04:00.0: Failed to set up …                  while QEMU (to 10.2) works on a QMP command
 *
 * A location's own text can hold `: ` (JSON) and `vfio-pci`, never `: vfio` and one of these three.
 */
const STARTS = ['vfio: ', 'vfio ', 'vfio_'] as const;

function messageOf(text: string): string | null {
  let first = -1;
  for (const start of STARTS) {
    if (text.startsWith(start)) return text;
    const at = text.indexOf(`: ${start}`);
    if (at !== -1 && (first === -1 || at < first)) first = at;
  }
  return first === -1 ? null : text.slice(first + 2);
}

/** The reason after the comma: an errno (`-1`), the number of vectors that the host has left, since 10.1 a text. */
const ENABLE_FAILED = [
  ['vfio: failed to enable vectors, ', 'msix'],
  ['vfio: failed to enable MSI-X, ', 'msix'],
  ['vfio: Error: Failed to setup MSI fds: ', 'msi'],
] as const;

/** Messages that say it all. */
const GIVEN_UP = [
  ['vfio: msix_set_vector_notifiers failed', 'msix', 'msix_set_vector_notifiers failed'],
  ['vfio: Error: Failed to enable MSI', 'msi', 'Failed to enable MSI'],
] as const;

/** QEMU tries again with what the host has; the guest goes on with the number that it asked for. */
const RETRY = /^vfio: Error: Failed to enable (\d{1,4}) MSI vectors, (retry with \d{1,4})$/;

/**
 * Only `set up TRIGGER` leaves an interrupt without a way to the guest; MASK and UNMASK are INTx' acceleration, ERR and
 * REQ are not interrupts of the guest's. Other kinds of device print `interrupt index 0-0`.
 */
const TRIGGER = 'Failed to set up TRIGGER eventfd signaling for interrupt ';
const TRIGGER_OF =
  /^(?:(INTX|MSI|MSIX)|index \d{1,4})-(\d{1,4}): (?:VFIO_DEVICE_SET_IRQS failure: )?(.*)$/s;
const IRQ_TYPES = { INTX: 'intx', MSI: 'msi', MSIX: 'msix' } as const;
const isIrqType = (text: string | undefined): text is keyof typeof IRQ_TYPES =>
  text !== undefined && Object.hasOwn(IRQ_TYPES, text);

function enableFailed(message: string, at: QemuOccurrence): QemuEvent | null {
  const failed = { ...at, type: 'vfio_enable_failed', device: null, vector: null } as const;
  for (const [start, irqType] of ENABLE_FAILED) {
    if (message.startsWith(start))
      return { ...failed, irqType, reason: message.slice(start.length) };
  }
  for (const [text, irqType, reason] of GIVEN_UP) {
    if (message === text) return { ...failed, irqType, reason };
  }
  const retry = RETRY.exec(message);
  if (retry !== null) return { ...failed, irqType: 'msi', reason: retry[2] ?? '' };
  return null;
}

/** `vfio 0000:3b:00.0: message`: a device's name holds no `: `, whatever else it holds. */
function ofDevice(text: string, at: QemuOccurrence): QemuEvent | null {
  const colon = text.indexOf(': ');
  if (colon <= 0) return null;
  const device = text.slice(0, colon);
  const message = text.slice(colon + 2);
  const trigger = message.startsWith(TRIGGER)
    ? TRIGGER_OF.exec(message.slice(TRIGGER.length))
    : null;
  if (trigger === null) return { ...at, type: 'vfio_error', device, message };
  const [, kind, vector, reason = ''] = trigger;
  return {
    ...at,
    type: 'vfio_enable_failed',
    device,
    vector: Number(vector),
    irqType: isIrqType(kind) ? IRQ_TYPES[kind] : 'unknown',
    reason,
  };
}

/**
 * Messages that begin with a function's name and, all but one, the device:
 *
 *     vfio_err_notifier_handler(0000:3b:00.0) Unrecoverable error detected. …
 *     vfio_pci_write_config(0000:3b:00.0, 0x4a, 0x3, 0x2) failed: Operation not permitted
 *     vfio_region_write(0000:3b:00.0:region0+0x14, 0x1,4) failed: Input/output error
 *     vfio_notifier_init interrupt failed: Too many open files                                    10.1+
 */
const FUNCTIONS = [
  'vfio_err_notifier_handler(',
  'vfio_pci_write_config(',
  'vfio_pci_read_config(',
  'vfio_pci_post_reset(',
  'vfio_region_write(',
  'vfio_region_read(',
  'vfio_notifier_init ',
] as const;
const AFTER_NAME = [':region', ', 0x', ') '] as const;

function ofFunction(message: string, at: QemuOccurrence): QemuEvent | null {
  const head = FUNCTIONS.find((start) => message.startsWith(start));
  if (head === undefined) return null;
  const inside = message.slice(head.length);
  const end = head.endsWith('(')
    ? AFTER_NAME.map((mark) => inside.indexOf(mark)).find((index) => index > 0)
    : undefined;
  const device = end === undefined ? null : inside.slice(0, end);
  return { ...at, type: 'vfio_error', device, message };
}

/** `qemu-system-x86_64: 0000:3b:00.0: Failed to load device config space`: the one message that begins with the name. */
const NOT_LOADED = ': Failed to load device config space';

/** `vfio: Cannot reset device 0000:66:00.6, depends on group 22 which is not owned.` */
const NO_RESET = /^Cannot reset device ([^,]+), /;

/**
 * Reads an error line without its time stamp and guest name: `qemu-system-x86_64: vfio: failed to enable vectors, -1`, or
 * `kvm: …` behind `QEMU[69339]:` in a journal. Null for a line that is not about a VFIO device.
 */
export function decodeQemuReport(text: string, at: QemuOccurrence): QemuEvent | null {
  const { t, line, text: whole, tid } = at;
  const ground = { t, line, text: whole, tid };
  const message = messageOf(text);
  if (message === null) {
    if (!text.endsWith(NOT_LOADED)) return null;
    const device = text.slice(text.indexOf(': ') + 2, -NOT_LOADED.length);
    return { ...ground, type: 'vfio_error', device, message: NOT_LOADED.slice(2) };
  }
  if (message.startsWith('vfio_')) return ofFunction(message, ground);
  if (message.startsWith('vfio ')) return ofDevice(message.slice('vfio '.length), ground);
  const failed = enableFailed(message, ground);
  if (failed !== null) return failed;
  const rest = message.slice('vfio: '.length);
  return { ...ground, type: 'vfio_error', device: NO_RESET.exec(rest)?.[1] ?? null, message: rest };
}

/** Strings of which every line that {@link decodeQemuReport} reads holds at least one. */
export const qemuReportNeedles: readonly string[] = ['vfio: ', 'vfio ', ...FUNCTIONS, NOT_LOADED];
