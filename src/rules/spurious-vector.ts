/** The CPU took an interrupt that no handler wanted, outside any window. */
import type { Draft, Severity } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import type { Confidence, Stray } from '../model/timeline.ts';
import { quote } from './cite.ts';
import { KERNEL_LOG } from './signals.ts';
import { groupBy, inUnasked, place, total, type PlacedStray } from './strays.ts';
import { indices } from './windows.ts';
import { count, nameList } from './words.ts';

type Message = 'owned' | 'unowned' | 'firmware' | 'after-guest-disable';

const KINDS: ReadonlySet<Stray['kind']> = new Set([
  'no-irq-handler',
  'irq-trap',
  'spurious',
] as const);

export const spuriousVector = defineRule<Message>(
  {
    id: 'spurious-vector',
    since: '0.1.0',
    severity: 'medium',
    status: 'stable',
    summary: 'A CPU took an interrupt on a vector that nobody owned',
    requires: [[KERNEL_LOG]],
    messages: {
      owned:
        '{device}: {times} on a CPU vector without a handler ({places}); the vector was last held by {vectorText} of this device',
      unowned:
        '{times} on a CPU vector without a handler ({places}); the log does not show who last held it',
      firmware:
        '{times} on CPU vector {cpuVectors} without a handler ({places}) while CPUs came up: known firmware noise, not a device',
      'after-guest-disable':
        '{device}: {times} on a CPU vector without a handler ({places}) after MSI-X was switched off on purpose ({cause}): expected of a device that was not quiet',
    },
    remedy: {
      owned:
        'Look at what the device did when it lost the vector: an affinity change, a swap of the eventfd or a teardown. The irq_vectors events of the same time show which.',
      unowned:
        'Record irq_vectors events (vector_update, vector_clear) together with the kernel log: they show which device last held the CPU vector.',
      firmware: 'Nothing to do; a firmware update may remove it.',
      'after-guest-disable':
        'Nothing to do: a driver that stops its device before it disables MSI-X avoids the message.',
    },
  },
  function* (input) {
    const outside = place(input, KINDS).filter((one) => !inUnasked(one));
    for (const group of groupBy(outside, keyOf)) yield* draftOf(group);
  },
);

const messageOf = ({ stray, window }: PlacedStray): Message => {
  if (stray.attribution === 'firmware') return 'firmware';
  if (window !== null) return 'after-guest-disable';
  return stray.device === null ? 'unowned' : 'owned';
};

const keyOf = (one: PlacedStray): string =>
  JSON.stringify([messageOf(one), one.stray.device, one.stray.vector]);

const SEVERITY: Readonly<Record<Message, Severity>> = {
  owned: 'medium',
  unowned: 'medium',
  firmware: 'info',
  'after-guest-disable': 'info',
};

/** The CPU vector's last owner is a conclusion: the vector may have had another since. */
const CONFIDENCE: Readonly<Record<Message, Confidence>> = {
  owned: 'medium',
  unowned: 'high',
  firmware: 'high',
  'after-guest-disable': 'medium',
};

function* draftOf(group: readonly PlacedStray[]): Iterable<Draft<Message>> {
  const [first] = group;
  if (first === undefined) return;
  const message = messageOf(first);
  const { stray, window } = first;
  const firmware = message === 'firmware';
  const strays = group.map((one) => one.stray);
  yield {
    message,
    data: {
      times: count(total(group), 'interrupt'),
      count: total(group),
      places: nameList([...new Set(strays.map(placeOf))]),
      cpuVectors: indices(strays.map((s) => s.cpuVector)),
      vector: stray.vector,
      vectorText: stray.vector === null ? 'a vector' : `vector ${stray.vector}`,
      cause: window?.cause ?? null,
    },
    device: firmware ? null : (stray.device ?? window?.device ?? null),
    vectors: firmware || stray.vector === null ? [] : [stray.vector],
    windows: window === null ? [] : [window.id],
    at: stray.at,
    evidence: quote(strays),
    confidence: CONFIDENCE[message],
    observed: message === 'unowned' || message === 'firmware',
    severity: SEVERITY[message],
    doubts: message === 'owned' ? ['the CPU vector may have had another owner since'] : [],
    identity: `${message}:${firmware ? '' : (stray.vector ?? 'unknown')}`,
  };
}

/** `CPU 3 vector 37` as the message counts them, `irq 35` for a trap. */
const placeOf = (stray: Stray): string =>
  stray.kind === 'irq-trap'
    ? `irq ${stray.irq ?? 'unknown'}`
    : `CPU ${stray.cpu ?? 'unknown'} vector ${stray.cpuVector ?? 'unknown'}`;
