/** Why MSI-X went off, as far as the kernel's side shows. */
import { nanos, type Nanos } from '../model/time.ts';
import type { Mark } from './mark.ts';
import type { PlacedSource } from './clock.ts';
import type { Operation, OperationKind } from './operation.ts';
import { PAIR_WITHIN } from './owners.ts';
import { isVmmTask } from './tasks.ts';
import { doubt, type WindowDraft } from './window-draft.ts';

/** What of the trace bears on all of its windows. */
export interface TraceView {
  readonly source: PlacedSource;
  readonly device: string;
  /** No line gives the device's name. */
  readonly nameless: boolean;
  /** irq_handler_entry is traced: absence of interrupts means something. */
  readonly firesVisible: boolean;
  /** The last stamp of the trace. */
  readonly last: Nanos | null;
}

/**
 * Nothing of the device for so long after a teardown, and it is taken for let go: the enable of a pair follows within 25 ms
 * at the most, and a device that stays in use is heard of again.
 */
const LET_GO_AFTER = nanos(50_000_000);
/** The longest pause seen between the two ioctls of a growth. */
const LONGEST_LOOP = nanos(25_000_000);
/** The guest's own switch to INTx follows its teardown within milliseconds. */
const INTX_SOON = nanos(500_000_000);

/** What follows an operation. */
export interface Later {
  /** Nothing does. */
  readonly none: boolean;
  /** The first of those that switch. */
  readonly next: Operation | undefined;
}

export function laterThan(operations: readonly Operation[], place: number): Later {
  let at = place + 1;
  while (at < operations.length && !SWITCHES.has(operations[at]?.kind ?? 'set')) at += 1;
  return { none: place + 1 === operations.length, next: operations[at] };
}

const SWITCHES: ReadonlySet<OperationKind> = new Set<OperationKind>(['enable', 'disable']);

/**
 * QEMU from 8.2 on enables one vector without a handler, and tears it down for the first that its guest unmasks: 1 to 1,
 * which no growth ever is. Arguments of ioctls alone do not show that there was no handler.
 */
export function isHandshake({ exact, size, next, node, tid }: Operation): boolean {
  if (exact || size !== 1 || next?.kind !== 'enable' || next.size !== 1) return false;
  return isVmmTask(node.root.tasks.get(tid ?? 0) ?? '');
}

/** Gives a window its cause; a device that is let go has no end of it. */
export function judge(
  draft: WindowDraft,
  operation: Operation,
  later: Later,
  view: TraceView,
): void {
  const { next } = later;
  const closing = operation.closing === true;
  if (closing ? next === undefined || !soonAfter(operation, next) : isHandedOver(operation, next)) {
    draft.cause = 'close';
    draft.state = 'final';
    if (!closing) doubt(draft, 'taken for a close: another task sets the device up next', 'medium');
    return;
  }
  if (handsOverToIntx(operation)) {
    draft.cause = 'guest-disable';
  } else if (next !== undefined && next.kind === 'enable' && next.failed) {
    draft.cause = 'enable-failed';
  } else if (next !== undefined && next.kind === 'enable') {
    draft.cause = causeOfPair(operation, next);
    draft.slowPair = draft.cause === 'resize' && !isSoon(operation.end, next.start, LONGEST_LOOP);
  } else if (releasedFirst(operation)) {
    draft.cause = 'guest-disable';
  } else if (later.none && isQuietAfter(operation, view)) {
    draft.cause = 'close';
    doubt(draft, 'taken for a close: nothing of the device follows', 'medium');
  } else if (later.none && operation.closing === null) {
    doubt(draft, 'the log ends at once: the first half of a growth and a close look alike', 'low');
  }
  if (later.none && draft.cause !== 'unknown') draft.state = 'final';
}

/** The next to set the device up is another process, and not at once. */
function isHandedOver(operation: Operation, next: Operation | undefined): boolean {
  if (next === undefined || next.kind !== 'enable' || next.family === operation.family)
    return false;
  return !isSoon(operation.end, next.start, LET_GO_AFTER);
}

const soonAfter = (operation: Operation, next: Operation): boolean => operation.next === next;

/** The next thing that the thread does is to set up INTx: the guest switched MSI-X off itself. */
function handsOverToIntx(operation: Operation): boolean {
  const { next } = operation;
  if (next === null || next.kind !== 'intx-on') return false;
  return isSoon(operation.end, next.start, INTX_SOON);
}

const isSoon = (from: Mark, to: Mark, limit: Nanos): boolean =>
  from.t === null || to.t === null || to.t - from.t <= limit;

/** A growth enables more than was there. A guest that takes MSI-X away and brings it back begins small. */
function causeOfPair(operation: Operation, next: Operation): WindowDraft['cause'] {
  const grows = operation.size === null || next.size === null || next.size > operation.size;
  const backToBack =
    (operation.next === next || operation.next === null) &&
    isSoon(operation.end, next.start, PAIR_WITHIN);
  if (grows && backToBack) return 'resize';
  if (releasedFirst(operation)) return 'guest-disable';
  return 'unknown';
}

/** QEMU swaps the handler of every live vector to its own before it takes MSI-X away for the guest. */
const releasedFirst = (operation: Operation): boolean =>
  operation.touched.length > 0 && operation.swappedBefore >= operation.touched.length;

function isQuietAfter(operation: Operation, view: TraceView): boolean {
  const { t } = operation.end;
  if (t === null || view.last === null || view.source.shift === null) return false;
  return view.last - (t + view.source.shift) >= LET_GO_AFTER;
}
