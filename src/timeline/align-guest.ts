/**
 * A guest's log counts from the guest's boot. What it says is tied to the host by cause and effect: the VM was there before
 * its kernel; a driver finds its device before it enables MSI-X; its interrupts are given back before the machine says
 * that it goes down.
 */
import { nanos, type Nanos } from '../model/time.ts';
import type { Placement, PlacedSource } from './clock.ts';
import type { SourceFold } from './source-fold.ts';

/** Bounds of an offset, ns: host's case time minus guest's stamp after its epoch. */
interface Bounds {
  low: number;
  high: number;
  used: number;
}

/** Host-side instants in case time. */
interface HostSide {
  readonly begins: readonly number[];
  readonly enables: readonly number[];
  readonly disables: readonly number[];
}

/** Null where the bounds leave one side open or contradict each other. */
export function placeGuest(
  guest: SourceFold,
  hosts: readonly PlacedSource[],
  caseEpoch: bigint,
): Placement | null {
  const host = hostSide(hosts);
  const bounds: Bounds = { low: -Infinity, high: Infinity, used: 0 };
  const narrow = (side: 'low' | 'high', value: number): void => {
    if (side === 'low' ? value > bounds.low : value < bounds.high) bounds[side] = value;
    bounds.used += 1;
  };
  const [began] = host.begins;
  if (began !== undefined && guest.clock === 'boot') narrow('low', began + Number(guest.epoch));
  for (const { mark } of guest.messages.of('driver_took_device')) {
    // The first driver's line comes before the last device's first enable, whichever device is whose.
    const enabled = host.enables.at(-1);
    if (mark.t !== null && enabled !== undefined) narrow('high', enabled - mark.t);
    break;
  }
  for (const { mark } of guest.messages.of('system_down')) {
    const last = host.disables.at(-1);
    if (mark.t !== null && last !== undefined) narrow('low', last - mark.t);
  }
  if (!Number.isFinite(bounds.low) || !Number.isFinite(bounds.high)) return null;
  if (bounds.low > bounds.high) return null;
  const middle = Math.round((bounds.low + bounds.high) / 2);
  return {
    offset: caseEpoch - guest.epoch + BigInt(middle),
    error: half(bounds),
    basis: 'anchors',
    anchors: bounds.used,
    contradictions: 0,
  };
}

const half = ({ low, high }: Bounds): Nanos => nanos(Math.ceil((high - low) / 2));

function hostSide(hosts: readonly PlacedSource[]): HostSide {
  const begins: number[] = [];
  const enables = new Map<unknown, number>();
  const disables: number[] = [];
  for (const { fold, shift } of hosts) {
    if (shift === null) continue;
    for (const { kind, node, start, closing } of fold.kernel.log.operations) {
      if (start.t === null) continue;
      const at = start.t + shift;
      if (kind === 'enable' && !enables.has(node.root)) enables.set(node.root, at);
      if (kind === 'disable' && closing !== true) disables.push(at);
    }
    const { first } = fold.qemu;
    if (first !== null) begins.push(first + shift);
    const [setUp] = fold.kernel.log.operations;
    if (setUp?.start.t != null) begins.push(setUp.start.t + shift);
  }
  return {
    begins: begins.toSorted(byTime),
    enables: [...enables.values()].toSorted(byTime),
    disables: disables.toSorted(byTime),
  };
}

const byTime = (a: number, b: number): number => a - b;
