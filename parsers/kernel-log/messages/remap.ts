/** Interrupt-remapping faults: the IOMMU blocked an interrupt request. */
import { byRegExp, group, type Recognizer } from './body.ts';

/**
 * Intel, all as one shape: `DMAR: [INTR-REMAP] Request device [02:00.0] fault index 0x1c [fault reason 0x22] …` (5.14 on),
 * `fault index 1600 [fault reason 37]` (the index hexadecimal, the reason decimal), `[0xe2:0x00.0]` (some 5.x),
 * `INTR-REMAP: Request device [[42:00.1] fault index b0` (3.x, the reason on a line of its own) and Xen's
 * `(XEN) [VT-D]INTR-REMAP: Request device [0000:00:1f.0] fault index 0`.
 */
const INTEL =
  /^(?:\(XEN\) )?(?:DMAR: ?)?(?:\[VT-D\])?\[?INTR-REMAP(?:\] ?|: ?)Request device \[{1,2}(?:([0-9a-f]{4}):)?(?:0x)?([0-9a-f]{2}):(?:0x)?([0-9a-f]{2})\.([0-7])\] fault index (?:0x)?([0-9a-f]{1,16})(?: \[fault reason (0x[0-9a-fA-F]{1,4}|\d{1,4})\])?/;

const AMD_KINDS = '(?:IO_PAGE_FAULT|INVALID_DEVICE_REQUEST|ILLEGAL_DEV_TABLE_ENTRY)';

/** `vfio-pci 0000:42:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x005e address=0xfffffffdf8030000 flags=0x0008]` */
const AMD = new RegExp(
  `^(?:[\\w-]{1,64} ([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]): )?AMD-Vi: Event logged \\[${AMD_KINDS} ([^\\]]{1,300})\\]`,
);

/** AMD: bit 3 of the flags says that the request was an interrupt. */
const AMD_INTERRUPT = 0x8;

export const remap: readonly Recognizer[] = [
  byRegExp('INTR-REMAP', INTEL, (match) => {
    const domain = group(match, 1);
    const reason = group(match, 6);
    return {
      type: 'remap_fault',
      vendor: 'intel',
      bdf: `${domain === '' ? '' : `${domain}:`}${group(match, 2)}:${group(match, 3)}.${group(match, 4)}`,
      irte: Number.parseInt(group(match, 5), 16),
      reason: reason === '' ? null : Number(reason),
    };
  }),
  byRegExp('AMD-Vi: Event logged', AMD, (match) => {
    const fields = group(match, 2);
    const flags = /\bflags=(0x[0-9a-f]{1,8})\b/.exec(fields);
    if (flags === null || (Number(group(flags, 1)) & AMD_INTERRUPT) === 0) return null;
    const device = /\bdevice=((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])/.exec(fields);
    const named = group(match, 1) === '' && device !== null ? group(device, 1) : group(match, 1);
    return {
      type: 'remap_fault',
      vendor: 'amd',
      bdf: named === '' ? null : named,
      irte: null,
      reason: null,
    };
  }),
];

/** The reason on the second line of the old two-line form: `INTR-REMAP:[fault reason 34] …`, Xen `reason 25 - …` (hexadecimal). */
export function remapReason(message: string): number | null {
  const linux =
    /^(?:DMAR: ?)?\[?INTR-REMAP(?:\] ?|: ?)\[fault reason (0x[0-9a-fA-F]{1,4}|\d{1,4})\]/.exec(
      message,
    );
  if (linux !== null) return Number(group(linux, 1));
  const xen = /^\(XEN\) \[VT-D\](?:INTR-REMAP: )?reason ([0-9a-f]{2}) - /.exec(message);
  return xen === null ? null : Number.parseInt(group(xen, 1), 16);
}
