/**
 * An error line's head, `[guest name ]program:`; what follows it is for the decoder.
 *
 *     qemu-system-x86_64: vfio: failed to enable vectors, -1
 *     demo qemu-kvm: -device {"driver":"vfio-pci",…}: warning: vfio 0000:3b:00.0: …      -msg guest-name=on
 *     kvm: vfio: Unable to power on device, stuck in D3                                  Proxmox
 */
import { decodeQemuReport } from '../qemu/decode.ts';
import type { Prefix } from './prefix.ts';

export interface Report {
  /** Null unless `-msg guest-name=on`. */
  readonly guest: string | null;
  /** From the program's name on. */
  readonly text: string;
}

/** argv[0]'s last part. Distributions wrap it: `.qemu-system-x86_64-wrapped`. */
const PROGRAM = /^[\w.+-]{1,64}$/;
const isProgram = (word: string): boolean =>
  PROGRAM.test(word) && (word === 'kvm' || word.includes('qemu'));

/** The report in a text behind its stamp, or in a line without one; null where it is no line of QEMU's own. */
export function reportIn(rest: string, prefix: Prefix | null): Report | null {
  if (prefix !== null && prefix.style !== 'iso') return null;
  const colon = rest.indexOf(':');
  const head = rest.slice(0, colon === -1 ? 0 : Math.min(colon, 400));
  const blank = head.lastIndexOf(' ');
  const guest = blank === -1 ? null : head.slice(0, blank);
  if (isProgram(head.slice(blank + 1)) && (prefix !== null || isOwn(guest, rest))) {
    return { guest, text: rest.slice(blank + 1) };
  }
  return prefix === null && isNakedReport(rest) ? { guest: null, text: rest } : null;
}

/** Without a stamp: the kernel, too, prints `kvm: …`, and a journal `… host qemu-kvm: …`. */
function isOwn(guest: string | null, rest: string): boolean {
  if (guest !== null) return PROGRAM.test(guest);
  return !rest.startsWith('kvm:') || /^kvm: (?:-|vfio|terminating on signal )/.test(rest);
}

/** While it works on a QMP command QEMU (to 10.2) prints the message alone. Only what nobody else prints is taken. */
function isNakedReport(text: string): boolean {
  if (!text.startsWith('vfio')) return false;
  const event = decodeQemuReport(text, { t: null, line: 0, text, tid: null });
  return event?.type === 'vfio_enable_failed' || text.startsWith('vfio_err_notifier_handler(');
}
