/** What the host refused: by the kernel's own lines, by QEMU's report, or both. */
import type { HostFailure, Window } from '../model/timeline.ts';
import type { Nanos } from '../model/time.ts';
import { timeOf } from './clock.ts';
import type { DeviceView } from './device-view.ts';
import { evidenceOf } from './mark.ts';
import { indexOf } from './operation.ts';

/** QEMU prints its line after the ioctl returned, at once. */
const REPORTED_WITHIN_NS = 50_000_000;

export function failuresOf(view: DeviceView, windows: readonly Window[]): readonly HostFailure[] {
  const failures = [...kernelFailures(view, windows)];
  const reported = failures.length;
  for (const report of qemuFailures(view, windows)) {
    const same = failures.findIndex((failure) => isReportOf(failure, report));
    const known = same < reported ? failures[same] : undefined;
    if (known === undefined) failures.push(report);
    else {
      failures[same] = {
        ...known,
        basis: [...new Set([...known.basis, ...report.basis])].toSorted(),
        evidence: [...known.evidence, ...report.evidence],
      };
    }
  }
  return failures.toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity));
}

function* kernelFailures(view: DeviceView, windows: readonly Window[]): Generator<HostFailure> {
  for (const { source, operations } of view.kernel.slice(0, 1)) {
    for (const operation of operations) {
      if (operation.kind !== 'enable' && operation.kind !== 'set' && operation.kind !== 'grow')
        continue;
      for (const refusal of operation.refusals) {
        const at = timeOf(source, refusal.mark);
        const [touch] = operation.touched;
        const only = operation.touched.length === 1 && touch !== undefined ? indexOf(touch) : null;
        yield {
          at,
          device: view.name,
          vector: refusal.slot?.index ?? refusal.indexHint ?? only,
          irq: refusal.slot?.irq ?? null,
          error: refusal.error,
          of: operation.kind === 'set' ? 'set' : 'enable',
          window: windowAt(windows, at),
          basis: [...operation.bases].toSorted(),
          evidence: [
            evidenceOf(source.index, operation.start, 'context'),
            evidenceOf(source.index, refusal.mark, 'arrives'),
            evidenceOf(source.index, operation.end, 'context'),
          ].filter(
            (line, place, all) => all.findIndex((other) => other.line === line.line) === place,
          ),
        };
      }
    }
  }
}

function* qemuFailures(view: DeviceView, windows: readonly Window[]): Generator<HostFailure> {
  const named = view.qemu.flatMap(({ source }) =>
    source.fold.qemu.failures
      .filter(({ device, irqType }) => device === view.name && irqType !== 'intx')
      .map((failure) => ({ source, failure })),
  );
  for (const { source, failure } of [...named, ...view.reports]) {
    const at = timeOf(source, failure.mark);
    yield {
      at,
      device: view.name,
      vector: failure.vector,
      irq: null,
      error: failure.reason,
      of: failure.vector === null ? 'enable' : 'set',
      window: windowAt(windows, at),
      basis: ['qemu-report'],
      evidence: [evidenceOf(source.index, failure.mark, 'arrives')],
    };
  }
}

function isReportOf(failure: HostFailure, report: HostFailure): boolean {
  if (failure.of !== report.of) return false;
  if (report.vector !== null && failure.vector !== null && report.vector !== failure.vector)
    return false;
  if (failure.at === null || report.at === null) return true;
  return Math.abs(report.at - failure.at) <= REPORTED_WITHIN_NS;
}

/** The window that is open at an instant; an enable that fails lies inside the window that it does not end. */
export function windowAt(windows: readonly Window[], at: Nanos | null): string | null {
  if (at === null) return null;
  const hit = windows.find(
    ({ start, end }) => start !== null && start <= at && (end === null || at <= end),
  );
  return hit?.id ?? null;
}
