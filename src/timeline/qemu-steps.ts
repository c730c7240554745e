/**
 * What a guest does to MSI-X while it is not known to be on. The lines are the same whether QEMU enables MSI-X and so
 * uses every unmasked vector, or the log began when MSI-X was long on and a guest unmasks one vector after the other. The
 * `vfio_msix_enable` that follows, or does not, tells them apart, so they are kept until then.
 */
import type { Mark } from './mark.ts';

export interface Step {
  readonly kind: 'use' | 'release' | 'other';
  readonly vector: number | null;
  readonly tid: number | null;
  readonly run: () => void;
}

/** An enable of a full table has some four lines for each of 2048 vectors. */
const MOST = 10_000;

export class Steps {
  /** The first line: the guest's write, or the first use. */
  readonly start: Mark;
  /** The mask-all bit in the guest's config write; null where no such write was seen. */
  readonly masked: boolean | null;
  readonly #tid: number | null;
  readonly #steps: Step[] = [];
  readonly #uses: number[] = [];
  /** Place of the phantom's release. */
  #released = -1;

  constructor(start: Mark, tid: number | null, masked: boolean | null) {
    this.start = start;
    this.masked = masked;
    this.#tid = tid;
  }

  get count(): number {
    return this.#steps.length;
  }

  get empty(): boolean {
    return this.#steps.length === 0;
  }

  /**
   * Can this line still belong to an enable? That is one thread's work, uses vectors in rising order, and releases none
   * but the first at once: a use of QEMU's own.
   */
  fits({ kind, vector, tid }: Step): boolean {
    if (this.#steps.length >= MOST) return false;
    if (!this.empty && tid !== null && this.#tid !== null && tid !== this.#tid) return false;
    const hasPhantom = this.#released !== -1;
    if (kind === 'release') {
      return !hasPhantom && this.#uses.length === 1 && this.#uses[0] === vector;
    }
    const first = hasPhantom ? 1 : 0;
    const before = this.#uses.length > first ? (this.#uses.at(-1) ?? -1) : -1;
    return kind !== 'use' || (vector ?? 0) > before;
  }

  add(step: Step): void {
    if (step.kind === 'use') this.#uses.push(step.vector ?? 0);
    if (step.kind === 'release') this.#released = this.#steps.length;
    this.#steps.push(step);
  }

  /** QEMU to 8.1 uses and releases a vector before all others: the highest one to come, or 0. */
  get phantom(): number | null {
    return this.#released === -1 ? null : (this.#uses[0] ?? null);
  }

  /** The vectors that the guest has unmasked, without the phantom. */
  get vectors(): readonly number[] {
    return this.#uses.slice(this.#released === -1 ? 0 : 1);
  }

  /** All steps, or those after the phantom's release. */
  replay(from: 'start' | 'phantom'): void {
    const first = from === 'start' ? 0 : this.#released + 1;
    for (const { run } of this.#steps.slice(first)) run();
  }
}
