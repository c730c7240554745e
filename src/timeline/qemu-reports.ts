/** QEMU's errors in a file without its trace lines (standard error beside `-D`): whose they are. */
import { timeOf, type PlacedSource } from './clock.ts';
import type { QemuDevice } from './qemu-device.ts';
import type { Episode } from './qemu-episode.ts';
import type { QemuFailure } from './qemu-fold.ts';

/** A refusal whose line names no device. */
export interface QemuReport {
  readonly source: PlacedSource;
  readonly failure: QemuFailure;
  readonly device: string;
  /** The use that it fell into. */
  readonly episode: Episode | null;
}

/** By the use that was under way at that time, else there must be one device only. */
export function reportsOf(
  sources: readonly PlacedSource[],
  names: readonly string[],
): readonly QemuReport[] {
  const only = names.length === 1 ? names[0] : undefined;
  return sources.flatMap((source) =>
    source.fold.qemu.failures.flatMap((failure): QemuReport[] => {
      if (failure.device !== null || failure.irqType === 'intx') return [];
      const use = useAround(source, failure, sources);
      const device = use?.device.name ?? only;
      return device === undefined
        ? []
        : [{ source, failure, device, episode: use?.episode ?? null }];
    }),
  );
}

function useAround(
  source: PlacedSource,
  failure: QemuFailure,
  sources: readonly PlacedSource[],
): { readonly device: QemuDevice; readonly episode: Episode } | null {
  const at = timeOf(source, failure.mark);
  if (at === null || failure.vector !== null) return null;
  for (const other of sources) {
    if (other === source) continue;
    const error = (other.placement.error ?? 0) + (source.placement.error ?? 0);
    for (const device of other.fold.qemu.devices.values()) {
      const episode = device.episodes.find(({ vector, start, end }) => {
        const from = timeOf(other, start);
        const to = timeOf(other, end) ?? Infinity;
        return vector !== null && from !== null && from - error <= at && at <= to + error;
      });
      if (episode !== undefined) return { device, episode };
    }
  }
  return null;
}
