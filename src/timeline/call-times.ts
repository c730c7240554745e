/** When each SET_IRQS ran, for the alignment of clocks. */
import type { Call } from './call.ts';
import { placeOf, type Mark } from './mark.ts';
import type { OperationKind } from './operation.ts';

/** When a SET_IRQS ran: what QEMU's lines about it must lie around. */
export interface CallTime {
  readonly tid: number;
  readonly kind: OperationKind | null;
  readonly start: Mark;
  /** Its return, where that is traced. */
  readonly end: Mark | null;
  readonly lastLine: Mark;
}

/** Kept for each source. */
const KEPT = 20_000;

export class CallTimes {
  readonly all: CallTime[] = [];

  /** Calls whose beginning is not in the log tell nothing of when they ran. */
  add(call: Call, tid: number, kind: OperationKind | null): void {
    if (!call.explicit || this.all.length >= KEPT) return;
    const lastLine = placeOf(call.end);
    this.all.push({
      tid,
      kind,
      start: placeOf(call.start),
      end: call.returned ? lastLine : null,
      lastLine,
    });
  }
}
