/** The IOMMU blocked an interrupt request, outside any window. */
import type { Draft, Severity } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import type { Stray } from '../model/timeline.ts';
import { quote } from './cite.ts';
import { KERNEL_LOG } from './signals.ts';
import { groupBy, inUnasked, place, total, type PlacedStray } from './strays.ts';
import { count } from './words.ts';

type Message = 'not-present' | 'compatibility' | 'other' | 'after-guest-disable';

const KINDS: ReadonlySet<Stray['kind']> = new Set(['remap-fault'] as const);

/** Fault reasons of Intel VT-d's interrupt remapping, in the wording of the architecture. */
const REASONS: Readonly<Record<number, string>> = {
  0x20: 'reserved bits set in the interrupt request',
  0x21: 'interrupt index beyond the remapping table',
  0x22: 'the remapping entry is not present',
  0x23: 'the remapping table could not be read',
  0x24: 'reserved bits set in the remapping entry',
  0x25: 'a compatibility format request was blocked',
  0x26: 'the source id is not the one that the entry allows',
};

export const remapFault = defineRule<Message>(
  {
    id: 'remap-fault',
    since: '0.1.0',
    severity: 'high',
    status: 'stable',
    summary: 'The IOMMU blocked an interrupt request of the device',
    requires: [[KERNEL_LOG]],
    messages: {
      'not-present':
        '{who}: the IOMMU blocked {times} ({reason}): the device raised a vector that the host had taken away or not set up yet',
      compatibility:
        '{who}: the IOMMU blocked {times} ({reason}): the device sends a message that was not written by the host, as when a guest programs it directly',
      other: '{who}: the IOMMU blocked {times} ({reason})',
      'after-guest-disable':
        '{who}: the IOMMU blocked {times} ({reason}) after MSI-X was switched off on purpose ({cause}): expected of a device that was not quiet',
    },
    remedy: {
      'not-present':
        'Find what took the vector away at that time (irq_vectors events, the log of QEMU). Without a window near it, the driver that owns the device freed the vector before the device was quiet.',
      compatibility:
        'The device has an interrupt unit of its own that got the message address of the guest; it needs a quirk in QEMU or must not be passed through. No window of MSI-X is behind this.',
      other:
        'Look up the reason in the documentation of the IOMMU; compare the message in the MSI-X table with the remapping entry.',
      'after-guest-disable':
        'Nothing to do: a driver that stops its device before it disables MSI-X avoids the message.',
    },
  },
  function* (input) {
    const outside = place(input, KINDS).filter((one) => !inUnasked(one));
    for (const group of groupBy(outside, keyOf)) yield* draftOf(group);
  },
);

const reasonOf = (stray: Stray): number | null =>
  typeof stray.detail['reason'] === 'number' ? stray.detail['reason'] : null;

function messageOf({ stray, window }: PlacedStray): Message {
  if (window !== null) return 'after-guest-disable';
  const reason = reasonOf(stray);
  return reason === 0x22 ? 'not-present' : reason === 0x25 ? 'compatibility' : 'other';
}

/** The BDF as the message prints it, without its domain, where no device of the case has it. */
function deviceOf(stray: Stray): string | null {
  const requester = stray.detail['requester'];
  return stray.device ?? (typeof requester === 'string' ? requester : null);
}

const keyOf = (one: PlacedStray): string =>
  JSON.stringify([messageOf(one), deviceOf(one.stray), reasonOf(one.stray)]);

function* draftOf(group: readonly PlacedStray[]): Iterable<Draft<Message>> {
  const [first] = group;
  if (first === undefined) return;
  const { stray, window } = first;
  const message = messageOf(first);
  const reason = reasonOf(stray);
  const code = reason === null ? null : `0x${reason.toString(16)}`;
  const severity: { readonly severity?: Severity } =
    message === 'after-guest-disable' ? { severity: 'info' } : {};
  yield {
    message,
    data: {
      who: deviceOf(stray) ?? 'a device that the message does not name',
      times: count(total(group), 'interrupt request'),
      count: total(group),
      reason:
        reason === null || code === null
          ? 'no reason given'
          : `reason ${code}: ${REASONS[reason] ?? 'unknown to this version'}`,
      reasonCode: code,
      cause: window?.cause ?? null,
    },
    device: deviceOf(stray),
    vectors: stray.vector === null ? [] : [stray.vector],
    windows: window === null ? [] : [window.id],
    at: stray.at,
    evidence: quote(group.map((one) => one.stray)),
    confidence: 'high',
    observed: true,
    ...severity,
    identity: code ?? 'no reason',
  };
}
