/** From the operations of one device in one kernel trace to its windows: who opened, who closed, and why. */
import { nanos, type Nanos } from '../model/time.ts';
import { evidenceOf, type Mark } from './mark.ts';
import { timeOf, type PlacedSource } from './clock.ts';
import { indexOf, type Operation, type OperationKind, type Touch } from './operation.ts';
import { isVmmTask } from './tasks.ts';
import { doubt, type DraftVector, type WindowDraft } from './window-draft.ts';

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
/** The guest's own switch to INTx follows its teardown within milliseconds. */
const INTX_SOON = nanos(500_000_000);

export function kernelWindows(all: readonly Operation[], view: TraceView): WindowDraft[] {
  const operations = all.filter(({ kind, plainMsi }) => OF_MSIX.has(kind) && !plainMsi);
  const drafts: WindowDraft[] = [];
  let open: { draft: WindowDraft; by: Operation } | null = null;
  for (const [place, operation] of operations.entries()) {
    switch (operation.kind) {
      case 'disable': {
        if (open !== null && open.draft.state !== 'closed') break; // off already
        if (isHandshake(operation)) break;
        const draft = begin(operation, operations.slice(place + 1), view);
        open = draft === null ? null : { draft, by: operation };
        if (draft !== null) drafts.push(draft);
        break;
      }
      case 'enable':
      case 'grow':
        if (open === null) break;
        if (operation.failed) attempt(open.draft, operation, view);
        else if (open.draft.state !== 'closed') close(open.draft, operation, view);
        break;
      case 'set':
        if (open !== null && !operation.failed) comeBack(open.draft, operation, view);
        break;
      case 'intx-on':
      case 'intx-off':
      case 'reset':
      case 'close':
        break;
    }
  }
  return drafts;
}

const OF_MSIX: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'enable',
  'disable',
  'grow',
  'set',
]);

/**
 * QEMU from 8.2 on enables one vector without a handler, and tears it down for the first that its guest unmasks: 1 to 1,
 * which no growth ever is. Arguments of ioctls alone do not show that there was no handler.
 */
function isHandshake({ exact, size, next, node, tid }: Operation): boolean {
  if (exact || size !== 1 || next?.kind !== 'enable' || next.size !== 1) return false;
  return isVmmTask(node.root.tasks.get(tid ?? 0) ?? '');
}

function begin(
  operation: Operation,
  later: readonly Operation[],
  view: TraceView,
): WindowDraft | null {
  const { source } = view;
  const vectors = operation.touched.map((touch) => vectorOf(touch, view));
  if (vectors.length === 0) return null;
  const draft: WindowDraft = {
    device: view.device,
    cause: 'unknown',
    start: timeOf(source, operation.start),
    startBound: null,
    end: null,
    endBound: null,
    state: 'open',
    offStart: timeOf(source, operation.bitOff),
    offEnd: null,
    vectors,
    sizeBefore: operation.size,
    sizeAfter: null,
    basis: new Set(operation.bases),
    confidence: 'high',
    doubts: new Set(),
    evidence: [evidenceOf(source.index, operation.start, 'opens')],
    order: operation.start.line,
    tid: operation.tid,
    episode: null,
    newVectors: [],
  };
  quote(draft, view, operation.bitOff, 'context');
  if (view.nameless) doubt(draft, 'no line of the trace names the device', 'medium');
  if (vectors.some(({ vector }) => vector === null)) {
    doubt(draft, 'the table index of a live vector is not shown', 'high');
  }
  if (!operation.exact) {
    doubt(draft, 'handlers are known from the arguments of ioctls only', 'medium');
  }
  judge(draft, operation, later, view);
  return draft;
}

function vectorOf(touch: Touch, view: TraceView): DraftVector {
  return {
    vector: indexOf(touch),
    irq: touch.slot?.irq ?? null,
    slot: touch.slot,
    start: timeOf(view.source, touch.start),
    end: null,
    endBound: null,
    firedBefore: view.firesVisible && touch.slot !== null ? touch.firedBefore : null,
    rate: touch.rate,
    firstAfter: null,
    back: false,
  };
}

/** Why it went off, as far as the kernel's side shows. */
function judge(
  draft: WindowDraft,
  operation: Operation,
  later: readonly Operation[],
  view: TraceView,
): void {
  const next = later.find(({ kind }) => kind === 'enable' || kind === 'disable');
  if (operation.closing === true && (next === undefined || !soonAfter(operation, next))) {
    draft.cause = 'close';
    draft.state = 'final';
    return;
  }
  if (handsOverToIntx(operation)) {
    draft.cause = 'guest-disable';
  } else if (next !== undefined && next.kind === 'enable' && next.failed) {
    draft.cause = 'enable-failed';
  } else if (next !== undefined && next.kind === 'enable') {
    draft.cause = causeOfPair(operation, next);
  } else if (releasedFirst(operation)) {
    draft.cause = 'guest-disable';
  } else if (later.length === 0 && isQuietAfter(operation, view)) {
    draft.cause = 'close';
    doubt(draft, 'taken for a close: nothing of the device follows', 'medium');
  }
  if (later.length === 0 && draft.cause !== 'unknown') draft.state = 'final';
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
  const backToBack = operation.next === next || operation.next === null;
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

/** An enable that fails ends nothing. */
function attempt(draft: WindowDraft, operation: Operation, view: TraceView): void {
  if (draft.state === 'closed') return;
  if (draft.cause === 'unknown' || draft.cause === 'resize') draft.cause = 'enable-failed';
  for (const basis of operation.bases) draft.basis.add(basis);
  quote(draft, view, operation.start, 'context');
  for (const refusal of operation.refusals.slice(0, 2)) quote(draft, view, refusal.mark, 'context');
  draft.sizeAfter ??= operation.size;
}

function close(draft: WindowDraft, operation: Operation, view: TraceView): void {
  const { source } = view;
  for (const basis of operation.bases) draft.basis.add(basis);
  draft.state = 'closed';
  draft.offEnd ??= timeOf(source, operation.bitOn);
  draft.sizeAfter = operation.size ?? draft.sizeAfter;
  quote(draft, view, operation.bitOn ?? operation.start, 'context');
  comeBack(draft, operation, view);
  const returned = draft.vectors.filter((vector) => vector.back);
  if (returned.length === 0) {
    // None of them came back: the window is over when the bit is set again.
    draft.end = timeOf(source, operation.bitOn) ?? timeOf(source, operation.start);
    quote(draft, view, operation.bitOn ?? operation.start, 'closes');
  }
  const known = new Set(draft.vectors.map(({ vector }) => vector));
  draft.newVectors = operation.touched
    .map((touch) => indexOf(touch))
    .filter((index) => index !== null && !known.has(index));
}

/** Gives live vectors their handlers back; the window ends with the last of them. */
function comeBack(draft: WindowDraft, operation: Operation, view: TraceView): void {
  const { source } = view;
  let last: Mark | null = null;
  for (const [place, touch] of operation.touched.entries()) {
    const vector = partnerOf(draft, touch, place, operation);
    if (vector === undefined || vector.back) continue;
    const mark = touch.end ?? touch.endBetween?.[1] ?? null;
    const end = timeOf(source, mark);
    if (mark === null) continue;
    vector.end = end;
    vector.back = true;
    if (touch.end === null && touch.endBetween !== null) {
      const from = timeOf(source, touch.endBetween[0]);
      if (from !== null && end !== null) vector.endBound = [from, end];
    }
    vector.firstAfter = firstFireOf(touch, view);
    if (draft.end === null || (end !== null && end >= draft.end)) {
      draft.end = end;
      draft.endBound = vector.endBound;
      last = mark;
    }
  }
  if (last !== null) {
    draft.state = 'closed';
    quote(draft, view, last, 'closes');
  }
}

/** The live vector that this one was: by table index, else by irq, else by its place. */
function partnerOf(
  draft: WindowDraft,
  touch: Touch,
  place: number,
  operation: Operation,
): DraftVector | undefined {
  const index = indexOf(touch);
  if (index !== null) {
    const same = draft.vectors.find(({ vector }) => vector === index);
    if (same !== undefined) return same;
  }
  const unknown = draft.vectors.filter(({ vector }) => vector === null);
  if (unknown.length === 0) return undefined;
  const irq = touch.slot?.irq;
  return (
    unknown.find((vector) => vector.irq !== null && vector.irq === irq) ??
    (operation.kind === 'enable'
      ? unknown.find((vector) => draft.vectors[place] === vector)
      : undefined)
  );
}

export function firstFireOf(touch: Touch, view: TraceView): Nanos | null {
  const t = touch.slot?.firstFire ?? null;
  return t === null || view.source.shift === null ? null : nanos(t + view.source.shift);
}

function quote(
  draft: WindowDraft,
  view: TraceView,
  mark: Mark | null,
  role: 'context' | 'closes',
): void {
  if (mark === null) return;
  const known = draft.evidence.find(
    (line) => line.source === view.source.index && line.line === mark.line,
  );
  if (known === undefined) draft.evidence.push(evidenceOf(view.source.index, mark, role));
  else if (role === 'closes' && known.role === 'context') {
    draft.evidence[draft.evidence.indexOf(known)] = { ...known, role };
  }
}
