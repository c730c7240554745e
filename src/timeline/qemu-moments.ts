/** Lines of QEMU around its SET_IRQS, kept with their places for the alignment of clocks. */
import type { Mark } from './mark.ts';

/** A line of QEMU that stands right before or after a SET_IRQS of its thread. */
export interface Moment {
  readonly kind:
    'use' | 'used' | 'release' | 'disable' | 'disabled' | 'enable' | 'enabled' | 'intx';
  readonly tid: number | null;
  readonly mark: Mark;
  readonly vector: number | null;
}

/** Kept for each device. */
const KEPT = 20_000;

export class Moments {
  readonly all: Moment[] = [];

  add(
    kind: Moment['kind'],
    event: { readonly tid: number | null },
    mark: Mark,
    vector: number | null,
  ): void {
    if (this.all.length < KEPT) this.all.push({ kind, tid: event.tid, mark, vector });
  }
}
