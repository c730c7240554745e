/** The host ran out of interrupt vectors. */
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import type { Case, DeviceTimeline, Exhaustion } from '../model/timeline.ts';
import { quote } from './cite.ts';
import { KERNEL_LOG, REFUSAL_SIGNALS } from './signals.ts';
import { indices } from './windows.ts';
import { count, vectorList } from './words.ts';

type Message = 'refused-cpu' | 'refused' | 'reported';

/** What the kernel answers, and how QEMU prints it. */
const NO_SPACE = /ENOSPC|No space left on device|^-28$/u;

export const vectorExhausted = defineRule<Message>(
  {
    id: 'vector-exhausted',
    since: '0.1.0',
    severity: 'high',
    status: 'stable',
    summary: 'The host ran out of interrupt vectors',
    requires: [[...REFUSAL_SIGNALS, KERNEL_LOG]],
    messages: {
      'refused-cpu':
        '{device}: no CPU vector was left for {vectorText} ({times} refused with ENOSPC): the vectors of the CPUs that it may use are taken',
      refused:
        '{device}: the host had no room for {vectorText} ({times} refused with ENOSPC): CPU vectors or remapping entries are used up, the log does not show which',
      reported: 'the kernel reported {times} that interrupt vectors or remapping entries run short',
    },
    remedy:
      'Free vectors: fewer queues on the devices with the most interrupts (grep vfio /proc/interrupts), CPUs brought back online, a wider affinity. ' +
      'On x86 a CPU has about 200 vectors for devices; the irq_matrix events and /sys/kernel/debug/irq/domains/VECTOR show what is left.',
  },
  function* (input) {
    for (const device of input.devices) yield* refused(device);
    yield* reported(input);
  },
);

function* refused(device: DeviceTimeline): Iterable<Draft<Message>> {
  const failures = device.failures.filter((one) => one.error !== null && NO_SPACE.test(one.error));
  const [first] = failures;
  if (first === undefined) return;
  // vector_alloc hands out CPU vectors: its refusal is theirs. -ENOSPC of an ioctl may also be the remapping table's.
  const cpu = failures.some((one) => one.basis.includes('irq-vectors'));
  yield {
    message: cpu ? 'refused-cpu' : 'refused',
    data: {
      vectorText: vectorList(failures.map((one) => one.vector)),
      times: count(failures.length, 'request'),
      count: failures.length,
    },
    device: device.name,
    vectors: indices(failures.map((one) => one.vector)),
    windows: [...new Set(failures.flatMap((one) => one.window ?? []))],
    at: first.at,
    evidence: quote(failures),
    confidence: 'high',
    observed: true,
  };
}

function* reported(input: Case): Iterable<Draft<Message>> {
  const all: readonly Exhaustion[] = input.exhaustions;
  const [first] = all;
  if (first === undefined) return;
  const devices = new Set(all.map((one) => one.device));
  yield {
    message: 'reported',
    data: { times: count(all.length, 'time'), count: all.length },
    device: devices.size === 1 ? first.device : null,
    vectors: [],
    windows: [],
    at: first.at,
    evidence: quote(all),
    confidence: 'high',
    observed: true,
    identity: 'reported',
  };
}
