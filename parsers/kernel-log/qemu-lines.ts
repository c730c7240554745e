/** QEMU's lines in a syslog or journal: its syslog trace back end, and its errors as libvirt and Proxmox keep them. */
import type { QemuEvent } from '../../src/model/event/index.ts';
import type { Nanos } from '../../src/model/time.ts';
import { decodeQemuReport, decodeQemuTrace, isQemuEvent } from '../qemu/decode.ts';
import type { Entry } from './entry.ts';

/** `QEMU[69339]` (Proxmox), `qemu-system-x86_64[28860]`, `qemu-kvm`, `kvm`. */
export const isQemu = (program: string): boolean => /^(?:qemu|QEMU|kvm$)/.test(program);

/** `place` is asked only for lines that say something. */
export function qemuEvent(entry: Entry, place: () => Nanos | null): QemuEvent | null {
  const { message, line, text } = entry;
  const read = isQemuEvent(message) ? decodeQemuTrace : decodeQemuReport;
  const event = read(message, { t: null, line, text, tid: null });
  return event === null ? null : { ...event, t: place() };
}
