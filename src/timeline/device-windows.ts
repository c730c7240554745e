/** All windows of one device: the kernel traces' and QEMU's, each operation once. */
import type { TraceView } from './kernel-cause.ts';
import { kernelWindows } from './kernel-windows.ts';
import { timeOf, type PlacedSource } from './clock.ts';
import type { DeviceView, KernelSide, QemuSide } from './device-view.ts';
import { pairsOf, SAME_OPERATION_NS } from './device-pairs.ts';
import type { Episode } from './qemu-episode.ts';
import { isTeardown, mergeEpisode, qemuWindows } from './qemu-windows.ts';
import { doubt, type WindowDraft } from './window-draft.ts';

export function windowsOf(view: DeviceView): WindowDraft[] {
  const perTrace = view.kernel.map((side) => kernelWindows(side.operations, traceView(view, side)));
  const drafts = mergeTraces(perTrace);
  for (const side of view.qemu) addQemu(drafts, side, view);
  return drafts.toSorted(byTime);
}

export function traceView(view: DeviceView, side: KernelSide): TraceView {
  const { source } = side;
  const last = source.fold.kernel.last;
  return {
    source,
    device: view.name,
    nameless: view.nameless,
    firesVisible: source.fold.seen.has('irq_handler_entry'),
    last: last === null ? null : timeOf(source, { t: last, line: 0, text: '' }),
  };
}

export const byTime = (a: WindowDraft, b: WindowDraft): number =>
  a.start === null || b.start === null ? a.order - b.order : a.start - b.start || a.order - b.order;

/** The first trace leads; a window that another shows too gains its testimony. */
function mergeTraces(perTrace: readonly WindowDraft[][]): WindowDraft[] {
  const [first = [], ...others] = perTrace;
  const drafts = [...first];
  for (const other of others) {
    for (const draft of other) {
      const same = drafts.find((known) => sameOperation(known, draft));
      if (same === undefined) drafts.push(draft);
      else corroborate(same, draft);
    }
  }
  return drafts;
}

const sameOperation = (a: WindowDraft, b: WindowDraft): boolean =>
  a.start !== null && b.start !== null && Math.abs(a.start - b.start) <= SAME_OPERATION_NS;

function corroborate(draft: WindowDraft, other: WindowDraft): void {
  for (const basis of other.basis) draft.basis.add(basis);
  const [line] = other.evidence;
  if (line !== undefined) draft.evidence.push({ ...line, role: 'context' });
  if (draft.cause === 'unknown') draft.cause = other.cause;
  draft.end ??= other.end;
  draft.offStart ??= other.offStart;
  draft.offEnd ??= other.offEnd;
}

function addQemu(drafts: WindowDraft[], side: QemuSide, view: DeviceView): void {
  const { episodes } = side.device;
  const pairs = pairsOf(drafts.filter(({ episode }) => episode === null).toSorted(byTime), side);
  const left: Episode[] = [];
  for (const episode of episodes) {
    const partner = pairs.get(episode);
    if (partner !== undefined) mergeEpisode(partner, side, episode);
    else if (episode.kind !== 'enable') left.push(episode);
  }
  const alone = new Set(
    left.filter((episode) => isTeardown(episode) && !coveredByTrace(view, side, episode)),
  );
  const before = drafts.filter(({ basis }) => basis.has('qemu-trace'));
  for (const draft of qemuWindows(side, alone, view.reports)) {
    const same = before.find((known) => sameOperation(known, draft));
    if (same === undefined) drafts.push(draft);
    else corroborate(same, draft); // two logs of one QEMU
  }
}

/** A kernel trace that was running then and shows the device's calls, but no teardown: there was none. */
function coveredByTrace(view: DeviceView, side: QemuSide, episode: Episode): boolean {
  const at = timeOf(side.source, episode.start);
  return view.kernel.some((kernel) => {
    const { source } = kernel;
    if (at === null) return kernel.operations.length > 0;
    const [first, last] = spanOf(source);
    const running = first !== null && last !== null && at >= first && at <= last;
    return running && kernel.operations.length > 0 && source.fold.losses.length === 0;
  });
}

function spanOf(source: PlacedSource): readonly [number | null, number | null] {
  const { first, last } = source.fold.kernel;
  if (first === null || last === null || source.shift === null) return [null, null];
  return [first + source.shift, last + source.shift];
}

/** A window that a loss of events overlaps is less sure. */
export function doubtLosses(
  draft: WindowDraft,
  losses: readonly { readonly from: number | null; readonly to: number | null }[],
): void {
  const { start, end } = draft;
  if (start === null) return;
  const overlaps = losses.some(
    (loss) =>
      (loss.from === null || loss.from <= (end ?? start)) && (loss.to === null || loss.to >= start),
  );
  if (overlaps) doubt(draft, 'events were lost around this time', 'medium');
}
