/** From the operations of one device in one kernel trace to its windows: who opened, who closed, and why. */
import { nanos, type Nanos } from '../model/time.ts';
import { evidenceOf, type Mark } from './mark.ts';
import { timeOf } from './clock.ts';
import { indexOf, type Operation, type OperationKind, type Touch } from './operation.ts';
import { isHandshake, judge, laterThan, type Later, type TraceView } from './kernel-cause.ts';
import { doubt, type DraftVector, type WindowDraft } from './window-draft.ts';

export function kernelWindows(all: readonly Operation[], view: TraceView): WindowDraft[] {
  const operations = all.filter(({ kind, plainMsi }) => OF_MSIX.has(kind) && !plainMsi);
  const drafts: WindowDraft[] = [];
  let open: { draft: WindowDraft; by: Operation } | null = null;
  for (const [place, operation] of operations.entries()) {
    switch (operation.kind) {
      case 'disable': {
        if (open !== null && open.draft.state === 'open') break; // off already
        if (isHandshake(operation)) break;
        const draft = begin(operation, laterThan(operations, place), view);
        open = draft === null ? null : { draft, by: operation };
        if (draft !== null) drafts.push(draft);
        break;
      }
      case 'enable':
      case 'grow':
        if (open === null) break;
        if (operation.failed) attempt(open.draft, operation, view);
        else if (open.draft.state === 'open') close(open.draft, operation, view);
        break;
      case 'set':
        if (open !== null && open.draft.state !== 'final' && !operation.failed)
          comeBack(open.draft, operation, view);
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

function begin(operation: Operation, later: Later, view: TraceView): WindowDraft | null {
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
    slowPair: false,
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
    doubt(draft, 'handlers are known from what was asked for only', 'medium');
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

/** An enable that fails ends nothing. */
function attempt(draft: WindowDraft, operation: Operation, view: TraceView): void {
  if (draft.state !== 'open') return;
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
    quote(draft, view, last.text === '' ? operation.end : last, 'closes');
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
  if (known === undefined) {
    const { budget } = view.source.fold;
    if (role !== 'closes' && !budget.allows('evidence', draft.evidence.length, mark.line)) return;
    draft.evidence.push(evidenceOf(view.source.index, mark, role));
  } else if (role === 'closes' && known.role === 'context') {
    draft.evidence[draft.evidence.indexOf(known)] = { ...known, role };
  }
}
