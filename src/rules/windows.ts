/** Which windows a rule may speak of. */
import { isUnasked } from '../model/cause.ts';
import { nanos, type Nanos } from '../model/time.ts';
import type { Case, DeviceTimeline, Window, WindowVector } from '../model/timeline.ts';

/** MSI-X off, unasked, with something live. */
export const harmful = (device: DeviceTimeline): readonly Window[] =>
  device.windows.filter(
    (window) => window.kind === 'msix-disabled' && isUnasked(window) && window.live.length > 0,
  );

/** A case never changes; its index is made once for all rules and findings. */
const indexes = new WeakMap<Case, ReadonlyMap<string, Window>>();

/** Every window of the case by its id, with those of single vectors that only a rule about them keeps. */
export function windowsById(input: Case): ReadonlyMap<string, Window> {
  const made = indexes.get(input);
  if (made !== undefined) return made;
  const rearms = input.devices.flatMap(({ vectors }) =>
    vectors.flatMap(({ worstRearm }) => (worstRearm === null ? [] : [worstRearm.window])),
  );
  const windows = [...input.devices.flatMap((device) => device.windows), ...rearms];
  const index = new Map(windows.map((window) => [window.id, window]));
  indexes.set(input, index);
  return index;
}

export const windowById = (input: Case, id: string | null): Window | null =>
  id === null ? null : (windowsById(input).get(id) ?? null);

/** Table indices, rising, each once; vectors without a known index are left out. */
export const indices = (vectors: readonly (number | null)[]): readonly number[] =>
  [...new Set(vectors.filter((vector) => vector !== null))].toSorted((a, b) => a - b);

/** The part of a window's vectors that was live; all of them where no index is known. */
export const liveVectors = (window: Window): readonly WindowVector[] =>
  window.vectors.filter((v) => v.vector === null || window.live.includes(v.vector));

/** The last stamp of any source that is on the case's clock. */
export function endOf(input: Case): Nanos | null {
  const ends = input.sources.flatMap((source) =>
    source.offset === null || source.last === null ? [] : [source.last],
  );
  return ends.length === 0 ? null : nanos(Math.max(...ends));
}
