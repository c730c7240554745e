/** An interrupt arrived while its vector could not take it. */
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import type { Confidence, Stray, Window } from '../model/timeline.ts';
import { atMost, quote } from './cite.ts';
import { INTERRUPT_SIGNALS, KERNEL_LOG, PENDING_SIGNALS, TEARDOWN_SIGNALS } from './signals.ts';
import { groupBy, inUnasked, place, total, type PlacedStray } from './strays.ts';
import { span } from './words.ts';

type Message = 'no-irq-handler' | 'irq-trap' | 'spurious' | 'remap-fault' | 'pending-bit';

/** An INTx hit in a window is `intx-redirect`. */
const KINDS: ReadonlySet<Stray['kind']> = new Set<Message>([
  'no-irq-handler',
  'irq-trap',
  'spurious',
  'remap-fault',
  'pending-bit',
]);

export const interruptInWindow = defineRule<Message>(
  {
    id: 'interrupt-in-window',
    since: '0.1.0',
    severity: 'critical',
    status: 'stable',
    summary: 'An interrupt arrived while its vector could not take it',
    requires: [TEARDOWN_SIGNALS, [KERNEL_LOG, ...INTERRUPT_SIGNALS, ...PENDING_SIGNALS]],
    messages: {
      'no-irq-handler':
        '{device}: CPU {cpu} took an interrupt on its vector {cpuVector}, which nobody owned, {when} ({state}), {times}',
      'irq-trap':
        '{device}: an interrupt of irq {irq} (vector {vector}) was taken {when} ({state}); the kernel had no handler for it, {times}',
      spurious:
        '{device}: CPU {cpu} acknowledged a spurious interrupt on its vector {cpuVector}, {when} ({state}), {times}',
      'remap-fault':
        '{device}: the IOMMU blocked an interrupt request of the device {when} ({state}), {times}',
      'pending-bit':
        '{device}: an interrupt of vector {vector} came {when} ({state}); QEMU kept it in the pending bit, {times}',
    },
    remedy: {
      'no-irq-handler':
        'What opened the window is the cause: see the finding about that window for what to upgrade or change.',
      'irq-trap':
        'What opened the window is the cause: see the finding about that window for what to upgrade or change.',
      spurious:
        'What opened the window is the cause: see the finding about that window for what to upgrade or change.',
      'remap-fault':
        'What opened the window is the cause: see the finding about that window for what to upgrade or change.',
      'pending-bit':
        'A pending bit is delivered when the guest unmasks the vector, late and as one. See the finding about the window for its cause.',
    },
  },
  function* (input) {
    const inside = place(input, KINDS).filter(inUnasked);
    for (const group of groupBy(inside, keyOf)) yield* draftOf(group);
  },
);

const keyOf = ({ stray, window }: PlacedStray): string =>
  JSON.stringify([window?.id, stray.kind, stray.vector ?? stray.cpuVector]);

function* draftOf(group: readonly PlacedStray[]): Iterable<Draft<Message>> {
  const [first] = group;
  if (first === undefined || first.window === null) return;
  const { stray, window } = first;
  const { kind } = stray;
  if (kind === 'intx-hit') return;
  const into =
    stray.at === null || window.start === null || stray.at < window.start
      ? null
      : span(stray.at - window.start);
  const times = total(group);
  yield {
    message: kind,
    data: {
      window: window.id,
      state: stateOf(window),
      when: into === null ? `inside ${window.id}` : `${into} into ${window.id}`,
      into,
      vector: stray.vector,
      irq: stray.irq,
      cpu: stray.cpu,
      cpuVector: stray.cpuVector,
      count: times,
      times: times === 1 ? 'once' : `${times} times`,
      attribution: stray.attribution,
    },
    device: window.device,
    vectors: stray.vector === null ? [] : [stray.vector],
    windows: [window.id],
    at: stray.at,
    evidence: quote([...group.map((one) => one.stray), window]),
    confidence: atMost(attributionOf(stray, window), window),
    doubts: [...doubtOf(stray, window), ...window.doubts],
    identity: `${kind}:${stray.vector ?? 'unknown'}`,
  };
}

const stateOf = (window: Window): string =>
  window.kind === 'msix-disabled'
    ? `MSI-X taken down, cause ${window.cause}`
    : 'its handler being replaced';

/** The message names the device or its irq, or the CPU vector's last owner is known; else only the time speaks for it. */
function attributionOf(stray: Stray, window: Window): Confidence {
  if (stray.attribution === 'requester' || stray.attribution === 'history') return 'high';
  const owned = window.vectors.some(
    (v) =>
      (stray.irq !== null && v.irq === stray.irq) ||
      (stray.vector !== null && v.vector === stray.vector),
  );
  return owned ? 'high' : 'medium';
}

const doubtOf = (stray: Stray, window: Window): readonly string[] =>
  attributionOf(stray, window) === 'high'
    ? []
    : ['only its time ties the message to the device: no line shows who last held the CPU vector'];
