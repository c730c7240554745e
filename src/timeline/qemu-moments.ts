/** Lines of QEMU around its SET_IRQS, kept with their places for the alignment of clocks. */
import { placeOf, type Mark } from './mark.ts';
import type { QemuRoom } from './qemu-room.ts';

/** A line of QEMU that stands right before or after a SET_IRQS of its thread. */
export interface Moment {
  readonly kind:
    'use' | 'used' | 'release' | 'disable' | 'disabled' | 'enable' | 'enabled' | 'intx';
  readonly tid: number | null;
  readonly mark: Mark;
  readonly vector: number | null;
}

export class Moments {
  readonly all: Moment[] = [];
  readonly #room: QemuRoom;

  constructor(room: QemuRoom) {
    this.#room = room;
  }

  add(
    kind: Moment['kind'],
    event: { readonly tid: number | null },
    mark: Mark,
    vector: number | null,
  ): void {
    if (!this.#room.takes('moments')) return;
    this.all.push({ kind, tid: event.tid, mark: placeOf(mark), vector });
  }
}
