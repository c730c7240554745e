/** Which vectors a call touched, and at which table index each is. */
import type { Call } from './call.ts';
import type { DeviceNode } from './identity.ts';
import { placeOf, type Mark } from './mark.ts';
import { indexOf, type Operation, type OperationKind, type Touch } from './operation.ts';

type OfIrq = (irq: number, start: Mark) => Touch | null;

/** Lines that tell of each handler whether it goes or comes, inside a vfio_msi_set_vector_signal. */
const HANDLER_LINES = [
  'free_irq',
  'request_threaded_irq',
  'vfio_pci_memory_lock_and_enable',
] as const;

/** Is absence of a handler's line in a call a statement? */
export const showsHandlers = (traced: ReadonlySet<string>): boolean =>
  traced.has('vfio_msi_set_vector_signal') && HANDLER_LINES.some((line) => traced.has(line));

/** Lines that stand between a teardown and the enable after it. */
const BETWEEN = [
  'ioctl',
  'vfio_pci_set_irqs_ioctl',
  'vfio_pci_set_msi_trigger',
  'vfio_msi_enable',
  'pci_alloc_irq_vectors',
  'pci_alloc_irq_vectors_affinity',
  '__pci_enable_msix_range',
] as const;

/** Without such lines the vectors of a teardown and those of the enable after it cannot be told apart. */
export const isBlurred = (call: Call, traced: ReadonlySet<string>): boolean =>
  !call.explicit && !call.hasVectorLines && !BETWEEN.some((line) => traced.has(line));

/**
 * A whole set is allocated in the order of the table, so the n-th new entry is index n. An added vector has the index
 * that the caller asked for.
 */
export function orderIndices(
  call: Call,
  kind: 'enable' | 'grow',
  last: Operation | null = null,
): void {
  if (kind === 'grow') {
    const only = call.setups.length === 1 ? call.setups[0] : undefined;
    const asked = call.args.count === 1 ? call.args.start : undefined;
    if (only !== undefined && asked !== undefined) only.index ??= asked;
    return;
  }
  const { start, count } = call.args;
  const asWhole = start === 0 && count === call.setups.length;
  const certain = call.alloc !== null || call.setups.length > 1 || asWhole;
  if (!certain && last?.kind !== 'disable') return; // one entry, which may be any
  call.setups.forEach((slot, index) => {
    slot.index ??= index;
  });
}

/** The vectors that an operation took away or gave, by irq where vector_* lines show them, else by the order of calls. */
export function touchedBy(
  call: Call,
  kind: OperationKind,
  node: DeviceNode,
  ofIrq: OfIrq,
  traced: ReadonlySet<string>,
): readonly Touch[] {
  if (isBlurred(call, traced)) return [];
  if (call.hasVectorLines) {
    const touches = kind === 'disable' ? call.frees : call.requests;
    return touches.filter(({ slot }) => slot === null || slot.maybeMsix);
  }
  if (call.signals.length > 0) {
    return kind === 'disable'
      ? freedSignals(call, node, ofIrq)
      : requestedSignals(call, kind, ofIrq, showsHandlers(traced));
  }
  if (kind !== 'disable') return argumentTouches(call);
  return [...(node.set?.armed ?? [])].map(([index]) => hintTouch(index, call.start));
}

function freedSignals(call: Call, node: DeviceNode, ofIrq: OfIrq): readonly Touch[] {
  const freesShown = call.signals.some(
    (signal) => signal.freed !== null || signal.firstLock !== null,
  );
  const { set } = node;
  const whole = set !== null && set.size !== null && call.signals.length >= set.size ? set : null;
  return call.signals.flatMap((signal, place) => {
    const index = signal.vector ?? ordinal(place, whole);
    const freed = signal.freed ?? signal.firstLock;
    const armed = index === null ? undefined : set?.armed.get(index);
    const live = freesShown
      ? freed !== null
      : index === null || set === null || armed !== undefined || mayBeArmed(set, index);
    if (!live) return [];
    const start = freed === null ? call.start : placeOf(freed);
    const irq = armed?.irq ?? null;
    return [(irq === null ? null : ofIrq(irq, start)) ?? hintTouch(index, start)];
  });
}

/** The log began later than this set of vectors. */
const mayBeArmed = ({ fromBirth, bare }: NonNullable<DeviceNode['set']>, index: number): boolean =>
  !fromBirth && !bare.has(index);

/** The n-th context that a teardown walks over is index n, as far as the set was allocated at once. */
const ordinal = (place: number, set: DeviceNode['set']): number | null =>
  set !== null && set.size !== null && place < set.size ? place : null;

function requestedSignals(
  call: Call,
  kind: OperationKind,
  ofIrq: OfIrq,
  handlersShown: boolean,
): readonly Touch[] {
  const first = call.args.start ?? (kind === 'enable' ? 0 : null);
  return call.signals.flatMap((signal, place) => {
    const asked = signal.requested ?? signal.lastLock ?? (handlersShown ? null : signal.mark);
    if (asked === null || signal.fd === -1) return [];
    const index = signal.vector ?? (first === null ? null : first + place);
    const touch =
      (signal.irq === null ? null : ofIrq(signal.irq, asked)) ?? hintTouch(index, placeOf(asked));
    const after = asked === signal.mark ? signal.next : signal.after;
    touch.endBetween = [placeOf(asked), after ?? call.end];
    return [touch];
  });
}

/** Only the ioctl's arguments are known: the vectors that it named, done by its end. */
function argumentTouches(call: Call): readonly Touch[] {
  const { start, count, index } = call.args;
  if (index !== 2 || start === undefined || count === undefined || count > 2048) return [];
  return Array.from({ length: count }, (_, place) => {
    const touch = hintTouch(start + place, call.start);
    touch.endBetween = [call.start, call.end];
    return touch;
  });
}

export function* armedBy(
  call: Call,
  kind: OperationKind,
  handlersShown: boolean,
): Generator<readonly [index: number, irq: number | null, armed: boolean, sure: boolean]> {
  const first = call.args.start ?? (kind === 'enable' ? 0 : null);
  if (call.signals.length > 0) {
    for (const [place, signal] of call.signals.entries()) {
      const index = signal.vector ?? (first === null ? null : first + place);
      const asked = signal.requested !== null || signal.firstLock !== null;
      const maybe = signal.fd === null && !handlersShown;
      const armed = asked || maybe || (signal.fd !== null && signal.fd >= 0);
      if (index !== null) yield [index, signal.irq, armed, asked || !maybe];
    }
  } else if (call.hasVectorLines) {
    for (const touch of call.requests) {
      const index = indexOf(touch);
      if (index !== null) yield [index, touch.slot?.irq ?? null, touch.end !== null, true];
    }
  } else {
    for (const touch of argumentTouches(call)) {
      if (touch.indexHint !== null) yield [touch.indexHint, null, true, false];
    }
  }
}

const hintTouch = (index: number | null, start: Mark): Touch => ({
  slot: null,
  indexHint: index,
  start,
  end: null,
  endBetween: null,
  firedBefore: 0,
  rate: null,
});
