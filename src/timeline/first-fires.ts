/** When each table entry of a device fired first in each of its lives: sorted once, asked for every window. */
import type { Nanos } from '../model/time.ts';
import type { DeviceView } from './device-view.ts';
import { traceView } from './device-windows.ts';
import { firstFireOf } from './kernel-windows.ts';
import { indexOf } from './operation.ts';

export class FirstFires {
  readonly #byVector = new Map<number, Nanos[]>();

  constructor(view: DeviceView) {
    for (const side of view.kernel) {
      const trace = traceView(view, side);
      for (const { touched } of side.operations) {
        for (const touch of touched) {
          const index = indexOf(touch);
          const fire = firstFireOf(touch, trace);
          if (index !== null && fire !== null) this.#add(index, fire);
        }
      }
    }
    for (const fires of this.#byVector.values()) fires.sort((a, b) => a - b);
  }

  /** The first of them at or after an instant. */
  after(vector: number, t: Nanos): Nanos | null {
    const fires = this.#byVector.get(vector) ?? [];
    let low = 0;
    let high = fires.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((fires[middle] ?? t) < t) low = middle + 1;
      else high = middle;
    }
    return fires[low] ?? null;
  }

  #add(vector: number, fire: Nanos): void {
    const fires = this.#byVector.get(vector);
    if (fires === undefined) this.#byVector.set(vector, [fire]);
    else fires.push(fire);
  }
}
